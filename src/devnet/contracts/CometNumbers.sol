// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title CometNumbers
/// @notice Conversions that refuse what does not fit, with the reasons of the public interface.
library CometNumbers {
  error InvalidUInt64();
  error InvalidUInt104();
  error InvalidUInt128();
  error InvalidInt104();
  error InvalidInt256();
  error NegativeNumber();

  function to64(uint256 value) internal pure returns (uint64) {
    if (value >> 64 != 0) revert InvalidUInt64();
    return uint64(value);
  }

  function to104(uint256 value) internal pure returns (uint104) {
    if (value >> 104 != 0) revert InvalidUInt104();
    return uint104(value);
  }

  function to128(uint256 value) internal pure returns (uint128) {
    if (value >> 128 != 0) revert InvalidUInt128();
    return uint128(value);
  }

  function signed104(uint104 value) internal pure returns (int104) {
    if (value >> 103 != 0) revert InvalidInt104();
    return int104(value);
  }

  function signed256(uint256 value) internal pure returns (int256) {
    if (value >> 255 != 0) revert InvalidInt256();
    return int256(value);
  }

  function unsigned256(int256 value) internal pure returns (uint256) {
    if (value < 0) revert NegativeNumber();
    return uint256(value);
  }
}

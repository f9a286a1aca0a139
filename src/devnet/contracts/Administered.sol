// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Administered
/// @notice One account may change what the others only read.
abstract contract Administered {
  error NotAdmin(address caller);

  address public immutable admin;

  modifier onlyAdmin() {
    if (msg.sender != admin) revert NotAdmin(msg.sender);
    _;
  }

  constructor(address admin_) {
    admin = admin_;
  }
}

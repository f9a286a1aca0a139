// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title ConstantPriceFeed
/// @notice A price that nothing moves: of the base token in a market that counts in that token. The getter carries
/// the name of Compound's own contract.
contract ConstantPriceFeed {
  uint256 public constant version = 1;
  string public constant description = 'Constant price feed';
  uint8 public immutable decimals;
  int256 public immutable constantPrice;

  constructor(uint8 decimals_, int256 price) {
    (decimals, constantPrice) = (decimals_, price);
  }

  /// @notice Always as fresh as the block.
  function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
    return (1, constantPrice, block.timestamp, block.timestamp, 1);
  }
}

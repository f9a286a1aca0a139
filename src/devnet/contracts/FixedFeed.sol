// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title FixedFeed
/// @notice A price that nothing moves. The getters carry the names of Aave's own adapter.
contract FixedFeed {
  uint8 public constant decimals = 8;
  string public description;
  int256 public immutable PRICE;

  constructor(int256 price, string memory description_) {
    PRICE = price;
    description = description_;
  }

  function latestAnswer() external view returns (int256) {
    return PRICE;
  }
}

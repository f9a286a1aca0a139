// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {StakedEther} from './StakedEther.sol';

/// @title RateBasedScalingPriceFeed
/// @notice What one wstETH is worth in ether: the token's own ratio, cut to the feed's decimals. The getter carries
/// the name of Compound's own contract.
contract RateBasedScalingPriceFeed {
  uint256 public constant version = 1;
  StakedEther public immutable underlyingPriceFeed;
  uint8 public immutable decimals;
  string public description;

  constructor(StakedEther token, uint8 decimals_, string memory description_) {
    (underlyingPriceFeed, decimals, description) = (token, decimals_, description_);
  }

  /// @notice Always as fresh as the block: the ratio has no time of its own.
  function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
    int256 answer = int256(underlyingPriceFeed.stEthPerToken() / 10 ** (18 - decimals));
    return (1, answer, block.timestamp, block.timestamp, 1);
  }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AggregatorProxy} from './AggregatorProxy.sol';

/// @title CappedFeed
/// @notice The USD price of a token that never counts above a cap. The getters carry the names of Aave's own adapter.
contract CappedFeed {
  AggregatorProxy public immutable ASSET_TO_USD_AGGREGATOR;
  uint8 public immutable decimals;
  string public description;
  int256 public getPriceCap;

  constructor(AggregatorProxy assetToUsd, string memory description_, int256 priceCap) {
    ASSET_TO_USD_AGGREGATOR = assetToUsd;
    decimals = assetToUsd.decimals();
    description = description_;
    getPriceCap = priceCap;
  }

  /// @notice Anybody may, as nothing depends on it but the tests that call it.
  function setPriceCap(int256 priceCap) external {
    getPriceCap = priceCap;
  }

  function latestAnswer() external view returns (int256) {
    int256 price = ASSET_TO_USD_AGGREGATOR.latestAnswer();
    return price > getPriceCap ? getPriceCap : price;
  }
}

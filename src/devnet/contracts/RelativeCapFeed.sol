// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AggregatorProxy} from './AggregatorProxy.sol';

/// @title RelativeCapFeed
/// @notice The USD price of a token that never counts above a multiple of what it is meant to hold. The getters carry
/// the names of Aave's own adapter.
contract RelativeCapFeed {
  uint8 public constant RATIO_DECIMALS = 8;
  AggregatorProxy public immutable ASSET_TO_USD_AGGREGATOR;
  AggregatorProxy public immutable BASE_TO_USD_AGGREGATOR;
  uint8 public immutable decimals;
  string public description;
  int256 public immutable getPriceCapRatio;

  constructor(
    AggregatorProxy assetToUsd,
    AggregatorProxy baseToUsd,
    string memory description_,
    int256 priceCapRatio
  ) {
    ASSET_TO_USD_AGGREGATOR = assetToUsd;
    BASE_TO_USD_AGGREGATOR = baseToUsd;
    decimals = assetToUsd.decimals();
    description = description_;
    getPriceCapRatio = priceCapRatio;
  }

  function latestAnswer() external view returns (int256) {
    int256 price = ASSET_TO_USD_AGGREGATOR.latestAnswer();
    int256 cap = (BASE_TO_USD_AGGREGATOR.latestAnswer() * getPriceCapRatio) /
      int256(10 ** uint256(RATIO_DECIMALS));
    return price > cap ? cap : price;
  }
}

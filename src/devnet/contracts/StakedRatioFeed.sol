// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AggregatorProxy} from './AggregatorProxy.sol';
import {StakedEther} from './StakedEther.sol';

/// @title StakedRatioFeed
/// @notice The USD price of wrapped staked ether: ether per token x ETH / USD, without a cap on the ratio's
/// growth. The getters carry the names of Aave's ratio adapters.
contract StakedRatioFeed {
  uint8 public constant RATIO_DECIMALS = 18;
  AggregatorProxy public immutable BASE_TO_USD_AGGREGATOR;
  StakedEther public immutable RATIO_PROVIDER;
  /// @notice Decimals of the answer: those of ETH / USD.
  uint8 public immutable decimals;
  string public description;

  constructor(AggregatorProxy baseToUsd, StakedEther ratioProvider, string memory description_) {
    BASE_TO_USD_AGGREGATOR = baseToUsd;
    RATIO_PROVIDER = ratioProvider;
    decimals = baseToUsd.decimals();
    description = description_;
  }

  function getRatio() public view returns (int256) {
    return int256(RATIO_PROVIDER.stEthPerToken());
  }

  /// @notice baseToUsd * ratio / 10^18: the full product first, then one division that truncates. Zero, which
  /// Aave reads as "no price", when either is zero or below.
  function latestAnswer() external view returns (int256) {
    int256 baseToUsd = BASE_TO_USD_AGGREGATOR.latestAnswer();
    int256 ratio = getRatio();
    if (baseToUsd <= 0 || ratio <= 0) return 0;
    return (baseToUsd * ratio) / int256(10 ** uint256(RATIO_DECIMALS));
  }
}

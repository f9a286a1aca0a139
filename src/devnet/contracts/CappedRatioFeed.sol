// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AggregatorProxy} from './AggregatorProxy.sol';
import {StakedEther} from './StakedEther.sol';

/// @title CappedRatioFeed
/// @notice The USD price of a token by its ratio, which counts up to a limit that grows evenly from a snapshot on.
/// The getters carry the names of Aave's ratio adapters.
contract CappedRatioFeed {
  uint8 public constant RATIO_DECIMALS = 18;
  uint256 public constant SCALING_FACTOR = 1e6;
  AggregatorProxy public immutable BASE_TO_USD_AGGREGATOR;
  StakedEther public immutable RATIO_PROVIDER;
  uint8 public immutable decimals;
  string public description;
  uint256 public getSnapshotRatio;
  uint256 public getSnapshotTimestamp;
  /// @notice Growth of the limit a second, times 10^6.
  uint256 public getMaxRatioGrowthPerSecondScaled;

  constructor(
    AggregatorProxy baseToUsd,
    StakedEther ratioProvider,
    string memory description_,
    uint256 snapshotRatio,
    uint256 growthScaled
  ) {
    BASE_TO_USD_AGGREGATOR = baseToUsd;
    RATIO_PROVIDER = ratioProvider;
    decimals = baseToUsd.decimals();
    description = description_;
    getSnapshotRatio = snapshotRatio;
    getSnapshotTimestamp = block.timestamp;
    getMaxRatioGrowthPerSecondScaled = growthScaled;
  }

  function getRatio() public view returns (int256) {
    return int256(RATIO_PROVIDER.stEthPerToken());
  }

  /// @notice baseToUsd * min(ratio, limit) / 10^18, the division truncating. Zero when either is zero or below.
  function latestAnswer() external view returns (int256) {
    int256 baseToUsd = BASE_TO_USD_AGGREGATOR.latestAnswer();
    int256 ratio = getRatio();
    if (baseToUsd <= 0 || ratio <= 0) return 0;
    int256 limit = int256(
      getSnapshotRatio +
        (getMaxRatioGrowthPerSecondScaled * (block.timestamp - getSnapshotTimestamp)) /
        SCALING_FACTOR
    );
    return (baseToUsd * (limit < ratio ? limit : ratio)) / int256(10 ** uint256(RATIO_DECIMALS));
  }
}

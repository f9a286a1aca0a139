// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {CometAssetListFactory, IDecimals} from './CometAssetList.sol';
import {CometExtension} from './CometExtension.sol';
import {CometLedger} from './CometLedger.sol';
import {CometNumbers} from './CometNumbers.sol';
import {CometSignals} from './CometSignals.sol';
import {Configuration} from './CometTypes.sol';

/// @title CometParameters
/// @notice What one implementation decides for good: a change of parameters is a new implementation. Rates are per
/// second, 10^18.
abstract contract CometParameters is CometLedger, CometSignals {
  using CometNumbers for uint256;

  uint64 private constant YEAR = 365 days;

  address public immutable governor;
  address public immutable pauseGuardian;
  address public immutable baseToken;
  address public immutable baseTokenPriceFeed;
  address public immutable extensionDelegate;
  address public immutable assetList;
  uint8 public immutable decimals;
  uint8 public immutable numAssets;
  uint256 public immutable baseScale;
  uint256 public immutable supplyKink;
  uint256 public immutable supplyPerSecondInterestRateSlopeLow;
  uint256 public immutable supplyPerSecondInterestRateSlopeHigh;
  uint256 public immutable supplyPerSecondInterestRateBase;
  uint256 public immutable borrowKink;
  uint256 public immutable borrowPerSecondInterestRateSlopeLow;
  uint256 public immutable borrowPerSecondInterestRateSlopeHigh;
  uint256 public immutable borrowPerSecondInterestRateBase;
  uint256 public immutable storeFrontPriceFactor;
  uint256 public immutable trackingIndexScale;
  uint256 public immutable baseTrackingSupplySpeed;
  uint256 public immutable baseTrackingBorrowSpeed;
  uint256 public immutable baseMinForRewards;
  uint256 public immutable baseBorrowMin;
  uint256 public immutable targetReserves;

  constructor(Configuration memory config) {
    uint8 baseDecimals = IDecimals(config.baseToken).decimals();
    if (baseDecimals > 18) revert BadDecimals();
    if (config.storeFrontPriceFactor > FACTOR_SCALE) revert BadDiscount();
    if (config.assetConfigs.length > MOST_ASSETS) revert TooManyAssets();
    if (config.baseMinForRewards == 0) revert BadMinimum();
    if (IDecimals(config.baseTokenPriceFeed).decimals() != PRICE_DECIMALS) revert BadDecimals();
    if (baseDecimals < 6) revert BadDecimals();

    governor = config.governor;
    pauseGuardian = config.pauseGuardian;
    baseToken = config.baseToken;
    baseTokenPriceFeed = config.baseTokenPriceFeed;
    extensionDelegate = config.extensionDelegate;
    decimals = baseDecimals;
    baseScale = 10 ** baseDecimals;
    supplyKink = config.supplyKink;
    supplyPerSecondInterestRateSlopeLow = config.supplyPerYearInterestRateSlopeLow / YEAR;
    supplyPerSecondInterestRateSlopeHigh = config.supplyPerYearInterestRateSlopeHigh / YEAR;
    supplyPerSecondInterestRateBase = config.supplyPerYearInterestRateBase / YEAR;
    borrowKink = config.borrowKink;
    borrowPerSecondInterestRateSlopeLow = config.borrowPerYearInterestRateSlopeLow / YEAR;
    borrowPerSecondInterestRateSlopeHigh = config.borrowPerYearInterestRateSlopeHigh / YEAR;
    borrowPerSecondInterestRateBase = config.borrowPerYearInterestRateBase / YEAR;
    storeFrontPriceFactor = config.storeFrontPriceFactor;
    trackingIndexScale = config.trackingIndexScale;
    baseTrackingSupplySpeed = config.baseTrackingSupplySpeed;
    baseTrackingBorrowSpeed = config.baseTrackingBorrowSpeed;
    baseMinForRewards = config.baseMinForRewards;
    baseBorrowMin = config.baseBorrowMin;
    targetReserves = config.targetReserves;
    numAssets = uint8(config.assetConfigs.length);
    address factory = CometExtension(config.extensionDelegate).assetListFactory();
    assetList = CometAssetListFactory(factory).createAssetList(config.assetConfigs);
  }

  /// @notice What lenders earn at a utilisation.
  function getSupplyRate(uint256 utilization) public view returns (uint64) {
    return
      _rate(
        utilization,
        supplyKink,
        supplyPerSecondInterestRateBase,
        supplyPerSecondInterestRateSlopeLow,
        supplyPerSecondInterestRateSlopeHigh
      );
  }

  /// @notice What borrowers pay at a utilisation; a curve of its own, not a share of the other.
  function getBorrowRate(uint256 utilization) public view returns (uint64) {
    return
      _rate(
        utilization,
        borrowKink,
        borrowPerSecondInterestRateBase,
        borrowPerSecondInterestRateSlopeLow,
        borrowPerSecondInterestRateSlopeHigh
      );
  }

  function _rate(
    uint256 utilization,
    uint256 kink,
    uint256 base,
    uint256 low,
    uint256 high
  ) private pure returns (uint64) {
    if (utilization <= kink) return (base + _times(low, utilization)).to64();
    return (base + _times(low, kink) + _times(high, utilization - kink)).to64();
  }

  /// @dev A number times a factor, rounded down.
  function _times(uint256 value, uint256 factor) internal pure returns (uint256) {
    return (value * factor) / FACTOR_SCALE;
  }
}

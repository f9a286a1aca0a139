// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @dev The shapes that Compound III's interface and storage are made of. Names, types and order are the public
/// interface's: who decodes a call, a log or a slot there does it here.

/// @notice What one implementation is built with; rates are per year, factors and kinks 10^18.
struct Configuration {
  address governor;
  address pauseGuardian;
  address baseToken;
  address baseTokenPriceFeed;
  address extensionDelegate;
  uint64 supplyKink;
  uint64 supplyPerYearInterestRateSlopeLow;
  uint64 supplyPerYearInterestRateSlopeHigh;
  uint64 supplyPerYearInterestRateBase;
  uint64 borrowKink;
  uint64 borrowPerYearInterestRateSlopeLow;
  uint64 borrowPerYearInterestRateSlopeHigh;
  uint64 borrowPerYearInterestRateBase;
  uint64 storeFrontPriceFactor;
  uint64 trackingIndexScale;
  uint64 baseTrackingSupplySpeed;
  uint64 baseTrackingBorrowSpeed;
  uint104 baseMinForRewards;
  uint104 baseBorrowMin;
  uint104 targetReserves;
  AssetConfig[] assetConfigs;
}

struct AssetConfig {
  address asset;
  address priceFeed;
  uint8 decimals;
  uint64 borrowCollateralFactor;
  uint64 liquidateCollateralFactor;
  uint64 liquidationFactor;
  uint128 supplyCap;
}

/// @notice A collateral as the market answers it: factors cut to four decimals, the cap to whole tokens.
struct AssetInfo {
  uint8 offset;
  address asset;
  address priceFeed;
  uint64 scale;
  uint64 borrowCollateralFactor;
  uint64 liquidateCollateralFactor;
  uint64 liquidationFactor;
  uint128 supplyCap;
}

struct ExtConfiguration {
  bytes32 name32;
  bytes32 symbol32;
}

/// @notice The market's sums, two slots. Totals are principals; indices 10^15.
struct TotalsBasic {
  uint64 baseSupplyIndex;
  uint64 baseBorrowIndex;
  uint64 trackingSupplyIndex;
  uint64 trackingBorrowIndex;
  uint104 totalSupplyBase;
  uint104 totalBorrowBase;
  uint40 lastAccrualTime;
  uint8 pauseFlags;
}

struct TotalsCollateral {
  uint128 totalSupplyAsset;
  uint128 _reserved;
}

/// @notice An account: a principal above zero is lent, below zero owed. One bit for each collateral it has: the
/// first sixteen in `assetsIn`, the other eight in `_reserved`.
struct UserBasic {
  int104 principal;
  uint64 baseTrackingIndex;
  uint64 baseTrackingAccrued;
  uint16 assetsIn;
  uint8 _reserved;
}

struct UserCollateral {
  uint128 balance;
  uint128 _reserved;
}

struct LiquidatorPoints {
  uint32 numAbsorbs;
  uint64 numAbsorbed;
  uint128 approxSpend;
  uint32 _reserved;
}

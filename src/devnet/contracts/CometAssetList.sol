// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AssetConfig, AssetInfo} from './CometTypes.sol';

interface IDecimals {
  function decimals() external view returns (uint8);
}

/// @title CometAssetList
/// @notice The collaterals of one implementation, in their order. Nothing can change them: another list needs
/// another implementation.
contract CometAssetList {
  error BadAsset();
  error BadDecimals();
  error BorrowCFTooLarge();
  error LiquidateCFTooLarge();

  /// @dev Factors keep four decimals.
  uint64 private constant FACTOR_STEP = 1e14;

  uint8 public immutable numAssets;
  mapping(uint8 offset => AssetInfo) private _infos;

  constructor(AssetConfig[] memory configs) {
    numAssets = uint8(configs.length);
    for (uint8 i = 0; i < configs.length; i++) _infos[i] = _checked(i, configs[i]);
  }

  function getAssetInfo(uint8 i) external view returns (AssetInfo memory) {
    if (i >= numAssets) revert BadAsset();
    return _infos[i];
  }

  function _checked(uint8 offset, AssetConfig memory config) private view returns (AssetInfo memory info) {
    info.offset = offset;
    info.scale = 1;
    // A slot may be left empty.
    if (config.asset == address(0)) return info;
    if (IDecimals(config.priceFeed).decimals() != 8) revert BadDecimals();
    if (IDecimals(config.asset).decimals() != config.decimals) revert BadDecimals();
    if (config.borrowCollateralFactor >= config.liquidateCollateralFactor) revert BorrowCFTooLarge();
    if (config.liquidateCollateralFactor > 1e18) revert LiquidateCFTooLarge();
    info.asset = config.asset;
    info.priceFeed = config.priceFeed;
    info.borrowCollateralFactor = _inSteps(config.borrowCollateralFactor);
    info.liquidateCollateralFactor = _inSteps(config.liquidateCollateralFactor);
    info.liquidationFactor = _inSteps(config.liquidationFactor);
    if (info.borrowCollateralFactor >= info.liquidateCollateralFactor) revert BorrowCFTooLarge();
    uint256 unit = 10 ** config.decimals;
    info.scale = uint64(unit);
    // Whole tokens, as many as 64 bits hold.
    info.supplyCap = uint128(uint256(uint64(config.supplyCap / unit)) * info.scale);
  }

  /// @dev Sixteen bits hold the number of steps, so that factors from 6.5536 on wrap as they do in the original.
  function _inSteps(uint64 factor) private pure returns (uint64) {
    return uint64(uint16(factor / FACTOR_STEP)) * FACTOR_STEP;
  }
}

/// @title CometAssetListFactory
/// @notice Creates the lists: their code would not fit into the market's own.
contract CometAssetListFactory {
  event AssetListCreated(address indexed assetList, AssetConfig[] assetConfigs);

  function createAssetList(AssetConfig[] memory configs) external returns (address list) {
    list = address(new CometAssetList(configs));
    emit AssetListCreated(list, configs);
  }
}

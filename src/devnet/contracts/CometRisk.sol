// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {CometAccrual} from './CometAccrual.sol';
import {CometAssetList} from './CometAssetList.sol';
import {CometNumbers} from './CometNumbers.sol';
import {ILooseToken} from './CometTokens.sol';
import {AssetInfo, UserBasic} from './CometTypes.sol';

interface IPriceFeed {
  function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
}

/// @title CometRisk
/// @notice Whether debts are covered, what the market owns, and what its collateral is sold for. Debts are judged by
/// the stored indices, reserves by the accrued ones.
abstract contract CometRisk is CometAccrual {
  using CometNumbers for uint256;

  function getAssetInfo(uint8 i) public view returns (AssetInfo memory) {
    return CometAssetList(assetList).getAssetInfo(i);
  }

  function getAssetInfoByAddress(address asset) public view returns (AssetInfo memory info) {
    for (uint8 i = 0; i < numAssets; i++) {
      info = getAssetInfo(i);
      if (info.asset == asset) return info;
    }
    revert BadAsset();
  }

  /// @notice The feed's newest answer, however old it is; 8 decimals.
  function getPrice(address priceFeed) public view returns (uint256) {
    (, int256 answer, , , ) = IPriceFeed(priceFeed).latestRoundData();
    if (answer <= 0) revert BadPrice();
    return uint256(answer);
  }

  /// @notice Whether the account may owe what it owes, by the factors for borrowing.
  function isBorrowCollateralized(address account) public view returns (bool) {
    return _isCovered(account, _borrowFactor);
  }

  /// @notice Whether anybody may have the account absorbed, by the factors for liquidation.
  function isLiquidatable(address account) public view returns (bool) {
    return !_isCovered(account, _liquidationFactor);
  }

  /// @notice Base owned beyond what is owed to lenders; below zero when it is less.
  function getReserves() public view returns (int256) {
    (uint64 supplyIndex, uint64 borrowIndex) = _indicesNow();
    uint256 balance = ILooseToken(baseToken).balanceOf(address(this));
    uint256 lent = _grown(_market.totalSupplyBase, supplyIndex);
    uint256 owed = _grown(_market.totalBorrowBase, borrowIndex);
    return balance.signed256() - lent.signed256() + owed.signed256();
  }

  /// @notice Collateral that belongs to no account: seized, or sent here by mistake.
  function getCollateralReserves(address asset) public view returns (uint256) {
    return ILooseToken(asset).balanceOf(address(this)) - totalsCollateral[asset].totalSupplyAsset;
  }

  /// @notice How much collateral the market sells for an amount of base: at the feed's price less a part of the
  /// penalty that the borrower lost.
  function quoteCollateral(address asset, uint256 baseAmount) public view returns (uint256) {
    AssetInfo memory info = getAssetInfoByAddress(asset);
    uint256 price = getPrice(info.priceFeed);
    uint256 discount = _times(storeFrontPriceFactor, FACTOR_SCALE - info.liquidationFactor);
    uint256 asked = _times(price, FACTOR_SCALE - discount);
    return (getPrice(baseTokenPriceFeed) * baseAmount * info.scale) / asked / baseScale;
  }

  /// @dev Adds collateral until the debt is covered: feeds after that are not read, so a broken one harms nobody
  /// who does not need it.
  function _isCovered(
    address account,
    function(AssetInfo memory) internal pure returns (uint64) factor
  ) private view returns (bool) {
    UserBasic memory user = userBasic[account];
    if (user.principal >= 0) return true;
    int256 basePrice = getPrice(baseTokenPriceFeed).signed256();
    int256 liquidity = (_presentValue(user.principal) * basePrice) / int256(baseScale);
    for (uint8 i = 0; i < numAssets; i++) {
      if (!_holds(user, i)) continue;
      if (liquidity >= 0) return true;
      AssetInfo memory info = getAssetInfo(i);
      uint256 value = _value(info, userCollateral[account][info.asset].balance);
      liquidity += _times(value, factor(info)).signed256();
    }
    return liquidity >= 0;
  }

  function _borrowFactor(AssetInfo memory info) private pure returns (uint64) {
    return info.borrowCollateralFactor;
  }

  function _liquidationFactor(AssetInfo memory info) private pure returns (uint64) {
    return info.liquidateCollateralFactor;
  }

  /// @dev In the unit of the market's price feeds, 8 decimals.
  function _value(AssetInfo memory info, uint256 amount) internal view returns (uint256) {
    return (amount * getPrice(info.priceFeed)) / info.scale;
  }

  function _holds(UserBasic memory user, uint8 offset) internal pure returns (bool) {
    return ((uint256(user._reserved) << 16) | user.assetsIn) & (1 << offset) != 0;
  }
}

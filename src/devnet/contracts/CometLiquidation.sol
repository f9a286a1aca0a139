// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {CometGuards} from './CometGuards.sol';
import {CometNumbers} from './CometNumbers.sol';
import {AssetInfo, LiquidatorPoints, UserBasic} from './CometTypes.sol';

/// @title CometLiquidation
/// @notice Absorbing an account and, apart from that and at any later time, selling what was seized.
abstract contract CometLiquidation is CometGuards {
  using CometNumbers for uint256;
  using CometNumbers for int256;

  /// @notice Takes over the whole position of each account: all its collateral against all its debt.
  function absorb(address absorber, address[] calldata accounts) external {
    _requireRunning(Action.Absorb);
    uint256 gasBefore = gasleft();
    _accrue();
    for (uint256 i = 0; i < accounts.length; i++) _absorb(absorber, accounts[i]);
    uint256 gasUsed = gasBefore - gasleft();
    LiquidatorPoints memory points = liquidatorPoints[absorber];
    points.numAbsorbs++;
    points.numAbsorbed += accounts.length.to64();
    points.approxSpend += (gasUsed * block.basefee).to128();
    liquidatorPoints[absorber] = points;
  }

  /// @notice Sells seized collateral for base while reserves are under their target.
  function buyCollateral(
    address asset,
    uint256 minAmount,
    uint256 baseAmount,
    address recipient
  ) external locked {
    _requireRunning(Action.Buy);
    int256 reserves = getReserves();
    if (reserves >= 0 && uint256(reserves) >= targetReserves) revert NotForSale();
    baseAmount = _take(baseToken, msg.sender, baseAmount);
    uint256 amount = quoteCollateral(asset, baseAmount);
    if (amount < minAmount) revert TooMuchSlippage();
    if (amount > getCollateralReserves(asset)) revert InsufficientReserves();
    _give(asset, recipient, amount.to128());
    emit BuyCollateral(msg.sender, asset, baseAmount, amount);
  }

  /// @dev What the collateral credits beyond the debt becomes a loan of the account; what it lacks is the reserves'
  /// loss, which no event tells.
  function _absorb(address absorber, address account) private {
    if (!isLiquidatable(account)) revert NotLiquidatable();
    UserBasic memory user = userBasic[account];
    int104 oldPrincipal = user.principal;
    int256 oldBalance = _presentValue(oldPrincipal);
    uint256 basePrice = getPrice(baseTokenPriceFeed);
    uint256 credit = (_seizeAll(absorber, account, user) * baseScale) / basePrice;
    int256 newBalance = oldBalance + credit.signed256();
    if (newBalance < 0) newBalance = 0;

    int104 newPrincipal = _principalValue(newBalance);
    user.assetsIn = 0;
    user._reserved = 0;
    _setPrincipal(account, user, newPrincipal);
    (uint104 repaid, uint104 supplied) = _gains(oldPrincipal, newPrincipal);
    _market.totalSupplyBase += supplied;
    _market.totalBorrowBase -= repaid;

    uint256 paidOut = (newBalance - oldBalance).unsigned256();
    emit AbsorbDebt(absorber, account, paidOut, (paidOut * basePrice) / baseScale);
    _announceSupply(account, supplied);
  }

  /// @return credit What the account is credited for, in the unit of the price feeds.
  function _seizeAll(
    address absorber,
    address account,
    UserBasic memory user
  ) private returns (uint256 credit) {
    for (uint8 i = 0; i < numAssets; i++) {
      if (!_holds(user, i)) continue;
      AssetInfo memory info = getAssetInfo(i);
      uint128 seized = userCollateral[account][info.asset].balance;
      userCollateral[account][info.asset].balance = 0;
      totalsCollateral[info.asset].totalSupplyAsset -= seized;
      uint256 value = _value(info, seized);
      credit += _times(value, info.liquidationFactor);
      emit AbsorbCollateral(absorber, account, info.asset, seized, value);
    }
  }

  function _narrow(uint256 amount) internal pure returns (uint128) {
    return amount.to128();
  }
}

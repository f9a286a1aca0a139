// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {CometNumbers} from './CometNumbers.sol';
import {CometRisk} from './CometRisk.sol';
import {CometTokens} from './CometTokens.sol';
import {AssetInfo, UserBasic} from './CometTypes.sol';

/// @title CometMovements
/// @notice Base and collateral coming in, going out and changing hands. Base that an account does not have is
/// borrowed, whether it is withdrawn or sent to somebody else.
abstract contract CometMovements is CometRisk {
  using CometNumbers for uint256;
  using CometTokens for address;

  function _supplyBase(address from, address to, uint256 amount) internal {
    amount = _take(baseToken, from, amount);
    _accrue();
    UserBasic memory user = userBasic[to];
    int104 principal = _principalValue(_presentValue(user.principal) + amount.signed256());
    (uint104 repaid, uint104 supplied) = _gains(user.principal, principal);
    _market.totalSupplyBase += supplied;
    _market.totalBorrowBase -= repaid;
    _setPrincipal(to, user, principal);
    emit Supply(from, to, amount);
    _announceSupply(to, supplied);
  }

  function _withdrawBase(address from, address to, uint256 amount) internal {
    _accrue();
    UserBasic memory user = userBasic[from];
    int256 balance = _presentValue(user.principal) - amount.signed256();
    int104 principal = _principalValue(balance);
    // Losing is gaining the other way round.
    (uint104 borrowed, uint104 withdrawn) = _gains(principal, user.principal);
    _market.totalSupplyBase -= withdrawn;
    _market.totalBorrowBase += borrowed;
    _setPrincipal(from, user, principal);
    _requireCover(from, balance);
    _give(baseToken, to, amount);
    emit Withdraw(from, to, amount);
    _announceWithdrawal(from, withdrawn);
  }

  /// @dev Says nothing about debt: an account that borrows to send, or is paid back by what it is sent, appears in
  /// no log.
  function _transferBase(address from, address to, uint256 amount) internal {
    _accrue();
    UserBasic memory sender = userBasic[from];
    UserBasic memory receiver = userBasic[to];
    int256 balance = _presentValue(sender.principal) - amount.signed256();
    int256 otherBalance = _presentValue(receiver.principal) + amount.signed256();
    int104 principal = _principalValue(balance);
    int104 otherPrincipal = _principalValue(otherBalance);
    (uint104 borrowed, uint104 withdrawn) = _gains(principal, sender.principal);
    (uint104 repaid, uint104 supplied) = _gains(receiver.principal, otherPrincipal);
    // Added before it is taken away: the sum in between never falls below zero.
    _market.totalSupplyBase = _market.totalSupplyBase + supplied - withdrawn;
    _market.totalBorrowBase = _market.totalBorrowBase + borrowed - repaid;
    _setPrincipal(from, sender, principal);
    _setPrincipal(to, receiver, otherPrincipal);
    _requireCover(from, balance);
    _announceWithdrawal(from, withdrawn);
    _announceSupply(to, supplied);
  }

  function _supplyCollateral(address from, address to, address asset, uint128 amount) internal {
    amount = _take(asset, from, amount).to128();
    AssetInfo memory info = getAssetInfoByAddress(asset);
    uint128 total = totalsCollateral[asset].totalSupplyAsset + amount;
    if (total > info.supplyCap) revert SupplyCapExceeded();
    totalsCollateral[asset].totalSupplyAsset = total;
    _setCollateral(to, info, userCollateral[to][asset].balance + amount);
    emit SupplyCollateral(from, to, asset, amount);
  }

  /// @dev Does not accrue: the gap between the factors for borrowing and for liquidation covers the interest since.
  function _withdrawCollateral(address from, address to, address asset, uint128 amount) internal {
    uint128 left = userCollateral[from][asset].balance - amount;
    totalsCollateral[asset].totalSupplyAsset -= amount;
    _setCollateral(from, getAssetInfoByAddress(asset), left);
    if (!isBorrowCollateralized(from)) revert NotCollateralized();
    _give(asset, to, amount);
    emit WithdrawCollateral(from, to, asset, amount);
  }

  function _transferCollateral(address from, address to, address asset, uint128 amount) internal {
    uint128 left = userCollateral[from][asset].balance - amount;
    uint128 increased = userCollateral[to][asset].balance + amount;
    AssetInfo memory info = getAssetInfoByAddress(asset);
    _setCollateral(from, info, left);
    _setCollateral(to, info, increased);
    if (!isBorrowCollateralized(from)) revert NotCollateralized();
    emit TransferCollateral(from, to, asset, amount);
  }

  function _take(address token, address from, uint256 amount) internal returns (uint256 received) {
    bool accepted;
    (received, accepted) = token.take(from, amount);
    if (!accepted) revert TransferInFailed();
  }

  function _give(address token, address to, uint256 amount) internal {
    if (!token.give(to, amount)) revert TransferOutFailed();
  }

  function _announceSupply(address account, uint104 principal) internal {
    if (principal > 0) emit Transfer(address(0), account, _grown(principal, _market.baseSupplyIndex));
  }

  function _announceWithdrawal(address account, uint104 principal) private {
    if (principal > 0) emit Transfer(account, address(0), _grown(principal, _market.baseSupplyIndex));
  }

  function _requireCover(address account, int256 balance) private view {
    if (balance >= 0) return;
    if (uint256(-balance) < baseBorrowMin) revert BorrowTooSmall();
    if (!isBorrowCollateralized(account)) revert NotCollateralized();
  }

  /// @dev Writes a balance, and the account's bit for the asset when it comes or goes.
  function _setCollateral(address account, AssetInfo memory info, uint128 balance) private {
    uint128 before = userCollateral[account][info.asset].balance;
    userCollateral[account][info.asset].balance = balance;
    if ((before == 0) == (balance == 0)) return;
    UserBasic storage user = userBasic[account];
    if (info.offset < 16) user.assetsIn ^= uint16(1) << info.offset;
    else user._reserved ^= uint8(1) << (info.offset - 16);
  }
}

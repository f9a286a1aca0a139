// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {CometNumbers} from './CometNumbers.sol';
import {CometParameters} from './CometParameters.sol';
import {UserBasic} from './CometTypes.sol';

/// @title CometAccrual
/// @notice Interest and reward tracking, linear between two accruals, and the balances that include it.
abstract contract CometAccrual is CometParameters {
  using CometNumbers for uint256;

  /// @notice Begins the market; once.
  function initializeStorage() external {
    if (_market.lastAccrualTime != 0) revert AlreadyInitialized();
    _market.lastAccrualTime = _now();
    _market.baseSupplyIndex = INDEX_SCALE;
    _market.baseBorrowIndex = INDEX_SCALE;
  }

  /// @notice Brings the market, and the account's rewards, to this block. Writing a principal back may lower a
  /// loan's by one: the value in between was rounded.
  function accrueAccount(address account) external {
    _accrue();
    UserBasic memory user = userBasic[account];
    _setPrincipal(account, user, user.principal);
  }

  /// @notice Owed over lent at the stored indices, 10^18; zero when nothing is lent.
  function getUtilization() public view returns (uint256) {
    uint256 lent = _grown(_market.totalSupplyBase, _market.baseSupplyIndex);
    uint256 owed = _grown(_market.totalBorrowBase, _market.baseBorrowIndex);
    return lent == 0 ? 0 : (owed * FACTOR_SCALE) / lent;
  }

  function totalSupply() external view returns (uint256) {
    (uint64 supplyIndex, ) = _indicesNow();
    return _grown(_market.totalSupplyBase, supplyIndex);
  }

  function totalBorrow() external view returns (uint256) {
    (, uint64 borrowIndex) = _indicesNow();
    return _grown(_market.totalBorrowBase, borrowIndex);
  }

  function balanceOf(address account) public view returns (uint256) {
    (uint64 supplyIndex, ) = _indicesNow();
    int104 principal = userBasic[account].principal;
    return principal > 0 ? _grown(uint104(principal), supplyIndex) : 0;
  }

  function borrowBalanceOf(address account) public view returns (uint256) {
    (, uint64 borrowIndex) = _indicesNow();
    int104 principal = userBasic[account].principal;
    return principal < 0 ? _grown(uint104(-principal), borrowIndex) : 0;
  }

  function _now() private view returns (uint40) {
    if (block.timestamp >> 40 != 0) revert TimestampTooLarge();
    return uint40(block.timestamp);
  }

  /// @dev The indices as an accrual in this block would leave them.
  function _indicesNow() internal view returns (uint64 supplyIndex, uint64 borrowIndex) {
    uint256 elapsed = _now() - _market.lastAccrualTime;
    (supplyIndex, borrowIndex) = (_market.baseSupplyIndex, _market.baseBorrowIndex);
    if (elapsed == 0) return (supplyIndex, borrowIndex);
    uint256 utilization = getUtilization();
    uint256 supplyGrowth = getSupplyRate(utilization) * elapsed;
    uint256 borrowGrowth = getBorrowRate(utilization) * elapsed;
    supplyIndex += _times(supplyIndex, supplyGrowth).to64();
    borrowIndex += _times(borrowIndex, borrowGrowth).to64();
  }

  function _accrue() internal {
    uint256 elapsed = _now() - _market.lastAccrualTime;
    if (elapsed == 0) return;
    (_market.baseSupplyIndex, _market.baseBorrowIndex) = _indicesNow();
    _market.trackingSupplyIndex += _tracked(baseTrackingSupplySpeed * elapsed, _market.totalSupplyBase);
    _market.trackingBorrowIndex += _tracked(baseTrackingBorrowSpeed * elapsed, _market.totalBorrowBase);
    _market.lastAccrualTime = _now();
  }

  /// @dev Rewards for each unit of principal; none while there is too little of it to divide by.
  function _tracked(uint256 rewards, uint104 principal) private view returns (uint64) {
    return principal < baseMinForRewards ? 0 : ((rewards * baseScale) / principal).to64();
  }

  /// @dev Pays out the tracked rewards of the old principal, then writes the account with the new one.
  function _setPrincipal(address account, UserBasic memory user, int104 principal) internal {
    int104 old = user.principal;
    uint64 index = old < 0 ? _market.trackingBorrowIndex : _market.trackingSupplyIndex;
    uint256 share = uint256(uint104(old < 0 ? -old : old)) * (index - user.baseTrackingIndex);
    user.baseTrackingAccrued += (share / trackingIndexScale / (baseScale / ACCRUAL_SCALE)).to64();
    user.baseTrackingIndex = principal < 0 ? _market.trackingBorrowIndex : _market.trackingSupplyIndex;
    user.principal = principal;
    userBasic[account] = user;
  }

  /// @dev What an account gains from one principal to a higher one: debt paid back and base lent. Nothing where
  /// rounding made it lower: then the account loses a unit that the totals keep.
  function _gains(int104 from, int104 to) internal pure returns (uint104 repaid, uint104 supplied) {
    if (to < from) return (0, 0);
    repaid = _owed(from) - _owed(to);
    supplied = _lent(to) - _lent(from);
  }

  function _lent(int104 principal) private pure returns (uint104) {
    return principal > 0 ? uint104(principal) : 0;
  }

  function _owed(int104 principal) private pure returns (uint104) {
    return principal < 0 ? uint104(-principal) : 0;
  }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {CometNumbers} from './CometNumbers.sol';
import {LiquidatorPoints, TotalsBasic, TotalsCollateral, UserBasic, UserCollateral} from './CometTypes.sol';

/// @title CometLedger
/// @notice What a market remembers, slot by slot as the public contract does, so that an implementation may be
/// replaced under the same proxy; and how principals turn into amounts. Shared by the market and its extension.
abstract contract CometLedger {
  using CometNumbers for uint256;
  using CometNumbers for uint104;

  uint64 internal constant INDEX_SCALE = 1e15;
  uint64 internal constant FACTOR_SCALE = 1e18;
  uint64 internal constant ACCRUAL_SCALE = 1e6;
  uint8 internal constant PRICE_DECIMALS = 8;
  uint8 internal constant MOST_ASSETS = 24;

  TotalsBasic internal _market;
  mapping(address asset => TotalsCollateral) public totalsCollateral;
  mapping(address owner => mapping(address manager => bool)) public isAllowed;
  mapping(address owner => uint256) public userNonce;
  mapping(address account => UserBasic) public userBasic;
  mapping(address account => mapping(address asset => UserCollateral)) public userCollateral;
  mapping(address absorber => LiquidatorPoints) public liquidatorPoints;

  function hasPermission(address owner, address manager) public view returns (bool) {
    return owner == manager || isAllowed[owner][manager];
  }

  /// @dev An amount by its principal, rounded down: both a loan and a debt.
  function _grown(uint104 principal, uint64 index) internal pure returns (uint256) {
    return (uint256(principal) * index) / INDEX_SCALE;
  }

  /// @dev What a principal is worth at the stored indices; below zero it is owed.
  function _presentValue(int104 principal) internal view returns (int256) {
    if (principal < 0) return -_grown(uint104(-principal), _market.baseBorrowIndex).signed256();
    return _grown(uint104(principal), _market.baseSupplyIndex).signed256();
  }

  /// @dev The principal of an amount at the stored indices. A loan is rounded down and a debt up: never in favour
  /// of the account.
  function _principalValue(int256 value) internal view returns (int104) {
    if (value < 0) {
      uint64 index = _market.baseBorrowIndex;
      return -((uint256(-value) * INDEX_SCALE + index - 1) / index).to104().signed104();
    }
    return ((uint256(value) * INDEX_SCALE) / _market.baseSupplyIndex).to104().signed104();
  }
}

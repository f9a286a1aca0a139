// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {CometLiquidation} from './CometLiquidation.sol';
import {CometParameters} from './CometParameters.sol';
import {ILooseToken} from './CometTokens.sol';
import {Configuration} from './CometTypes.sol';

/// @title Comet
/// @notice A Compound III market with up to 24 collaterals, for the local chain: the public interface and its exact
/// arithmetic, written anew. It works behind a proxy; what it does not know it passes on to its extension.
contract Comet is CometLiquidation {
  constructor(Configuration memory config) CometParameters(config) {}

  function supply(address asset, uint256 amount) external {
    _supply(msg.sender, msg.sender, asset, amount);
  }

  function supplyTo(address dst, address asset, uint256 amount) external {
    _supply(msg.sender, dst, asset, amount);
  }

  function supplyFrom(address from, address dst, address asset, uint256 amount) external {
    _supply(from, dst, asset, amount);
  }

  function transfer(address dst, uint256 amount) external returns (bool) {
    _transfer(msg.sender, dst, baseToken, amount);
    return true;
  }

  function transferFrom(address src, address dst, uint256 amount) external returns (bool) {
    _transfer(src, dst, baseToken, amount);
    return true;
  }

  function transferAsset(address dst, address asset, uint256 amount) external {
    _transfer(msg.sender, dst, asset, amount);
  }

  function transferAssetFrom(address src, address dst, address asset, uint256 amount) external {
    _transfer(src, dst, asset, amount);
  }

  function withdraw(address asset, uint256 amount) external {
    _withdraw(msg.sender, msg.sender, asset, amount);
  }

  function withdrawTo(address to, address asset, uint256 amount) external {
    _withdraw(msg.sender, to, asset, amount);
  }

  function withdrawFrom(address src, address to, address asset, uint256 amount) external {
    _withdraw(src, to, asset, amount);
  }

  /// @notice Sends reserves away, never what belongs to lenders.
  function withdrawReserves(address to, uint256 amount) external {
    if (msg.sender != governor) revert Unauthorized();
    int256 reserves = getReserves();
    if (reserves < 0 || amount > uint256(reserves)) revert InsufficientReserves();
    _give(baseToken, to, amount);
    emit WithdrawReserves(to, amount);
  }

  function approveThis(address manager, address asset, uint256 amount) external {
    if (msg.sender != governor) revert Unauthorized();
    ILooseToken(asset).approve(manager, amount);
  }

  /// @notice The rest of the interface is the extension's, on this contract's storage.
  fallback() external payable {
    address extension = extensionDelegate;
    assembly {
      calldatacopy(0, 0, calldatasize())
      let done := delegatecall(gas(), extension, 0, calldatasize(), 0, 0)
      returndatacopy(0, 0, returndatasize())
      if iszero(done) {
        revert(0, returndatasize())
      }
      return(0, returndatasize())
    }
  }

  /// @dev The greatest number stands for the receiver's whole debt.
  function _supply(address from, address to, address asset, uint256 amount) private locked {
    _requireAction(Action.Supply, from);
    if (asset != baseToken) return _supplyCollateral(from, to, asset, _narrow(amount));
    _supplyBase(from, to, amount == type(uint256).max ? borrowBalanceOf(to) : amount);
  }

  /// @dev The greatest number stands for the sender's whole balance.
  function _transfer(address from, address to, address asset, uint256 amount) private locked {
    _requireAction(Action.Transfer, from);
    if (from == to) revert NoSelfTransfer();
    if (asset != baseToken) return _transferCollateral(from, to, asset, _narrow(amount));
    _transferBase(from, to, amount == type(uint256).max ? balanceOf(from) : amount);
  }

  /// @dev The greatest number stands for the sender's whole balance.
  function _withdraw(address from, address to, address asset, uint256 amount) private locked {
    _requireAction(Action.Withdraw, from);
    if (asset != baseToken) return _withdrawCollateral(from, to, asset, _narrow(amount));
    _withdrawBase(from, to, amount == type(uint256).max ? balanceOf(from) : amount);
  }
}

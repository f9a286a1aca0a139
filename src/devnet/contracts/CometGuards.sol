// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {CometMovements} from './CometMovements.sol';

/// @title CometGuards
/// @notice Who may do what, and when: pauses by kind of action, permission of the owner, and one call at a time.
abstract contract CometGuards is CometMovements {
  enum Action {
    Supply,
    Transfer,
    Withdraw,
    Absorb,
    Buy
  }

  /// @dev The public contract's own slot, outside of the ordinary layout.
  bytes32 private constant LOCK = keccak256('comet.reentrancy.guard');

  modifier locked() {
    _lock();
    _;
    _setLock(0);
  }

  function pause(
    bool supplyPaused,
    bool transferPaused,
    bool withdrawPaused,
    bool absorbPaused,
    bool buyPaused
  ) external {
    if (msg.sender != governor && msg.sender != pauseGuardian) revert Unauthorized();
    _market.pauseFlags =
      _flag(supplyPaused, Action.Supply) |
      _flag(transferPaused, Action.Transfer) |
      _flag(withdrawPaused, Action.Withdraw) |
      _flag(absorbPaused, Action.Absorb) |
      _flag(buyPaused, Action.Buy);
    emit PauseAction(supplyPaused, transferPaused, withdrawPaused, absorbPaused, buyPaused);
  }

  function isSupplyPaused() external view returns (bool) {
    return _isPaused(Action.Supply);
  }

  function isTransferPaused() external view returns (bool) {
    return _isPaused(Action.Transfer);
  }

  function isWithdrawPaused() external view returns (bool) {
    return _isPaused(Action.Withdraw);
  }

  function isAbsorbPaused() external view returns (bool) {
    return _isPaused(Action.Absorb);
  }

  function isBuyPaused() external view returns (bool) {
    return _isPaused(Action.Buy);
  }

  function _requireRunning(Action action) internal view {
    if (_isPaused(action)) revert Paused();
  }

  function _requireAction(Action action, address owner) internal view {
    _requireRunning(action);
    if (!hasPermission(owner, msg.sender)) revert Unauthorized();
  }

  function _isPaused(Action action) private view returns (bool) {
    return _market.pauseFlags & _flag(true, action) != 0;
  }

  function _flag(bool set, Action action) private pure returns (uint8) {
    return set ? uint8(1) << uint8(action) : 0;
  }

  function _lock() private {
    bytes32 slot = LOCK;
    uint256 state;
    assembly ('memory-safe') {
      state := sload(slot)
    }
    if (state != 0) revert ReentrantCallBlocked();
    _setLock(1);
  }

  function _setLock(uint256 state) private {
    bytes32 slot = LOCK;
    assembly ('memory-safe') {
      sstore(slot, state)
    }
  }
}

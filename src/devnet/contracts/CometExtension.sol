// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {CometLedger} from './CometLedger.sol';
import {ExtConfiguration, TotalsBasic} from './CometTypes.sol';

/// @title CometExtension
/// @notice The part of the interface that a market passes on, working on the market's own storage. Permission by
/// signature is left out: nothing on the local chain signs.
contract CometExtension is CometLedger {
  error BadAmount();

  event Approval(address indexed owner, address indexed spender, uint256 amount);

  string public constant version = '0';
  uint64 public constant baseAccrualScale = ACCRUAL_SCALE;
  uint64 public constant baseIndexScale = INDEX_SCALE;
  uint64 public constant factorScale = FACTOR_SCALE;
  uint64 public constant priceScale = uint64(10 ** PRICE_DECIMALS);
  uint8 public constant maxAssets = MOST_ASSETS;
  address public immutable assetListFactory;
  bytes32 private immutable _name;
  bytes32 private immutable _symbol;

  constructor(ExtConfiguration memory config, address factory) {
    (_name, _symbol) = (config.name32, config.symbol32);
    assetListFactory = factory;
  }

  function name() external view returns (string memory) {
    return _text(_name);
  }

  function symbol() external view returns (string memory) {
    return _text(_symbol);
  }

  function totalsBasic() external view returns (TotalsBasic memory) {
    return _market;
  }

  function collateralBalanceOf(address account, address asset) external view returns (uint128) {
    return userCollateral[account][asset].balance;
  }

  function baseTrackingAccrued(address account) external view returns (uint64) {
    return userBasic[account].baseTrackingAccrued;
  }

  /// @notice All or nothing: the greatest number allows everything, zero forbids it.
  function approve(address spender, uint256 amount) external returns (bool) {
    if (amount != 0 && amount != type(uint256).max) revert BadAmount();
    _allow(spender, amount != 0);
    return true;
  }

  function allowance(address owner, address spender) external view returns (uint256) {
    return hasPermission(owner, spender) ? type(uint256).max : 0;
  }

  function allow(address manager, bool isAllowed_) external {
    _allow(manager, isAllowed_);
  }

  function _allow(address manager, bool allowed) private {
    isAllowed[msg.sender][manager] = allowed;
    emit Approval(msg.sender, manager, allowed ? type(uint256).max : 0);
  }

  function _text(bytes32 word) private pure returns (string memory) {
    uint256 length = 0;
    while (length < 32 && word[length] != 0) length++;
    bytes memory text = new bytes(length);
    for (uint256 i = 0; i < length; i++) text[i] = word[i];
    return string(text);
  }
}

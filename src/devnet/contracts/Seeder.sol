// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface ILendingPool {
  function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode) external;
}

interface IMintable {
  function balanceOf(address account) external view returns (uint256);

  function allowance(address owner, address spender) external view returns (uint256);

  function mint(address to, uint256 amount) external returns (bool);
}

/// @title Seeder
/// @notice Gives test money to many accounts in one transaction. A token that the seeder does not hold enough of
/// is minted; one that cannot be minted by everybody (USDT) has to be sent here before.
contract Seeder {
  error TokenCallFailed(address token, bytes4 selector);

  struct Order {
    address account;
    address asset;
    uint256 amount;
  }

  ILendingPool public immutable POOL;

  constructor(ILendingPool pool) {
    POOL = pool;
  }

  /// @notice Supplies to the pool on behalf of each account, in order. The pool decides by its own rules
  /// whether a first supply becomes collateral.
  function supply(Order[] calldata orders) external {
    for (uint256 i = 0; i < orders.length; i++) {
      Order calldata order = orders[i];
      _hold(order.asset, order.amount);
      // Once and without limit: USDT refuses to change an allowance that is not zero.
      if (IMintable(order.asset).allowance(address(this), address(POOL)) == 0) {
        _call(order.asset, abi.encodeWithSelector(0x095ea7b3, address(POOL), type(uint256).max));
      }
      POOL.supply(order.asset, order.amount, order.account, 0);
    }
  }

  /// @notice Sends tokens to each account, in order.
  function give(Order[] calldata orders) external {
    for (uint256 i = 0; i < orders.length; i++) {
      Order calldata order = orders[i];
      _hold(order.asset, order.amount);
      _call(order.asset, abi.encodeWithSelector(0xa9059cbb, order.account, order.amount));
    }
  }

  function _hold(address asset, uint256 amount) private {
    uint256 held = IMintable(asset).balanceOf(address(this));
    if (held < amount) IMintable(asset).mint(address(this), amount - held);
  }

  /// @dev A token may return true or nothing at all; anything else is a refusal.
  function _call(address token, bytes memory data) private {
    (bool ok, bytes memory answer) = token.call(data);
    if (!ok || (answer.length != 0 && !abi.decode(answer, (bool)))) {
      revert TokenCallFailed(token, bytes4(data));
    }
  }
}

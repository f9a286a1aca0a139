// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @dev Without return values, so that USDT fits as well.
interface ILooseToken {
  function balanceOf(address account) external view returns (uint256);

  function approve(address spender, uint256 amount) external;

  function transfer(address to, uint256 amount) external;

  function transferFrom(address from, address to, uint256 amount) external;
}

/// @title CometTokens
/// @notice Token transfers that take what a token answers for what it is: nothing or true is done, false is refused,
/// and its own reason is passed on.
library CometTokens {
  /// @return received What arrived, which a token that keeps a fee makes less than `amount`.
  /// @return accepted False when the token said so.
  function take(address token, address from, uint256 amount) internal returns (uint256 received, bool accepted) {
    uint256 before = ILooseToken(token).balanceOf(address(this));
    ILooseToken(token).transferFrom(from, address(this), amount);
    accepted = _isAccepted();
    if (accepted) received = ILooseToken(token).balanceOf(address(this)) - before;
  }

  /// @return accepted False when the token said so.
  function give(address token, address to, uint256 amount) internal returns (bool accepted) {
    ILooseToken(token).transfer(to, amount);
    return _isAccepted();
  }

  /// @dev Reads what the call just made returned: an answer that is neither empty nor one word is no token's.
  function _isAccepted() private pure returns (bool accepted) {
    assembly ('memory-safe') {
      switch returndatasize()
      case 0 {
        accepted := 1
      }
      case 32 {
        returndatacopy(0, 0, 32)
        accepted := iszero(iszero(mload(0)))
      }
      default {
        revert(0, 0)
      }
    }
  }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Administered} from './Administered.sol';
import {TestToken} from './TestToken.sol';

/// @title StakedEther
/// @notice Stands for wrapped staked ether: the balance is constant, what one token is worth in ether grows.
/// On the real chain the ratio follows the validators; here the admin says it.
contract StakedEther is TestToken, Administered {
  event RatioSet(uint256 stEthPerToken);

  error InvalidRatio();

  /// @notice Ether behind one token, 18 decimals.
  uint256 public stEthPerToken;

  constructor(
    string memory name_,
    string memory symbol_,
    address admin_,
    uint256 ratio
  ) TestToken(name_, symbol_, 18) Administered(admin_) {
    _set(ratio);
  }

  function setStEthPerToken(uint256 ratio) external onlyAdmin {
    _set(ratio);
  }

  function _set(uint256 ratio) private {
    if (ratio == 0) revert InvalidRatio();
    stEthPerToken = ratio;
    emit RatioSet(ratio);
  }
}

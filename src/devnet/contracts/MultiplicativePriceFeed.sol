// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ComposedPriceFeed, IRoundFeed} from './ComposedPriceFeed.sol';

/// @title MultiplicativePriceFeed
/// @notice The product of two feeds, as Compound prices WBTC by WBTC / BTC and BTC / USD. It reports the second
/// feed's round, so that an old first leg does not show.
contract MultiplicativePriceFeed is ComposedPriceFeed {
  constructor(
    IRoundFeed a,
    IRoundFeed b,
    uint8 decimals_,
    string memory description_
  ) ComposedPriceFeed(a, b, decimals_, description_) {}

  /// @dev a * b * 10^decimals / 10^(decimals of a and b), one division that truncates.
  function _composed(int256 a, int256 b) internal view override returns (int256) {
    return (a * b * _unit) / (_unitA * _unitB);
  }
}

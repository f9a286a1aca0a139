// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ComposedPriceFeed, IRoundFeed} from './ComposedPriceFeed.sol';

/// @title ReverseMultiplicativePriceFeed
/// @notice The first feed over the second, as Compound prices WBTC in ether by WBTC / USD and ETH / USD. It reports
/// the second feed's round.
contract ReverseMultiplicativePriceFeed is ComposedPriceFeed {
  constructor(
    IRoundFeed a,
    IRoundFeed b,
    uint8 decimals_,
    string memory description_
  ) ComposedPriceFeed(a, b, decimals_, description_) {}

  /// @notice Tells a quotient from a product, which has no scale of its first feed alone.
  function priceFeedAScale() external view returns (int256) {
    return _unitA;
  }

  /// @dev Two divisions that truncate, by the second feed first.
  function _composed(int256 a, int256 b) internal view override returns (int256) {
    return (a * _unitB * _unit) / b / _unitA;
  }
}

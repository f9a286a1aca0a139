// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface IRoundFeed {
  function decimals() external view returns (uint8);

  function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
}

/// @title ComposedPriceFeed
/// @notice A price made of two feeds; the getters carry the names of Compound's own contracts, so that a program
/// finds the legs here as it does there.
abstract contract ComposedPriceFeed is IRoundFeed {
  uint256 public constant version = 1;
  IRoundFeed public immutable priceFeedA;
  IRoundFeed public immutable priceFeedB;
  uint8 public immutable override decimals;
  string public description;
  int256 internal immutable _unit;
  int256 internal immutable _unitA;
  int256 internal immutable _unitB;

  constructor(IRoundFeed a, IRoundFeed b, uint8 decimals_, string memory description_) {
    (priceFeedA, priceFeedB, decimals, description) = (a, b, decimals_, description_);
    _unit = int256(10 ** uint256(decimals_));
    _unitA = int256(10 ** uint256(a.decimals()));
    _unitB = int256(10 ** uint256(b.decimals()));
  }

  /// @notice The composed answer with the round of the second feed; zero when either answer is zero or below.
  function latestRoundData()
    external
    view
    override
    returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
  {
    (, int256 a, , , ) = priceFeedA.latestRoundData();
    int256 b;
    (roundId, b, startedAt, updatedAt, answeredInRound) = priceFeedB.latestRoundData();
    answer = a <= 0 || b <= 0 ? int256(0) : _composed(a, b);
  }

  function _composed(int256 a, int256 b) internal view virtual returns (int256);
}

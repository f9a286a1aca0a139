// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AggregatorProxy} from './AggregatorProxy.sol';

/// @title ProductFeed
/// @notice The USD price of an asset that is quoted in a peg: (asset / peg) x (peg / USD). The getters of the
/// two legs carry the names of Aave's own adapter, so that a program finds the legs here as it does there.
contract ProductFeed {
  AggregatorProxy public immutable ASSET_TO_PEG;
  AggregatorProxy public immutable PEG_TO_BASE;
  /// @notice Decimals of the answer: those of the peg's leg.
  uint8 public immutable decimals;
  string public description;
  int256 private immutable _assetUnit;

  constructor(AggregatorProxy assetToPeg, AggregatorProxy pegToBase, string memory description_) {
    ASSET_TO_PEG = assetToPeg;
    PEG_TO_BASE = pegToBase;
    decimals = pegToBase.decimals();
    _assetUnit = int256(10 ** uint256(assetToPeg.decimals()));
    description = description_;
  }

  /// @notice assetToPeg * pegToBase / 10^decimals(assetToPeg): the full product first, then one division that
  /// truncates. Zero, which Aave reads as "no price", when either leg is zero or below.
  function latestAnswer() external view returns (int256) {
    int256 assetToPeg = ASSET_TO_PEG.latestAnswer();
    int256 pegToBase = PEG_TO_BASE.latestAnswer();
    if (assetToPeg <= 0 || pegToBase <= 0) return 0;
    return (assetToPeg * pegToBase) / _assetUnit;
  }
}

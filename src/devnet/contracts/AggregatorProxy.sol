// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Administered} from './Administered.sol';
import {PriceAggregator} from './PriceAggregator.sol';

/// @title AggregatorProxy
/// @notice The address that consumers read, which stays when the aggregator behind it is replaced. Each
/// replacement begins a phase, and a round id is `phase << 64 | round of that phase's aggregator`.
contract AggregatorProxy is Administered {
  event AggregatorConfirmed(address indexed previous, address indexed latest);

  error NoDataPresent(uint256 roundId);

  uint16 public phaseId;
  mapping(uint16 phase => PriceAggregator) public phaseAggregators;

  constructor(address admin_, PriceAggregator first) Administered(admin_) {
    _confirm(first);
  }

  /// @notice Replaces the aggregator at once; the real proxy asks for a proposal before.
  function confirmAggregator(PriceAggregator next) external onlyAdmin {
    _confirm(next);
  }

  function aggregator() public view returns (PriceAggregator) {
    return phaseAggregators[phaseId];
  }

  function decimals() external view returns (uint8) {
    return aggregator().decimals();
  }

  function description() external view returns (string memory) {
    return aggregator().description();
  }

  function version() external view returns (uint256) {
    return aggregator().version();
  }

  function latestAnswer() external view returns (int256) {
    return aggregator().latestAnswer();
  }

  function latestTimestamp() external view returns (uint256) {
    return aggregator().latestTimestamp();
  }

  function latestRound() external view returns (uint256) {
    return _roundId(phaseId, uint64(aggregator().latestRound()));
  }

  function getAnswer(uint256 id) external view returns (int256) {
    PriceAggregator source = _aggregatorOf(id);
    return address(source) == address(0) ? int256(0) : source.getAnswer(uint64(id));
  }

  function getTimestamp(uint256 id) external view returns (uint256) {
    PriceAggregator source = _aggregatorOf(id);
    return address(source) == address(0) ? 0 : source.getTimestamp(uint64(id));
  }

  function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
    return getRoundData(_roundId(phaseId, uint64(aggregator().latestRound())));
  }

  function getRoundData(
    uint80 id
  )
    public
    view
    returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
  {
    PriceAggregator source = _aggregatorOf(id);
    if (address(source) == address(0)) revert NoDataPresent(id);
    (, answer, startedAt, updatedAt, ) = source.getRoundData(uint64(id));
    return (id, answer, startedAt, updatedAt, id);
  }

  function _aggregatorOf(uint256 id) private view returns (PriceAggregator) {
    uint256 phase = id >> 64;
    return phase > phaseId ? PriceAggregator(address(0)) : phaseAggregators[uint16(phase)];
  }

  function _confirm(PriceAggregator next) private {
    emit AggregatorConfirmed(address(phaseAggregators[phaseId]), address(next));
    phaseAggregators[++phaseId] = next;
  }

  function _roundId(uint16 phase, uint64 round) private pure returns (uint80) {
    return (uint80(phase) << 64) | round;
  }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Administered} from './Administered.sol';

/// @title PriceAggregator
/// @notice One price leg with the events and the round numbering of a Chainlink aggregator. The network of
/// nodes is replaced by the admin; consumers read through an AggregatorProxy, indexers follow this contract.
contract PriceAggregator is Administered {
  event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);
  event NewRound(uint256 indexed roundId, address indexed startedBy, uint256 startedAt);

  error NoDataPresent(uint256 roundId);

  struct Round {
    int192 answer;
    uint64 updatedAt;
  }

  uint256 public constant version = 4;
  uint8 public immutable decimals;
  string public description;
  /// @notice The newest round, without a phase: the proxy adds that.
  uint256 public latestRound;
  mapping(uint256 roundId => Round) private _rounds;

  /// @param previousRound The first answer gets the number after it, so that a test can stand in mid-history.
  constructor(
    string memory description_,
    uint8 decimals_,
    address admin_,
    uint32 previousRound
  ) Administered(admin_) {
    description = description_;
    decimals = decimals_;
    latestRound = previousRound;
  }

  /// @notice Publishes the next round at the block's timestamp. Zero and negative answers are possible, as in
  /// the real contract: what to think of them is the consumer's decision.
  function transmit(int192 answer) external onlyAdmin {
    uint256 roundId = ++latestRound;
    _rounds[roundId] = Round(answer, uint64(block.timestamp));
    emit NewRound(roundId, msg.sender, block.timestamp);
    emit AnswerUpdated(answer, roundId, block.timestamp);
  }

  function latestAnswer() external view returns (int256) {
    return _rounds[latestRound].answer;
  }

  function latestTimestamp() external view returns (uint256) {
    return _rounds[latestRound].updatedAt;
  }

  function getAnswer(uint256 roundId) external view returns (int256) {
    return _rounds[roundId].answer;
  }

  function getTimestamp(uint256 roundId) external view returns (uint256) {
    return _rounds[roundId].updatedAt;
  }

  function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
    return getRoundData(uint80(latestRound));
  }

  function getRoundData(
    uint80 id
  )
    public
    view
    returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
  {
    Round memory round = _rounds[id];
    if (round.updatedAt == 0) revert NoDataPresent(id);
    return (id, round.answer, round.updatedAt, round.updatedAt, id);
  }
}

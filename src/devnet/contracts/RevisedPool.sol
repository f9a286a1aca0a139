// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title RevisedPool
/// @notice A pool's code under another revision: answers the revision it was created with and leaves everything else
/// to the implementation that it stands in for. For tests of upgrades.
contract RevisedPool {
  uint256 public immutable POOL_REVISION;
  address private immutable IMPLEMENTATION;

  constructor(uint256 revision, address implementation) {
    POOL_REVISION = revision;
    IMPLEMENTATION = implementation;
  }

  /// @notice Upgrading calls this. The storage was initialised by the implementation itself.
  function initialize(address) external {}

  fallback() external {
    address implementation = IMPLEMENTATION;
    assembly {
      calldatacopy(0, 0, calldatasize())
      let done := delegatecall(gas(), implementation, 0, calldatasize(), 0, 0)
      returndatacopy(0, 0, returndatasize())
      switch done
      case 0 { revert(0, returndatasize()) }
      default { return(0, returndatasize()) }
    }
  }
}

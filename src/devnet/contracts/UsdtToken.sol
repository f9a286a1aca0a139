// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title UsdtToken
/// @notice A double of Tether USD on Ethereum, written from its public interface. What makes the real token
/// special is kept, because programs stumble over it:
///  - transfer, approve and transferFrom return nothing;
///  - approve refuses to turn one non-zero allowance into another;
///  - Issue and Redeem change the supply without any Transfer;
///  - events index nothing but the parties of Transfer and Approval;
///  - transferFrom asks the black list only about the account that pays, never about the caller or the receiver;
///  - destroying black-listed funds lowers the supply, again without a Transfer;
///  - a pause stops transfers but neither approvals nor issues;
///  - a fee is provided for and set to zero.
contract UsdtToken {
  event Transfer(address indexed from, address indexed to, uint256 value);
  event Approval(address indexed owner, address indexed spender, uint256 value);
  event Issue(uint256 amount);
  event Redeem(uint256 amount);
  event Params(uint256 feeBasisPoints, uint256 maxFee);
  event AddedBlackList(address _user);
  event RemovedBlackList(address _user);
  event DestroyedBlackFunds(address _blackListedUser, uint256 _balance);
  event Pause();
  event Unpause();

  string public constant name = 'Tether USD';
  string public constant symbol = 'USDT';
  uint256 public constant decimals = 6;
  uint256 public constant MAX_UINT = type(uint256).max;

  address public owner;
  bool public paused;
  uint256 public totalSupply;
  uint256 public basisPointsRate;
  uint256 public maximumFee;
  mapping(address account => uint256) public balanceOf;
  mapping(address owner => mapping(address spender => uint256)) public allowance;
  mapping(address account => bool) public isBlackListed;

  // The real contract predates reason strings: every refusal is a bare revert.
  modifier onlyOwner() {
    require(msg.sender == owner);
    _;
  }

  modifier whenNotPaused() {
    require(!paused);
    _;
  }

  constructor(address owner_) {
    owner = owner_;
  }

  function transfer(address to, uint256 value) external whenNotPaused {
    require(!isBlackListed[msg.sender]);
    _move(msg.sender, to, value);
  }

  function transferFrom(address from, address to, uint256 value) external whenNotPaused {
    require(!isBlackListed[from]);
    uint256 allowed = allowance[from][msg.sender];
    if (allowed < MAX_UINT) allowance[from][msg.sender] = allowed - value;
    _move(from, to, value);
  }

  function approve(address spender, uint256 value) external {
    require(value == 0 || allowance[msg.sender][spender] == 0);
    allowance[msg.sender][spender] = value;
    emit Approval(msg.sender, spender, value);
  }

  function issue(uint256 amount) external onlyOwner {
    balanceOf[owner] += amount;
    totalSupply += amount;
    emit Issue(amount);
  }

  function redeem(uint256 amount) external onlyOwner {
    balanceOf[owner] -= amount;
    totalSupply -= amount;
    emit Redeem(amount);
  }

  /// @notice Both limits are the real ones: at most 19 basis points, at most 49 whole tokens.
  function setParams(uint256 newBasisPoints, uint256 newMaxFee) external onlyOwner {
    require(newBasisPoints < 20 && newMaxFee < 50);
    basisPointsRate = newBasisPoints;
    maximumFee = newMaxFee * 10 ** decimals;
    emit Params(basisPointsRate, maximumFee);
  }

  function getBlackListStatus(address account) external view returns (bool) {
    return isBlackListed[account];
  }

  function addBlackList(address account) external onlyOwner {
    isBlackListed[account] = true;
    emit AddedBlackList(account);
  }

  function removeBlackList(address account) external onlyOwner {
    isBlackListed[account] = false;
    emit RemovedBlackList(account);
  }

  function destroyBlackFunds(address account) external onlyOwner {
    require(isBlackListed[account]);
    uint256 funds = balanceOf[account];
    balanceOf[account] = 0;
    totalSupply -= funds;
    emit DestroyedBlackFunds(account, funds);
  }

  function pause() external onlyOwner whenNotPaused {
    paused = true;
    emit Pause();
  }

  function unpause() external onlyOwner {
    require(paused);
    paused = false;
    emit Unpause();
  }

  function transferOwnership(address newOwner) external onlyOwner {
    if (newOwner != address(0)) owner = newOwner;
  }

  function getOwner() external view returns (address) {
    return owner;
  }

  /// @dev The fee goes to the owner and is taken from what arrives, in a Transfer of its own.
  function _move(address from, address to, uint256 value) private {
    uint256 fee = (value * basisPointsRate) / 10_000;
    if (fee > maximumFee) fee = maximumFee;
    balanceOf[from] -= value;
    balanceOf[to] += value - fee;
    if (fee > 0) {
      balanceOf[owner] += fee;
      emit Transfer(from, owner, fee);
    }
    emit Transfer(from, to, value - fee);
  }
}

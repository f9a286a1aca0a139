import { parseAbi } from 'viem'

/** What aTokens and variable debt tokens share: balances without interest. */
export const scaledTokenAbi = parseAbi([
  'function scaledBalanceOf(address user) view returns (uint256)',
  'function scaledTotalSupply() view returns (uint256)',
  'function ATOKEN_REVISION() view returns (uint256)',
  'function DEBT_TOKEN_REVISION() view returns (uint256)',
  'event Mint(address indexed caller, address indexed onBehalfOf, uint256 value, uint256 balanceIncrease, uint256 index)',
  'event Burn(address indexed from, address indexed target, uint256 value, uint256 balanceIncrease, uint256 index)',
  'event BalanceTransfer(address indexed from, address indexed to, uint256 value, uint256 index)',
])

/** Debts at a rate of each debtor's own, as pools up to V3.1 allow them. */
export const stableDebtTokenAbi = parseAbi([
  'function principalBalanceOf(address user) view returns (uint256)',
  'function getUserStableRate(address user) view returns (uint256)',
  'function getUserLastUpdated(address user) view returns (uint40)',
])

/** What GHO's debt token had until V3.4: interest of those who stake is less than the index says. */
export const discountedDebtTokenAbi = parseAbi(['function getDiscountToken() view returns (address)'])

/** The switches of an underlying token that can stop a repayment; few tokens have them. */
export const guardedTokenAbi = parseAbi([
  'function symbol() view returns (string)',
  'function paused() view returns (bool)',
  'function isBlacklisted(address account) view returns (bool)',
])

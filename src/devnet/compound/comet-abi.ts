import { parseAbi } from 'viem'

/**
 * The part of a Comet that people on the local chain use, and the reasons for which it, or a token, refuses them.
 * Written by hand and apart from the monitor's own interface files, so that a slip in those is not repeated here.
 */
export const cometAbi = parseAbi([
  'function supplyTo(address dst, address asset, uint256 amount)',
  'function withdraw(address asset, uint256 amount)',
  'function transferAsset(address dst, address asset, uint256 amount)',
  'function accrueAccount(address account)',
  'function absorb(address absorber, address[] accounts)',
  'function buyCollateral(address asset, uint256 minAmount, uint256 baseAmount, address recipient)',
  'function balanceOf(address account) view returns (uint256)',
  'function borrowBalanceOf(address account) view returns (uint256)',
  'function userCollateral(address account, address asset) view returns (uint128 balance, uint128 reserved)',
  'function isLiquidatable(address account) view returns (bool)',
  'function getPrice(address priceFeed) view returns (uint256)',
  'function getReserves() view returns (int256)',
  'function getCollateralReserves(address asset) view returns (uint256)',
  'function quoteCollateral(address asset, uint256 baseAmount) view returns (uint256)',
  'event AbsorbDebt(address indexed absorber, address indexed borrower, uint256 basePaidOut, uint256 usdValue)',
  'event BuyCollateral(address indexed buyer, address indexed asset, uint256 baseAmount, uint256 collateralAmount)',
  'error BadPrice()',
  'error BorrowTooSmall()',
  'error InsufficientAllowance(address spender, uint256 allowed, uint256 needed)',
  'error InsufficientBalance(address account, uint256 balance, uint256 needed)',
  'error NoSelfTransfer()',
  'error NotCollateralized()',
  'error NotForSale()',
  'error NotLiquidatable()',
  'error Paused()',
  'error SupplyCapExceeded()',
  'error Unauthorized()',
])

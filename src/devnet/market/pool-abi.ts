import { parseAbi } from 'viem'

/**
 * The part of the pool that people on the local chain use, and the reasons for which it refuses them. Written by hand
 * and apart from the monitor's own interface files, so that a slip in those is not repeated here.
 */
export const poolAbi = parseAbi([
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
  'function withdraw(address asset, uint256 amount, address to) returns (uint256)',
  'function borrow(address asset, uint256 amount, uint256 interestRateMode, uint16 referralCode, address onBehalfOf)',
  'function repay(address asset, uint256 amount, uint256 interestRateMode, address onBehalfOf) returns (uint256)',
  'function repayWithATokens(address asset, uint256 amount, uint256 interestRateMode) returns (uint256)',
  'function setUserUseReserveAsCollateral(address asset, bool useAsCollateral)',
  'function setUserEMode(uint8 categoryId)',
  'function liquidationCall(address collateralAsset, address debtAsset, address borrower, uint256 debtToCover, bool receiveAToken)',
  'function multicall(bytes[] data) returns (bytes[])',
  'function getUserAccountData(address user) view returns (uint256 totalCollateralBase, uint256 totalDebtBase, uint256 availableBorrowsBase, uint256 currentLiquidationThreshold, uint256 ltv, uint256 healthFactor)',
  'function getUserConfiguration(address user) view returns ((uint256 data))',
  'function getUserEMode(address user) view returns (uint256)',
  'event LiquidationCall(address indexed collateralAsset, address indexed debtAsset, address indexed user, uint256 debtToCover, uint256 liquidatedCollateralAmount, address liquidator, bool receiveAToken)',
  'event DeficitCreated(address indexed user, address indexed debtAsset, uint256 amountCreated)',
  'error AssetNotBorrowableInIsolation()',
  'error BorrowingNotEnabled()',
  'error CollateralCannotBeLiquidated()',
  'error CollateralCannotCoverNewBorrow()',
  'error DebtCeilingExceeded()',
  'error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)',
  'error HealthFactorLowerThanLiquidationThreshold()',
  'error HealthFactorNotBelowThreshold()',
  'error InconsistentEModeCategory()',
  'error InsufficientAllowance(address spender, uint256 allowed, uint256 needed)',
  'error InsufficientBalance(address account, uint256 balance, uint256 needed)',
  'error InvalidAmount()',
  'error InvalidBurnAmount()',
  'error InvalidCollateralInEmode(address reserve, uint256 categoryId)',
  'error InvalidDebtInEmode(address reserve, uint256 categoryId)',
  'error InvalidMintAmount()',
  'error LtvValidationFailed()',
  'error MustNotLeaveDust()',
  'error NoDebtOfSelectedType()',
  'error NotBorrowableInEMode()',
  'error NotEnoughAvailableUserBalance()',
  'error SelfLiquidation()',
  'error SpecifiedCurrencyNotBorrowedByUser()',
  'error UnderlyingBalanceZero()',
  'error UserInIsolationModeOrLtvZero()',
])

/** The only rate mode left in the pool: variable. */
export const VARIABLE_RATE = 2n

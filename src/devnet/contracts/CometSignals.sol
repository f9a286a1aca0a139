// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title CometSignals
/// @notice Everything a market says and every reason for which it refuses, by the public interface's names.
abstract contract CometSignals {
  error AlreadyInitialized();
  error BadAsset();
  error BadDecimals();
  error BadDiscount();
  error BadMinimum();
  error BadPrice();
  error BorrowTooSmall();
  error InsufficientReserves();
  error NoSelfTransfer();
  error NotCollateralized();
  error NotForSale();
  error NotLiquidatable();
  error Paused();
  error ReentrantCallBlocked();
  error SupplyCapExceeded();
  error TimestampTooLarge();
  error TooManyAssets();
  error TooMuchSlippage();
  error TransferInFailed();
  error TransferOutFailed();
  error Unauthorized();

  event Supply(address indexed from, address indexed dst, uint256 amount);
  event Transfer(address indexed from, address indexed to, uint256 amount);
  event Withdraw(address indexed src, address indexed to, uint256 amount);
  event SupplyCollateral(address indexed from, address indexed dst, address indexed asset, uint256 amount);
  event TransferCollateral(address indexed from, address indexed to, address indexed asset, uint256 amount);
  event WithdrawCollateral(address indexed src, address indexed to, address indexed asset, uint256 amount);
  event AbsorbDebt(
    address indexed absorber,
    address indexed borrower,
    uint256 basePaidOut,
    uint256 usdValue
  );
  event AbsorbCollateral(
    address indexed absorber,
    address indexed borrower,
    address indexed asset,
    uint256 collateralAbsorbed,
    uint256 usdValue
  );
  event BuyCollateral(
    address indexed buyer,
    address indexed asset,
    uint256 baseAmount,
    uint256 collateralAmount
  );
  event PauseAction(
    bool supplyPaused,
    bool transferPaused,
    bool withdrawPaused,
    bool absorbPaused,
    bool buyPaused
  );
  event WithdrawReserves(address indexed to, uint256 amount);
}

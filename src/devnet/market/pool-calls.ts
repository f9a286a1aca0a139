import { encodeFunctionData } from 'viem'
import type { Address, Hex } from '../../core/address.ts'
import { poolAbi, VARIABLE_RATE } from './pool-abi.ts'

/** Calls of the pool as data; amounts in the token's smallest unit, `MAX_UINT256` for everything there is. */
export const poolCalls = {
  supply: (asset: Address, amount: bigint, account: Address): Hex =>
    encodeFunctionData({ abi: poolAbi, functionName: 'supply', args: [asset, amount, account, 0] }),
  withdraw: (asset: Address, amount: bigint, account: Address): Hex =>
    encodeFunctionData({ abi: poolAbi, functionName: 'withdraw', args: [asset, amount, account] }),
  borrow: (asset: Address, amount: bigint, account: Address): Hex =>
    encodeFunctionData({
      abi: poolAbi,
      functionName: 'borrow',
      args: [asset, amount, VARIABLE_RATE, 0, account],
    }),
  repay: (asset: Address, amount: bigint, account: Address): Hex =>
    encodeFunctionData({
      abi: poolAbi,
      functionName: 'repay',
      args: [asset, amount, VARIABLE_RATE, account],
    }),
  repayWithATokens: (asset: Address, amount: bigint): Hex =>
    encodeFunctionData({
      abi: poolAbi,
      functionName: 'repayWithATokens',
      args: [asset, amount, VARIABLE_RATE],
    }),
  setCollateral: (asset: Address, collateral: boolean): Hex =>
    encodeFunctionData({
      abi: poolAbi,
      functionName: 'setUserUseReserveAsCollateral',
      args: [asset, collateral],
    }),
  setEMode: (category: number): Hex =>
    encodeFunctionData({ abi: poolAbi, functionName: 'setUserEMode', args: [category] }),
  liquidate: (
    collateral: Address,
    debt: Address,
    borrower: Address,
    amount: bigint,
    receiveAToken: boolean,
  ): Hex =>
    encodeFunctionData({
      abi: poolAbi,
      functionName: 'liquidationCall',
      args: [collateral, debt, borrower, amount, receiveAToken],
    }),
} as const

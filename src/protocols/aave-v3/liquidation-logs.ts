import { decodeEventLog, getAbiItem, getAddress, toEventSelector } from 'viem'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import { scaledTokenAbi } from '../../../abis/aave-v3/tokens.ts'
import type { Address, Hex } from '../../core/address.ts'
import type { Rounding } from '../../core/math/mul-div.ts'
import { rayMul } from '../../core/math/ray.ts'
import type { Log } from '../../core/segment.ts'
import { ray } from '../../core/units.ts'

/** The contracts whose logs tell of liquidations. */
export type LiquidationContracts = {
  /** How the pool's revision rounds a lending token's balance. */
  readonly held: Rounding
  readonly pool: Address
  readonly reserves: readonly { readonly asset: Address; readonly aToken: Address }[]
}

/** A `LiquidationCall` log with what else its call says of itself; amounts in the token's smallest unit. */
export type LoggedLiquidation = {
  readonly log: Log
  readonly account: Address
  readonly liquidator: Address
  readonly collateral: Address
  readonly debt: Address
  readonly repaid: bigint
  readonly seized: bigint
  /** What the treasury's scaled units were worth in the call, as their token rounds. */
  readonly fee: bigint
  readonly receivesLendingToken: boolean
  readonly deficits: readonly { readonly asset: Address; readonly amount: bigint }[]
}

/** Whether any of these logs can be of a liquidation; cheap, so that most segments need nothing more. */
export const mayTellOfLiquidations = (logs: readonly Log[]): boolean =>
  logs.some(({ topics }) => topics[0] === LIQUIDATION)

/**
 * The liquidations that these logs, complete and in the chain's order, tell of. The pool reports a call at its end, after
 * everything that belongs to it: first the debt is burned and its reserve updated, then the liquidator gets the
 * collateral, then the treasury its fee, then what debt is left without collateral is written off.
 */
export function liquidationsIn(
  { held, pool, reserves }: LiquidationContracts,
  logs: readonly Log[],
): readonly LoggedLiquidation[] {
  const found: LoggedLiquidation[] = []
  const isOfPool = ({ address }: Log): boolean => isSame(address, pool)
  const aTokenOf = (asset: Address) => reserves.find((reserve) => reserve.asset === asset)?.aToken
  let before: Log[] = []
  for (const log of logs) {
    if (before.at(-1)?.transactionHash !== log.transactionHash) before = []
    if (!isOfPool(log) || log.topics[0] !== LIQUIDATION) {
      before.push(log)
      continue
    }
    const { args } = decodeEventLog({ abi: poolAbi, eventName: 'LiquidationCall', ...event(log) })
    const [account, collateral, debt] = [args.user, args.collateralAsset, args.debtAsset].map(checksummed)
    if (account === undefined || collateral === undefined || debt === undefined) continue
    const transfers = transfersFrom(held, account, aTokenOf(collateral), sinceUpdate(before, debt, isOfPool))
    found.push({
      log,
      account,
      liquidator: checksummed(args.liquidator),
      collateral,
      debt,
      repaid: args.debtToCover,
      seized: args.liquidatedCollateralAmount,
      // Where the liquidator keeps the lending token, that is the first transfer and the fee the next.
      fee: transfers[args.receiveAToken ? 1 : 0] ?? 0n,
      receivesLendingToken: args.receiveAToken,
      deficits: deficitsOf(account, before.filter(isOfPool)),
    })
    // What comes after belongs to the transaction's next call.
    before = [log]
  }
  return found
}

/** The logs after the last update of the debt's reserve: a transfer before it was not made by the call. */
function sinceUpdate(logs: readonly Log[], debt: Address, isOfPool: (log: Log) => boolean): readonly Log[] {
  const place = logs.findLastIndex(
    (log) => isOfPool(log) && log.topics[0] === UPDATED && addressIn(log.topics[1]) === debt,
  )
  return logs.slice(place + 1)
}

/** The worth of each transfer of these lending tokens by an account, in order. */
function transfersFrom(
  held: Rounding,
  account: Address,
  aToken: Address | undefined,
  logs: readonly Log[],
): readonly bigint[] {
  if (aToken === undefined) return []
  return logs.flatMap((log) => {
    if (log.topics[0] !== TRANSFERRED || !isSame(log.address, aToken)) return []
    const { args } = decodeEventLog({ abi: scaledTokenAbi, eventName: 'BalanceTransfer', ...event(log) })
    return checksummed(args.from) === account ? [rayMul(args.value, ray(args.index), held)] : []
  })
}

const deficitsOf = (account: Address, logs: readonly Log[]): LoggedLiquidation['deficits'] =>
  logs.flatMap((log) => {
    if (log.topics[0] !== WRITTEN_OFF) return []
    const { args } = decodeEventLog({ abi: poolAbi, eventName: 'DeficitCreated', ...event(log) })
    if (checksummed(args.user) !== account) return []
    return [{ asset: checksummed(args.debtAsset), amount: args.amountCreated }]
  })

const ofPool = (name: 'LiquidationCall' | 'DeficitCreated' | 'ReserveDataUpdated'): Hex =>
  toEventSelector(getAbiItem({ abi: poolAbi, name }))
const LIQUIDATION = ofPool('LiquidationCall')
const WRITTEN_OFF = ofPool('DeficitCreated')
const UPDATED = ofPool('ReserveDataUpdated')
const TRANSFERRED = toEventSelector(getAbiItem({ abi: scaledTokenAbi, name: 'BalanceTransfer' }))

function event({ topics: [signature, ...rest], data }: Log): { topics: [Hex, ...Hex[]]; data: Hex } {
  return { topics: [signature ?? '0x', ...rest], data }
}

const checksummed = (address: Address): Address => getAddress(address)
const addressIn = (topic: Hex | undefined): Address => getAddress(`0x${(topic ?? '0x').slice(-40)}`)
const isSame = (one: Address, other: Address): boolean => one.toLowerCase() === other.toLowerCase()

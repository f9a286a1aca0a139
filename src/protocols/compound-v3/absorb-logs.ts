import { decodeEventLog, getAddress, toEventSelector, zeroAddress } from 'viem'
import { cometAbi } from '../../../abis/compound-v3/comet.ts'
import type { Address, Hex } from '../../core/address.ts'
import type { Log } from '../../core/segment.ts'

/** One collateral asset that was taken over; `value` in what the market counts in, as the call itself valued it. */
export type AbsorbedCollateral = {
  readonly log: Log
  readonly asset: Address
  readonly amount: bigint
  readonly value: bigint
}

/** An account that was taken over. */
export type LoggedAbsorption = {
  readonly log: Log
  readonly absorber: Address
  readonly account: Address
  readonly collateral: readonly AbsorbedCollateral[]
  /** Base tokens that the protocol gave, and their value in what the market counts in. */
  readonly paidOut: bigint
  readonly paidOutValue: bigint
  /** Of these, what came back to the account as supplied tokens. */
  readonly returned: bigint
}

/** Collateral that was sold. */
export type LoggedSale = {
  readonly log: Log
  readonly buyer: Address
  readonly asset: Address
  readonly paid: bigint
  readonly bought: bigint
}

/** Whether any of these logs can be of an absorption or a sale. */
export const mayTellOfAbsorbing = (logs: readonly Log[]): boolean =>
  logs.some(({ topics }) => topics[0] === DEBT || topics[0] === SALE)

/**
 * What these logs of one market, in the chain's order, tell of absorptions. The contract reports an account's collateral
 * first, one log an asset, then its debt, then what is left over for the owner as tokens that come from nowhere.
 */
export function absorptionsIn(logs: readonly Log[]): readonly LoggedAbsorption[] {
  const found: LoggedAbsorption[] = []
  let collateral: AbsorbedCollateral[] = []
  for (const [i, log] of logs.entries()) {
    if (log.topics[0] === COLLATERAL) {
      const { args } = decodeEventLog({ abi: cometAbi, eventName: 'AbsorbCollateral', ...event(log) })
      const { asset, collateralAbsorbed: amount, usdValue: value } = args
      collateral.push({ log, asset: getAddress(asset), amount, value })
    } else if (log.topics[0] === DEBT) {
      const { args } = decodeEventLog({ abi: cometAbi, eventName: 'AbsorbDebt', ...event(log) })
      const account = getAddress(args.borrower)
      found.push({
        log,
        absorber: getAddress(args.absorber),
        account,
        collateral,
        paidOut: args.basePaidOut,
        paidOutValue: args.usdValue,
        returned: returnedTo(account, log, logs[i + 1]),
      })
      collateral = []
    }
  }
  return found
}

/** What these logs of one market tell of sales. */
export const salesIn = (logs: readonly Log[]): readonly LoggedSale[] =>
  logs.flatMap((log) => {
    if (log.topics[0] !== SALE) return []
    const { args } = decodeEventLog({ abi: cometAbi, eventName: 'BuyCollateral', ...event(log) })
    const { buyer, asset, baseAmount: paid, collateralAmount: bought } = args
    return [{ log, buyer: getAddress(buyer), asset: getAddress(asset), paid, bought }]
  })

function returnedTo(account: Address, debt: Log, next: Log | undefined): bigint {
  if (next === undefined || next.topics[0] !== TRANSFER || next.blockHash !== debt.blockHash) return 0n
  // Logs of the base token's transfers stand between those of other calls, never between these two.
  if (next.logIndex !== debt.logIndex + 1) return 0n
  const { args } = decodeEventLog({ abi: cometAbi, eventName: 'Transfer', ...event(next) })
  return args.from === zeroAddress && getAddress(args.to) === account ? args.amount : 0n
}

const topicOf = (name: string): Hex | undefined =>
  cometAbi.flatMap((item) => (item.type === 'event' && item.name === name ? [toEventSelector(item)] : []))[0]

const [COLLATERAL, DEBT, SALE, TRANSFER] = [
  'AbsorbCollateral',
  'AbsorbDebt',
  'BuyCollateral',
  'Transfer',
].map(topicOf)

function event({ topics, data }: Log) {
  const [signature, ...rest] = topics
  const all: [] | [Hex, ...Hex[]] = signature === undefined ? [] : [signature, ...rest]
  return { topics: all, data }
}

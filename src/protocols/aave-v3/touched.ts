import { getAddress, toEventSelector } from 'viem'
import { configuratorAbi } from '../../../abis/aave-v3/configurator.ts'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import { scaledTokenAbi } from '../../../abis/aave-v3/tokens.ts'
import type { Address, Hex } from '../../core/address.ts'
import type { Log } from '../../core/segment.ts'
import type { AaveMarketFact } from './facts.ts'
import type { ReserveTokens } from './read-reserve.ts'
import { interfaceOf } from './revisions/interface.ts'

/** What must be known of a market to understand its logs. */
export type KnownMarket = {
  readonly terms: Pick<AaveMarketFact, 'pool' | 'configurator' | 'revision'>
  readonly reserves: readonly ReserveTokens[]
}

/** What a stretch of logs says has changed; the contracts are then asked what it is now. */
export type Touched = {
  readonly accounts: ReadonlySet<Address>
  /** Assets whose reserve has other balances, rates or totals. */
  readonly assets: ReadonlySet<Address>
  /** The market's parameters changed. */
  readonly terms: boolean
}

/** Emitters and first topics of the logs that say what changed. */
export const watchedLogs = ({ terms, reserves }: KnownMarket) => ({
  addresses: [
    terms.pool,
    terms.configurator,
    ...reserves.flatMap(({ aToken, variableDebtToken }) => [aToken, variableDebtToken]),
  ],
  topics: [
    ...READINGS.keys(),
    ...(interfaceOf(terms.revision).hasStableDebt ? STABLE_READINGS.keys() : []),
    ...GOVERNING,
  ],
})

/**
 * Reads whom and what a market's logs have touched. Accounts that never borrowed are left out: what they do changes
 * nobody's risk, and one that borrows is named by its `Borrow`.
 */
export function touchedBy(
  { terms, reserves }: KnownMarket,
  logs: readonly Pick<Log, 'address' | 'topics'>[],
  isBorrower: (account: Address) => boolean,
): Touched {
  const accounts = new Set<Address>()
  const assets = new Set<Address>()
  const assetOf = new Map<string, Address>()
  for (const { asset, aToken, variableDebtToken } of reserves)
    for (const token of [aToken, variableDebtToken]) assetOf.set(token.toLowerCase(), asset)
  const [pool, configurator] = [terms.pool.toLowerCase(), terms.configurator.toLowerCase()]
  const hasStableDebt = interfaceOf(terms.revision).hasStableDebt
  const readings = hasStableDebt ? new Map([...READINGS, ...STABLE_READINGS]) : READINGS
  let governed = false
  // Few contracts emit all logs, and what they name repeats: each text is read once.
  const lowerCase = once((address: Address) => address.toLowerCase())
  const named = once(addressIn)
  for (const { address, topics } of logs) {
    const emitter = lowerCase(address)
    const asset = assetOf.get(emitter)
    if (emitter === configurator) governed = true
    const reading = readings.get(topics[0] ?? '0x')
    if (reading === undefined || (asset === undefined && emitter !== pool)) continue
    if (asset !== undefined) assets.add(asset)
    for (const at of reading.assets) assets.add(named(topics[at] ?? '0x'))
    for (const at of reading.accounts) {
      const account = named(topics[at] ?? '0x')
      if (reading.borrows || isBorrower(account)) accounts.add(account)
    }
  }
  return { accounts, assets, terms: governed }
}

/** At which topics an event names accounts and assets. */
type Reading = {
  readonly accounts: readonly number[]
  readonly assets: readonly number[]
  readonly borrows?: true
}

type Events = typeof poolAbi | typeof scaledTokenAbi | typeof configuratorAbi

const selectors = (abi: Events): readonly (readonly [name: string, selector: Hex])[] =>
  abi.flatMap((item) => (item.type === 'event' ? [[item.name, toEventSelector(item)] as const] : []))

const GOVERNING: readonly Hex[] = selectors(configuratorAbi).map(([, selector]) => selector)

const BY_NAME: Readonly<Record<string, Reading>> = {
  Borrow: { accounts: [2], assets: [1], borrows: true },
  UserEModeSet: { accounts: [1], assets: [] },
  ReserveUsedAsCollateralEnabled: { accounts: [2], assets: [] },
  ReserveUsedAsCollateralDisabled: { accounts: [2], assets: [] },
  ReserveDataUpdated: { accounts: [], assets: [1] },
  DeficitCreated: { accounts: [1], assets: [2] },
  DeficitCovered: { accounts: [], assets: [1] },
  LiquidationCall: { accounts: [3], assets: [1, 2] },
  Mint: { accounts: [2], assets: [] },
  Burn: { accounts: [1], assets: [] },
  BalanceTransfer: { accounts: [1, 2], assets: [] },
}

/** A stable debt changes by nothing else than these and those above; its token's own logs say the same. */
const STABLE_BY_NAME: Readonly<Record<string, Reading>> = {
  Repay: { accounts: [2], assets: [1] },
  SwapBorrowRateMode: { accounts: [2], assets: [1] },
  RebalanceStableBorrowRate: { accounts: [2], assets: [1] },
}

const readingsOf = (byName: Readonly<Record<string, Reading>>): ReadonlyMap<Hex, Reading> =>
  new Map(
    [...selectors(poolAbi), ...selectors(scaledTokenAbi)].flatMap(([name, selector]) => {
      const reading = byName[name]
      return reading === undefined ? [] : [[selector, reading] as const]
    }),
  )
const READINGS = readingsOf(BY_NAME)
const STABLE_READINGS = readingsOf(STABLE_BY_NAME)

/** The address in the lower 20 bytes of an indexed topic. */
const addressIn = (topic: Hex): Address => getAddress(`0x${topic.slice(-40)}`)

/** A function that remembers what it said of each text. */
function once<Said extends string>(say: (text: Hex) => Said): (text: Hex) => Said {
  const known = new Map<Hex, Said>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const said = say(text)
    known.set(text, said)
    return said
  }
}

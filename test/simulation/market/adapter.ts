import { type Address, getAddress } from 'viem'
import type { FactRecord } from '../../../src/core/fact-record.ts'
import { factValue, readFactValue } from '../../../src/core/fact-value.ts'
import type { Adapter, Known } from '../../../src/protocols/adapter.ts'
import { ask, call, type Plan } from '../../../src/protocols/plan.ts'
import { liquidationAt } from '../../support/happening.ts'
import { CHANGED, marketAbi } from './state.ts'

/** The simulated protocol, as the pipeline follows any: what its logs name is read, and its totals always. */
export function simAdapter(market: string, address: Address): Adapter {
  return {
    market,
    identity: { protocol: 'simulated', contract: address },
    candidates: () => ({
      address,
      topics: [CHANGED],
      accountsOf: ({ topics: [, account = '0x'] }) => [getAddress(`0x${account.slice(26)}`)],
    }),
    watched: (known) => ({
      addresses: [address, ...termsIn(known, market).map(({ asset }) => asset)],
      topics: [CHANGED],
    }),
    update: (known, _, logs) => {
      const emitters = new Set([address, ...termsIn(known, market).map(({ asset }) => asset)])
      const named = logs.flatMap(({ address: emitter, topics: [, account] }) =>
        account !== undefined && emitters.has(emitter) ? [getAddress(`0x${account.slice(26)}`)] : [],
      )
      return readMarket(market, address, known, [...new Set(named)])
    },
    read: (known, _, accounts) => readMarket(market, address, known, accounts),
    happened: (_, segment) =>
      segment.logs
        .filter(({ address: emitter, topics }) => emitter === address && topics.length > 1)
        .map((log) => liquidationAt(market, log, segment)),
    controlTotals: (known) =>
      termsIn(known, market).flatMap(({ asset, debt, collateral }) => {
        const sum = known.sumOf(market, asset)
        return [
          { subject: asset, total: 'debt' as const, known: sum.debt, stated: debt },
          { subject: asset, total: 'collateral' as const, known: sum.collateral, stated: collateral },
        ]
      }),
  }
}

function* readMarket(
  market: string,
  address: Address,
  known: Known,
  accounts: readonly Address[],
): Plan<readonly FactRecord[]> {
  const [overview, ...positions] = yield* ask([
    call(address, marketAbi, 'overview'),
    ...accounts.map((account) => call(address, marketAbi, 'positionOf', account)),
  ])
  const [assets, debts, collaterals, prices] = overview
  const terms = assets.map((asset, i) => ({ asset, debt: debts[i] ?? 0n, collateral: collaterals[i] ?? 0n }))
  const records: FactRecord[] = [
    { market, kind: 'terms', key: '', value: factValue(terms) },
    ...assets.map((asset, i) => ({ market, kind: 'price', key: asset, value: factValue(prices[i]) })),
  ]
  const gone = termsIn(known, market).filter(({ asset }) => !assets.includes(asset))
  for (const { asset } of gone) records.push({ market, kind: 'price', key: asset, value: '' })
  for (const [i, account] of accounts.entries()) {
    const [isKnown, category, owed, held, enabled] = positions[i] ?? UNKNOWN
    records.push({ market, kind: 'account', key: account, value: isKnown ? factValue({ category }) : '' })
    const left = known.legsOf(market, account).filter(({ asset }) => !assets.includes(asset))
    for (const { asset } of left) records.push({ market, kind: 'leg', key: `${account}/${asset}`, value: '' })
    for (const [place, asset] of assets.entries()) {
      const [debt, collateral] = [owed[place] ?? 0n, held[place] ?? 0n]
      const leg = { collateral, debt, collateralEnabled: enabled[place] ?? false }
      const value = debt === 0n && collateral === 0n ? '' : factValue(leg)
      records.push({ market, kind: 'leg', key: `${account}/${asset}`, value })
    }
  }
  return records
}

const UNKNOWN = [false, 0, [], [], []] as const

type Terms = readonly { readonly asset: Address; readonly debt: bigint; readonly collateral: bigint }[]

function termsIn(known: Pick<Known, 'get'>, market: string): Terms {
  const text = known.get(market, 'terms', '')
  // Only `readMarket` writes this kind.
  return text === undefined ? [] : (readFactValue(text) as Terms)
}

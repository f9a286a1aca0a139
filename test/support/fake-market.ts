import { getAddress } from 'viem'
import type { Address, Hex } from '../../src/core/address.ts'
import { RedlineError } from '../../src/core/errors.ts'
import type { FactRecord } from '../../src/core/fact-record.ts'
import { factValue } from '../../src/core/fact-value.ts'
import type { Header, Segment } from '../../src/core/segment.ts'
import { timestamp } from '../../src/core/units.ts'
import type { Adapter } from '../../src/protocols/adapter.ts'
import type { Plan } from '../../src/protocols/plan.ts'
import { address } from './aave-state.ts'
import { liquidationAt } from './happening.ts'

export const FAKE_CHAIN = 31_337
export const FAKE_ASSET = address(1)
export const ANN: Address = getAddress(address(11))
export const BOB: Address = getAddress(address(12))

/** A protocol whose debts can change without a log, as Compound's can: the chain's truth, and who a log names. */
export type Truth = {
  debts: Map<string, bigint>
  stated: bigint | undefined
  named: string[]
  broken: boolean
}

/** A market that answers from a truth which the test changes. */
export function fakeMarket(market: string): { readonly adapter: Adapter; readonly truth: Truth } {
  const truth: Truth = { debts: new Map(), stated: undefined, named: [], broken: false }
  const leg = (account: string): FactRecord[] => [
    { market, kind: 'account', key: account, value: factValue({ category: 0 }) },
    {
      market,
      kind: 'leg',
      key: `${account}/${FAKE_ASSET}`,
      value: factValue({ collateral: 0n, debt: truth.debts.get(account) ?? 0n, collateralEnabled: false }),
    },
  ]
  const total = () => truth.stated ?? [...truth.debts.values()].reduce((sum, debt) => sum + debt, 0n)
  function* read(accounts: readonly string[]): Plan<readonly FactRecord[]> {
    if (truth.broken)
      throw new RedlineError({ code: 'call_reverted', happened: 'It reverts.', remedy: 'None.' })
    yield []
    return accounts.flatMap(leg)
  }
  const adapter: Adapter = {
    market,
    identity: { protocol: 'fake', contract: FAKE_ASSET },
    candidates: () => undefined,
    watched: () => ({ addresses: [], topics: [] }),
    update: () => read(truth.named),
    read: (_, __, accounts) => read(accounts),
    happened: (_, segment, isCurrent) =>
      segment.logs.map((log) => liquidationAt(market, log, segment, isCurrent)),
    controlTotals: (known) => [
      {
        subject: FAKE_ASSET,
        total: 'debt',
        known: known.sumOf(market, FAKE_ASSET).debt,
        stated: total(),
      },
    ],
  }
  return { adapter, truth }
}

/** A block whose hash says its number and branch. */
export const fakeHeader = (number: bigint, branch = '', parentBranch = branch): Header => ({
  number,
  hash: hashOf(number, branch),
  parentHash: hashOf(number - 1n, parentBranch),
  timestamp: timestamp(number * 12n),
  logsBloom: '0x',
  receiptsRoot: '0x',
})

/** A segment of one block. */
export const fakeSegment = (number: bigint, branch = '', parentBranch = branch): Segment => ({
  chainId: FAKE_CHAIN,
  headers: [fakeHeader(number, branch, parentBranch)],
  logs: [],
})

/** Runs a plan that asks nothing of anybody. */
export async function runPlan<T>(plan: Plan<T>): Promise<T> {
  let step = plan.next([])
  while (!step.done) step = plan.next([])
  return step.value
}

const hashOf = (number: bigint, branch: string): Hex => `0x${number.toString(16)}${branch}`

import { type Address, toFunctionSelector } from 'viem'
import { expect } from 'vitest'
import { reserveOf } from '../../../src/devnet/market/transactions.ts'
import { accountAddress } from '../../../src/devnet/population/accounts.ts'
import { random } from '../../../src/devnet/random.ts'
import { nextStep, opening, type Step, takeStep } from './history.ts'
import type { Cast } from './mischief.ts'
import type { Twin } from './twin.ts'
import { answersIn, ask, messageOf, slotViews, stateViews } from './views.ts'

/** What was compared, counted. */
export type Tally = {
  steps: number
  transactions: number
  refused: number
  logs: number
  answers: number
  readonly kinds: Map<string, number>
  /** Base sent to somebody by a debt of which no log tells. */
  silentDebts: number
  /** By first topic. */
  readonly events: Map<string, number>
  readonly refusals: Set<string>
}

/** Nothing yet. */
export function emptyTally(): Tally {
  return {
    steps: 0,
    transactions: 0,
    refused: 0,
    logs: 0,
    answers: 0,
    kinds: new Map(),
    silentDebts: 0,
    events: new Map(),
    refusals: new Set(),
  }
}

/**
 * Plays one random history on both chains and fails at the first difference: after every step all logs, the data of
 * every refusal, the answer of every view for every account and token, and the hash of the market's whole storage
 * must be the same. Both chains are left as they were.
 */
export async function compareHistory(
  [ours, theirs]: readonly [Twin, Twin],
  seed: number,
  steps: number,
  tally: Tally,
): Promise<void> {
  const snapshots = await Promise.all([ours, theirs].map(({ chain }) => chain.client.snapshot()))
  const rng = random(seed, 'comet')
  let cast = castOf(ours, seed)
  for (let index = 0; index < steps; index++) {
    const step = await (index === 0 ? opening : nextStep)(rng.fork(String(index)), ours, cast)
    const [mine, other] = await Promise.all([ours, theirs].map((twin) => takeStep(twin, cast.market, step)))
    if (mine === undefined || other === undefined) throw new Error('Two chains were asked.')
    const where = `seed ${seed}, step ${index} (${step.kind})`
    expect({ where, ...mine }).toEqual({ where, ...other })
    cast = { ...cast, market: mine.market }
    const isRebuilt = index === 0 || step.change !== undefined
    const views = [
      ...stateViews(cast.market, [...cast.accounts, cast.market.comet], [...cast.tokens, ...cast.strangers]),
      ...(isRebuilt ? slotViews([...cast.tokens, ...cast.strangers]) : []),
    ]
    const message = messageOf(cast.market.comet, views)
    const [answers = '', expected = ''] = await Promise.all(
      [ours, theirs].map(({ chain }) => ask(chain.anvil.rpcUrl, message)),
    )
    // The same letters are the same answers; taking them apart each time would cost more than asking.
    if (answers !== expected || index === steps - 1)
      expect({ where, ...answersIn(answers, views) }).toEqual({ where, ...answersIn(expected, views) })
    count(tally, step, mine.outcome, views.length + 1)
  }
  await Promise.all([ours, theirs].map(({ chain }, i) => chain.client.revert({ id: snapshots[i] ?? '0x' })))
}

function castOf({ chain: { deployment }, comets }: Twin, seed: number): Cast {
  const market = seed % 2 === 0 ? comets.usdc : comets.weth
  const people = Array.from({ length: PEOPLE - 1 }, (_, i) => accountAddress(seed, i))
  const known = market.configuration.assetConfigs.filter(({ asset }) =>
    deployment.reserves.some(({ underlying }) => underlying === asset),
  )
  const nowhere: Address = '0x00000000000000000000000000000000000dead1'
  return {
    market,
    accounts: [accountAddress(seed, 'first'), ...people],
    admin: deployment.admin,
    tokens: [market.configuration.baseToken, ...known.map(({ asset }) => asset)],
    strangers: [reserveOf(deployment, 'DAI').underlying, nowhere, deployment.pool],
  }
}

const PEOPLE = 5

const SENDING = ['transfer(address,uint256)', 'transferAsset(address,address,uint256)'].map(
  toFunctionSelector,
)

type Outcome = Awaited<ReturnType<typeof takeStep>>['outcome']

function count(tally: Tally, step: Step, { transactions, logs }: Outcome, answers: number): void {
  tally.steps++
  tally.transactions += transactions.length
  tally.logs += logs.length
  tally.answers += answers
  tally.kinds.set(step.kind, (tally.kinds.get(step.kind) ?? 0) + 1)
  for (const {
    topics: [topic = ''],
  } of logs)
    tally.events.set(topic, (tally.events.get(topic) ?? 0) + 1)
  for (const [i, { status, output, logs: told }] of transactions.entries()) {
    if (status === 'success') {
      const data = step.transactions[i]?.data ?? '0x'
      if (told === 0 && SENDING.some((selector) => data.startsWith(selector))) tally.silentDebts++
      continue
    }
    tally.refused++
    tally.refusals.add((output ?? '0x').slice(0, output?.startsWith('0x4e487b71') ? 74 : 10))
  }
}

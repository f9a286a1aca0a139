import type { Address } from '../../core/address.ts'
import { giveTransactions } from '../aave/seeder.ts'
import type { DevnetClient } from '../client.ts'
import { mineTransactions } from '../client-transactions.ts'
import type { Deployment } from '../deployment.ts'
import { readPrices } from '../feeds/prices.ts'
import type { Choice, Random } from '../random.ts'
import type { Action, Intent, Scene } from './action.ts'
import { borrow } from './actions/borrow.ts'
import { toggleCollateral } from './actions/collateral.ts'
import { changeEMode } from './actions/e-mode.ts'
import { repay, repayWithATokens } from './actions/repay.ts'
import { supply } from './actions/supply.ts'
import { transfer } from './actions/transfer.ts'
import { withdraw } from './actions/withdraw.ts'
import { type Person, readPeople } from './people.ts'
import { revertReason } from './revert-reason.ts'

export const ACTION_KINDS = [
  'borrow',
  'repay',
  'supply',
  'withdraw',
  'transfer',
  'collateral',
  'e-mode',
  'repay-with-atokens',
] as const
export type ActionKind = (typeof ACTION_KINDS)[number]

/** What somebody did, or why the pool did not let them. */
export type Act = {
  readonly kind: ActionKind
  readonly account: Address
  /** Name of the contract's error; `undefined` when it was done. */
  readonly refused: string | undefined
}

export type ActorsOptions = {
  readonly rng: Random
  /** Who may act, and whom aTokens are sent to. */
  readonly people: readonly [Address, ...Address[]]
  /** How many act; each at most once. */
  readonly count: number
}

/**
 * Lets randomly chosen people act, all in one block. Each decides by what it has before the block, so that it may be
 * refused by what it did not foresee: refusals are part of the answer. Who finds nothing to do does nothing.
 */
export async function borrowersAct(
  client: DevnetClient,
  deployment: Deployment,
  { rng, people, count }: ActorsOptions,
): Promise<readonly Act[]> {
  const chosen = await readPeople(client, deployment, draw(rng, people, count))
  const prices = (await readPrices(client, deployment)).reserves
  const plans = chosen.flatMap((person) => decide(rng, { deployment, prices, peers: people }, person) ?? [])
  const mined = await mineTransactions(client, [
    ...giveTransactions(
      deployment,
      plans.flatMap(({ intent }) => intent.money),
    ),
    ...plans.flatMap(({ intent }) => intent.transactions),
  ])
  return Promise.all(
    plans.map(async ({ kind, account, intent }): Promise<Act> => {
      const act = intent.transactions.at(-1)
      const outcome = mined.find(({ transaction }) => transaction === act)
      const isDone = outcome?.status === 'success'
      return { kind, account, refused: isDone ? undefined : await revertReason(client, outcome?.hash) }
    }),
  )
}

const ACTIONS: Readonly<Record<ActionKind, Action>> = {
  borrow,
  repay,
  supply,
  withdraw,
  transfer,
  collateral: toggleCollateral,
  'e-mode': changeEMode,
  'repay-with-atokens': repayWithATokens,
}

const CHOICES: readonly [Choice<ActionKind>, ...Choice<ActionKind>[]] = [
  [22, 'borrow'],
  [16, 'repay'],
  [16, 'supply'],
  [14, 'withdraw'],
  [10, 'transfer'],
  [8, 'collateral'],
  [8, 'e-mode'],
  [6, 'repay-with-atokens'],
]

type Decision = { readonly kind: ActionKind; readonly account: Address; readonly intent: Intent }

/** Tries a few kinds of action until one is possible. */
function decide(rng: Random, scene: Scene, person: Person): Decision | undefined {
  for (let attempt = 0; attempt < 4; attempt++) {
    const kind = rng.weighted(CHOICES)
    const intent = ACTIONS[kind](rng, scene, person)
    if (intent !== undefined) return { kind, account: person.address, intent }
  }
  return undefined
}

function draw(rng: Random, people: readonly Address[], count: number): readonly Address[] {
  return people
    .map((address) => ({ address, place: rng.bits() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, count)
    .map(({ address }) => address)
}

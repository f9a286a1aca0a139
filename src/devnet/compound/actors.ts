import type { Address } from '../../core/address.ts'
import { giveTransactions } from '../aave/seeder.ts'
import type { DevnetClient } from '../client.ts'
import { mineTransactions } from '../client-transactions.ts'
import { revertReason } from '../market/revert-reason.ts'
import type { Random } from '../random.ts'
import { cometAbi } from './comet-abi.ts'
import { type CometActionKind, decide } from './decision.ts'
import { readCometPeople } from './people.ts'
import type { CometScene } from './scene.ts'

/** What somebody did in a market, or why it did not let them. */
export type CometAct = {
  readonly kind: CometActionKind
  readonly account: Address
  /** Name of the contract's error; `undefined` when it was done. */
  readonly refused: string | undefined
}

/**
 * Lets the given people act in one market, all in one block. Each decides by what it has before the block, so that it
 * may be refused by what it did not foresee. Who finds nothing to do does nothing.
 */
export async function cometPeopleAct(
  client: DevnetClient,
  scene: CometScene,
  rng: Random,
  people: readonly Address[],
): Promise<readonly CometAct[]> {
  const persons = await readCometPeople(client, scene, people)
  const plans = persons.flatMap((person) => decide(rng, scene, person) ?? [])
  const mined = await mineTransactions(client, [
    ...giveTransactions(
      scene.deployment,
      plans.flatMap(({ intent }) => intent.money),
    ),
    ...plans.flatMap(({ intent }) => intent.transactions),
  ])
  return Promise.all(
    plans.map(async ({ kind, account, intent }): Promise<CometAct> => {
      const act = intent.transactions.at(-1)
      const outcome = mined.find(({ transaction }) => transaction === act)
      const isDone = outcome?.status === 'success'
      return {
        kind,
        account,
        refused: isDone ? undefined : await revertReason(client, outcome?.hash, cometAbi),
      }
    }),
  )
}

import Type, { type Static } from 'typebox'
import { choice, closed, hash, maybe, text, time, usd, whole } from './fields.ts'

/** The block of one chain that an answer is true at. */
export const AsOf = Type.Object(
  {
    chainId: whole('Chain id.'),
    blockNumber: whole('Height.'),
    blockHash: hash('The block; the height is for people.'),
    blockTimestamp: time("The block's own time."),
    finality: choice(['latest', 'safe', 'finalized'], 'How sure it is that the block stays.'),
    btcPriceUsd: maybe(
      usd(
        'BTC/USD of the chain at that block; null where it has no such feed, or none is read for the answer.',
      ),
    ),
    agreement: choice(['quorum', 'single'], '`single`: one provider is believed.'),
    stale: Type.Boolean({ description: 'Whether the chain has not advanced for too long.' }),
  },
  closed,
)

export type AsOf = Static<typeof AsOf>

/** A configured market that is not in the numbers of an answer. */
export const Missing = Type.Object(
  {
    chainId: whole('Chain id.'),
    market: text('As the config names it.'),
    reason: text('Stable code: why it is not in the numbers.'),
    lastDebtUsd: maybe(usd('What was owed there when it was last known.')),
    since: maybe(time('Since when it is missing.')),
  },
  closed,
)

export type Missing = Static<typeof Missing>

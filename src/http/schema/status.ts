import Type, { type Static } from 'typebox'
import { choice, closed, maybe, text, time, whole } from './fields.ts'

const maybeWhole = (description: string) => maybe(whole(description))
const reason = { code: text('Stable; programs match on it.'), reason: text('A sentence for people.') }

const Provider = Type.Object(
  {
    name: text('Scheme and host; the rest of a URL may hold a key.'),
    headBlockNumber: maybeWhole('The last head that it reported.'),
    standing: choice(['good', 'aside'], 'Whether it is asked.'),
    aside: maybe(
      Type.Object(
        {
          ...reason,
          until: maybe(time('When it is asked again; null: with the chain, as soon as that is opened.')),
        },
        closed,
      ),
    ),
  },
  closed,
)

const Bootstrap = Type.Object(
  {
    stage: text(
      '`waiting`, `logs`, `accounts`, `read` (it joins with the next segment at which its totals hold), `failed` (it is tried again from where it was), `complete` when it is followed.',
    ),
    done: maybeWhole('How much of this stage is done.'),
    total: maybeWhole('How much this stage is in all.'),
    started: maybe(time('When bringing it up began, if this process did.')),
    secondsLeft: maybeWhole('Of this stage, at its rate so far.'),
    estimate: maybe(
      Type.Object(
        { calls: whole('Of the node.'), seconds: whole('At the pace of its first answers.') },
        closed,
      ),
    ),
    failure: maybe(text('Code of what failed last.')),
  },
  closed,
)

const Verify = Type.Object(
  {
    time: time('When somebody last asked for it.'),
    blockNumber: whole('Compared at this block.'),
    blockHash: text('Its hash.'),
    equal: Type.Boolean({ description: 'Whether nothing differed and all debts summed.' }),
    accounts: whole('Accounts compared.'),
    figures: whole('Figures compared.'),
    differences: whole('Figures that differed.'),
    largestDifference: text('Of a figure, in its smallest unit.'),
  },
  closed,
)

const Reconcile = Type.Object(
  {
    rounds: whole('Comparisons with the chain since this process runs.'),
    accountsCompared: whole('In all of them.'),
    differences: whole('Facts that differed, in all of them; each was read again.'),
    last: Type.Object(
      {
        time: time('When.'),
        blockNumber: whole('At the hash of which block.'),
        accountsCompared: whole('How many accounts.'),
        factsCompared: whole('How many facts, terms and prices among them.'),
        differences: whole('How many of them differed.'),
        largestDifference: text('Between two amounts, in their smallest unit.'),
        subjects: Type.Array(text('The first facts that differed.')),
      },
      closed,
    ),
  },
  closed,
)

const Market = Type.Object(
  {
    id: text('As the config names it.'),
    protocol: text('`aave-v3` or `compound-v3`.'),
    revision: maybeWhole('Of the pool whose facts are held.'),
    state: choice(
      ['bootstrapping', 'complete', 'incomplete', 'failing'],
      'Whether its facts can be relied on.',
    ),
    since: maybeWhole('Since which block it is incomplete or failing.'),
    code: maybe(text('Why it fails.')),
    uncovered: Type.Array(text('Asset whose parts do not sum.')),
    accounts: maybeWhole('Accounts that are known.'),
    borrowers: maybeWhole('Accounts that owe something.'),
    bootstrap: Bootstrap,
    coveredBorrowers: Type.Object(
      {
        equal: maybe(
          Type.Boolean({
            description: 'Whether the debts of the known borrowers sum to what the chain states.',
          }),
        ),
        uncovered: Type.Array(text('Asset whose debts do not sum.')),
        sinceBlockNumber: maybeWhole('Since which block this is so, as far as this process has seen.'),
      },
      closed,
    ),
    lastVerify: maybe(Verify),
    reconcile: maybe(Reconcile),
  },
  closed,
)

const Chain = Type.Object(
  {
    chainId: whole('Chain id.'),
    name: text('As the config names it.'),
    phase: choice(['starting', 'bootstrapping', 'following', 'failed'], 'Which part of its life it is in.'),
    blockNumber: maybeWhole('The last block that is processed and stored.'),
    blockHash: maybe(text('Its hash.')),
    blockTimestamp: maybe(time('Its own time.')),
    headBlockNumber: maybeWhole('The highest block that a quorum of the providers reports.'),
    safeBlockNumber: maybeWhole('The highest block that the node calls safe.'),
    finalizedBlockNumber: maybeWhole('Blocks up to this one never change.'),
    lagBlocks: maybeWhole('From the last processed block to the head.'),
    lagSeconds: maybeWhole('Age of the last processed block.'),
    stale: Type.Boolean({ description: 'Whether its answers are not those of now.' }),
    staleReasons: Type.Array(Type.Object(reason, closed)),
    stalled: maybe(Type.Object(reason, closed)),
    failure: maybe(text('Code of what ended the last try.')),
    agreement: choice(['quorum', 'single'], '`single`: one provider is believed.'),
    quorum: whole('Providers that must agree.'),
    providers: Type.Array(Provider),
    segments: whole('Processed since this process runs.'),
    rollbacks: whole('Reorganisations since this process runs.'),
    book: maybe(
      Type.Object(
        {
          blockNumber: whole('The block at which this was counted.'),
          bookHash: text('Equal for equal facts, whoever read them.'),
          positions: whole('Accounts in all markets.'),
          legs: whole('What they hold and owe, by asset.'),
        },
        closed,
      ),
    ),
    markets: Type.Array(Market),
  },
  closed,
)

/** The answer of `GET /v1/status`: the one source of its type, its documentation and its test. */
export const StatusAnswer = Type.Object({ version: text('Of Redline.'), chains: Type.Array(Chain) }, closed)

export type StatusAnswer = Static<typeof StatusAnswer>

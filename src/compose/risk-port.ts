import type { BookScope } from '../cli/book/book-scope.ts'
import type { AskedRisk, RiskPort } from '../cli/risk/risk-port.ts'
import type { NetworkConfig } from '../config/normalise.ts'
import { UsageError } from '../core/errors.ts'
import { scenarioNames } from '../core/scenario/scenario.ts'
import type { Question, Valued } from '../http/answer/question.ts'
import { skewSeconds } from '../http/answer/skew.ts'
import { at } from '../http/query/at.ts'
import { readQuery } from '../http/query/read-query.ts'
import { RequestError } from '../http/query/request-error.ts'
import { totalsRoute } from '../http/routes/totals.ts'
import type { AtOfChain } from '../pipeline/at.ts'
import { type HeldBook, heldParts } from '../pipeline/risk/held-book.ts'
import type { RiskParts } from '../pipeline/risk/parts.ts'
import { positionsQuestion } from '../pipeline/risk/positions-question.ts'
import { totalsQuestion } from '../pipeline/risk/totals-question.ts'
import { type Opening, readConfig } from './open-markets.ts'

/** Positions of one account: more markets than that are in no config. */
const MOST_POSITIONS = 1_000

/** Questions about risk as the API reads and answers them, about books that a command holds. */
export function riskPort(opening: () => Opening): RiskPort {
  const partsOf = async (held: readonly HeldBook[], scope: BookScope) => {
    const open = opening()
    // A file needs no config; what one says of drivers and scenarios counts for files too.
    const named = scope.preset ?? scope.rpc ?? scope.config ?? open.configFile
    const isConfigured = scope.book === undefined || named !== undefined
    const config = isConfigured ? await readConfig(open, scope) : NO_CONFIG
    const { drivers, scenarios, referenceChain } = config
    const chains = held.map(({ end }) => end.chainId)
    // Of a single market on another chain, that chain's own BTC price is the one there is.
    const reference = chains.includes(referenceChain) ? referenceChain : (chains[0] ?? referenceChain)
    const standing = scope.book === undefined ? held : held.map((book) => onCalendar(book, config, open.now))
    return heldParts(standing, { drivers, scenarios, referenceChain: reference })
  }
  return {
    // The config may name other scenarios; they are looked at when it is read.
    check: (asked) =>
      void queryOf(asked, [...scenarioNames({}), ...(asked.scenario === undefined ? [] : [asked.scenario])]),
    async totals(held, asked, scope) {
      const parts = await partsOf(held, scope)
      return documentOf(totalsQuestion(parts), { ...queryOf(asked, namesIn(parts)), ...HERE })
    },
    async positions(held, { account, ...asked }, scope) {
      const parts = await partsOf(held, scope)
      const { resolve, answer } = positionsQuestion(parts)
      return documentOf(
        { resolve, answer: async (...args: Parameters<typeof answer>) => (await answer(...args)).body },
        { ...queryOf(asked, namesIn(parts)), ...HERE, ...PAGE, account: [account] },
      )
    },
  }
}

type Configured = Pick<NetworkConfig, 'drivers' | 'scenarios' | 'referenceChain' | 'chains'>

const NO_CONFIG: Configured = { drivers: {}, scenarios: {}, referenceChain: 0, chains: [] }

/** Seconds after which a block of a chain that no config names is stale. */
const STALE_AFTER = 60

/** A book of a file, stale where its block is older than a block of its chain may be. */
function onCalendar(book: HeldBook, { chains }: Configured, now: () => number): HeldBook {
  const { end, standing } = book
  const known = chains.find(({ id }) => id === end.chainId)?.staleAfterSeconds ?? STALE_AFTER
  return { ...book, standing: { ...standing, stale: now() / 1_000 - Number(end.timestamp) > known } }
}

const namesIn = ({ config }: RiskParts): readonly string[] => scenarioNames(config.scenarios)

/** The one page that all positions of an account are on. */
const PAGE = {
  sort: 'healthFactor',
  order: 'asc',
  limit: MOST_POSITIONS,
  after: undefined,
  pins: undefined,
} as const

/** Books that a command holds are of one block, which was chosen when they were read. */
const HERE: { readonly at: AtOfChain } = { at: { blockOf: () => 'latest', named: [] } }

async function documentOf<Query, Found extends Valued, Body extends object>(
  {
    resolve,
    answer,
  }: { readonly resolve: (query: Query) => Promise<Found>; readonly answer: Question<Query, Body>['answer'] },
  query: Query,
) {
  const resolved = await resolve(query)
  const { configHash: _, ruleset: __, ...about } = resolved
  const { asOf, missing } = about
  return {
    ...about,
    skewSeconds: skewSeconds(asOf),
    complete: missing.length === 0,
    ...(await answer(resolved, query, NEVER)),
  }
}

/** Ctrl-C ends the process. */
const NEVER = new AbortController().signal

/**
 * Reads a question as the API does.
 * @throws UsageError in the words of the command line.
 */
function queryOf({ market, ...asked }: AskedRisk, scenarios: readonly string[]) {
  const { parameters, rule } = totalsRoute(scenarios)
  try {
    const given = { ...asked, ...(market === undefined ? {} : { market }) }
    return readQuery({ ...parameters, at }, given, 'query', rule)
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    const { faults, code } = error
    const [first] = faults
    throw new UsageError({
      code,
      happened: faults.map(({ path, wrong }) => `${optionOf(path)} ${wrong}.`).join(' '),
      remedy: `Give ${faults.map(({ expected }) => expected).join('; and ')}.`,
      context: { option: first === undefined ? undefined : optionOf(first.path) },
      cause: error,
    })
  }
}

const optionOf = (path: string): string =>
  path === 'query.btcPrice' ? '--btc' : path.replace('query.', '--')

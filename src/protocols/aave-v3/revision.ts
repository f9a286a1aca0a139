import { RedlineError } from '../../core/errors.ts'

type Release = {
  readonly version: string
  readonly pool: number
  readonly aTokens: readonly number[]
  readonly debtTokens: readonly number[]
}

/** Contract revisions that run together and whose arithmetic is proven against their own bytecode. */
const PROVEN: readonly Release[] = [{ version: '3.6', pool: 10, aTokens: [5], debtTokens: [5, 6] }]

/** @throws UnknownRevisionError `unknown_revision` unless Redline is proven against this pool. */
export function requireKnownPool(market: string, pool: number): void {
  if (!PROVEN.some((release) => release.pool === pool)) throw new UnknownRevisionError(market, 'pool', pool)
}

/** @throws UnknownRevisionError `unknown_revision` when a token is not of the revisions that belong to the pool's. */
export function requireKnownTokens(
  market: string,
  pool: number,
  tokens: readonly { readonly aTokenRevision: number; readonly debtTokenRevision: number }[],
): void {
  const release = PROVEN.find((candidate) => candidate.pool === pool)
  for (const { aTokenRevision, debtTokenRevision } of tokens) {
    if (!release?.aTokens.includes(aTokenRevision))
      throw new UnknownRevisionError(market, 'aToken', aTokenRevision)
    if (!release.debtTokens.includes(debtTokenRevision))
      throw new UnknownRevisionError(market, 'variable debt token', debtTokenRevision)
  }
}

/** The chain runs contracts whose rounding and rules Redline has not been proven against. */
export class UnknownRevisionError extends RedlineError {
  override readonly name = 'UnknownRevisionError'
  constructor(market: string, contract: string, revision: number) {
    const known = PROVEN.map(
      ({ version, pool, aTokens, debtTokens }) =>
        `Aave V${version} (pool ${pool}, aToken ${aTokens.join('/')}, debt token ${debtTokens.join('/')})`,
    )
    super({
      code: 'unknown_revision',
      happened: `The ${contract} of market "${market}" is of revision ${revision}, which this version of Redline does not know.`,
      remedy: `Known: ${known.join(', ')}. Take the market out of the config or update Redline; guessed arithmetic would print wrong health factors.`,
      context: { market, contract, revision },
    })
  }
}

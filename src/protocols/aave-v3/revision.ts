import { RedlineError } from '../../core/errors.ts'

type Release = {
  readonly version: string
  readonly pools: readonly number[]
  readonly aTokens: readonly number[]
  readonly debtTokens: readonly number[]
}

/**
 * Contract revisions that run together and whose arithmetic is proven against their own bytecode. Pools 1 to 3 are
 * releases of 3.0, which say of themselves what place they have on their chain; before 3.4 tokens did not change with
 * the pool.
 */
const PROVEN: readonly Release[] = [
  { version: '3.0', pools: [1, 2, 3], aTokens: [1, 2], debtTokens: [1, 2] },
  { version: '3.1', pools: [4], aTokens: [1, 2], debtTokens: [1, 2] },
  { version: '3.2', pools: [5, 6], aTokens: [1, 2], debtTokens: [1, 2] },
  { version: '3.3', pools: [7], aTokens: [1, 2], debtTokens: [1, 2] },
  { version: '3.4', pools: [8], aTokens: [3], debtTokens: [3] },
  { version: '3.5', pools: [9], aTokens: [4], debtTokens: [4, 5] },
  { version: '3.6', pools: [10], aTokens: [5], debtTokens: [5, 6] },
  { version: '3.7', pools: [11], aTokens: [5], debtTokens: [5, 6] },
]

/** @throws UnknownRevisionError `unknown_revision` unless Redline is proven against this pool. */
export function requireKnownPool(market: string, pool: number): void {
  if (!PROVEN.some(({ pools }) => pools.includes(pool))) throw new UnknownRevisionError(market, 'pool', pool)
}

/**
 * @throws UnknownRevisionError `unknown_revision` when a token is not of the revisions that belong to the pool's, or
 * grants discounts on interest.
 */
export function requireKnownTokens(
  market: string,
  pool: number,
  tokens: readonly {
    readonly aTokenRevision: number
    readonly debtTokenRevision: number
    readonly isDiscounted: boolean
  }[],
): void {
  const release = PROVEN.find(({ pools }) => pools.includes(pool))
  for (const { aTokenRevision, debtTokenRevision, isDiscounted } of tokens) {
    if (isDiscounted) throw new UnknownRevisionError(market, 'discounted debt token', debtTokenRevision)
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
      ({ version, pools, aTokens, debtTokens }) =>
        `Aave V${version} (pool ${pools.join('/')}, aToken ${aTokens.join('/')}, debt token ${debtTokens.join('/')})`,
    )
    super({
      code: 'unknown_revision',
      happened: `The ${contract} of market "${market}" is of revision ${revision}, which this version of Redline does not know.`,
      remedy: `Known: ${known.join(', ')}. Take the market out of the config or update Redline; guessed arithmetic would print wrong health factors.`,
      context: { market, contract, revision },
    })
  }
}

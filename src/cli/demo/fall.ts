import type { Address } from '../../core/address.ts'
import { takeAaveSnapshot } from '../../pipeline/aave-snapshot.ts'
import { checkReading } from '../../pipeline/check-market.ts'
import { type Snapshot, takeSnapshot } from '../../pipeline/snapshot.ts'
import type { AaveState } from '../../protocols/aave-v3/index.ts'
import type { DemoService } from '../demo-service.ts'
import type { MarketStep, Played, RunningDevnet } from '../devnet-port.ts'
import type { OpenMarket } from '../open-market.ts'
import { accountViews } from './account-views.ts'
import type { Patience } from './patience.ts'
import { SERVICE_FIGURES, serviceFaults } from './service-faults.ts'
import { underInViews } from './under.ts'

/** One step, and what comparing it with the chain came to. */
export type CheckedStep = {
  readonly step: MarketStep
  /** Positions under 1 by the pool's views, once the prices had moved and before anybody reacted. */
  readonly under: number
  readonly followed: Compared
  readonly served: Compared
}

/** Figures that were compared, and those that were not equal, in words. */
export type Compared = { readonly figures: number; readonly faults: readonly string[] }

/** Who takes part in the fall. */
export type Cast = {
  readonly devnet: Pick<RunningDevnet, 'open' | 'beside'>
  readonly service: DemoService
  readonly patience: Patience
}

/** Told of a step at its prices, before anybody reacted: the state then, and whom earlier steps have liquidated. */
export type Witness = (step: number, then: AaveState, liquidated: ReadonlySet<Address>) => void

/**
 * Plays the recorded path. At each step every account, index and debt is compared with the chain twice: when the
 * prices have moved and nobody has reacted, and when everybody has. What the service says over REST of these two blocks
 * is held against sums of the pool's own views there.
 */
export async function* playFall(
  cast: Cast,
  { steps }: Played,
  witness: Witness,
): AsyncGenerator<CheckedStep> {
  const liquidated = new Set<Address>()
  let number = 0
  for await (const step of steps) {
    await cast.patience.goOn()
    const moved = await checkBlock(cast, step.priceBlock)
    witness(number, moved.state, new Set(liquidated))
    const over = await checkBlock(cast, step.block)
    for (const account of step.liquidated) liquidated.add(account)
    number += 1
    yield {
      step,
      under: moved.under,
      followed: together(moved.followed, over.followed),
      served: together(moved.served, over.served),
    }
  }
}

async function checkBlock({ devnet: { open, beside }, service, patience }: Cast, block: bigint) {
  const reading = await takeAaveSnapshot(open, block, () => {})
  const { state, accounts: sample } = reading
  const own = await checkMarketAt(open, reading, block)
  const others = await Promise.all(
    beside.map(async (market) => checkMarketAt(market, await takeSnapshot(market, block, () => {}), block)),
  )
  const views = await accountViews(open, state, sample, state.block)
  await patience.until(service, (standing) => (standing.block ?? -1n) >= block)
  const under = underInViews(views)
  const told = await service.totals(state.block)
  return {
    state,
    under: under.positions,
    followed: others.reduce(together, own),
    served: {
      figures: SERVICE_FIGURES,
      faults: serviceFaults(told, under, sample.length - views.length).map(
        (fault) => `block ${block}: ${fault}`,
      ),
    },
  }
}

/** Every account of a market, the market as a whole, and its totals, against its contracts. */
async function checkMarketAt(market: OpenMarket, reading: Snapshot, block: bigint): Promise<Compared> {
  const { coverage, accounts: sample } = reading
  const checked = await checkReading(market, { reading, coverage, borrowers: sample.length, sample })
  const { figures, differences } = checked.verification
  return {
    figures: figures + coverage.length,
    faults: [
      ...differences.map(({ subject, figure }) => `block ${block}: ${figure} of ${subject}`),
      ...coverage.flatMap(({ complete, asset }) =>
        complete ? [] : [`block ${block}: what is known of ${asset} does not sum`],
      ),
    ],
  }
}

/** What two comparisons came to. */
export const together = (one: Compared, other: Compared): Compared => ({
  figures: one.figures + other.figures,
  faults: [...one.faults, ...other.faults],
})

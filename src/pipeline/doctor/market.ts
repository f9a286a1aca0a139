import { aaveStateIn, type ConfiguredDrivers } from '../../protocols/aave-v3/index.ts'
import { bookMarket } from '../../protocols/asking/book-market.ts'
import type { BookMarket } from '../../protocols/book-market.ts'
import type { MarketRef } from '../../protocols/market-ref.ts'
import { crossCheck, type UiPoolPort } from '../cross-check.ts'
import type { ChainPort } from '../ports.ts'
import { type Reading, takePartialSnapshot } from '../snapshot.ts'
import { type Finding, failed } from './finding.ts'
import { unknownNumeraire, unknownPrices } from './unknown-prices.ts'

/** Examines one market: its contracts answer, its revision is known, what its prices follow is known, and a second reading agrees. */
export async function examineMarket(
  chain: ChainPort,
  market: MarketRef,
  uiPool: UiPoolPort | undefined,
  drivers: ConfiguredDrivers,
): Promise<readonly Finding[]> {
  const subject = `market ${market.id}`
  try {
    const reading = await takePartialSnapshot({ chain, market }, 'latest', [])
    const model = bookMarket(reading.book, market.id, reading.block, drivers)
    if (model === undefined) return []
    const answers = describe(subject, model)
    const unclear = [...unknownPrices(subject, model.listed), ...unknownNumeraire(subject, model)]
    // The second reading reverts as a whole where one reserve has no price, which is said already.
    return uiPool === undefined || answers.verdict !== 'ok'
      ? [answers, ...unclear]
      : [answers, ...unclear, await secondReading(subject, uiPool, reading)]
  } catch (error) {
    return [failed(subject, error)]
  }
}

function describe(subject: string, { protocol, revision, assets, listed }: BookMarket): Finding {
  const unpriced = listed.filter(({ price }) => price === undefined)
  const found = `${protocol}: revision ${revision}, ${assets.length} assets.`
  if (unpriced.length === 0) return { subject, verdict: 'ok', found }
  return {
    subject,
    verdict: 'warning',
    found: `${found} No price for ${unpriced.map(({ symbol }) => symbol).join(', ')}.`,
    remedy: 'Positions that hold or owe these are counted as unvalued until the oracle answers.',
    code: 'price_missing',
  }
}

async function secondReading(subject: string, uiPool: UiPoolPort, reading: Reading): Promise<Finding> {
  try {
    const state = aaveStateIn(reading.book, reading.market, reading.block)
    const { figures, differences } = await crossCheck(uiPool, state, [])
    if (differences.length === 0)
      return { subject, verdict: 'ok', found: `${figures} figures read a second way are equal.` }
    const [{ figure, subject: asset } = { figure: '', subject: '' }] = differences
    return {
      subject,
      verdict: 'failed',
      found: `${differences.length} of ${figures} figures read a second way differ, first ${figure} of ${asset}.`,
      remedy: 'Check uiPoolDataProvider in the config, then run redline verify for every difference.',
      code: 'second_reading_differs',
    }
  } catch (error) {
    return failed(`${subject}, second reading`, error)
  }
}

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { compoundFigures } from './compound-figures.ts'
import { decodingFigures } from './decoding-figures.ts'
import { exactFigures } from './exact-figures.ts'
import type { Figure } from './figure.ts'
import { ladderFigures } from './ladder-figures.ts'
import { requestFigures } from './request-figures.ts'
import { screenFigures } from './screen-figures.ts'
import { syntheticBook } from './synthetic-models.ts'
import { totalsFigures } from './totals-figures.ts'

/** More than any market of the kind has. */
const COMPOUND = 50_000

/** Bytes a leg at most, its share of accounts and addresses included. */
const LEG_BYTES = 120

/** What it costs to know the risk of a book of so many positions, three legs each on average. */
export async function riskFigures(
  positions: number,
  say: (line: string) => void,
): Promise<readonly Figure[]> {
  say('making a book')
  const before = memoryInUse()
  const market = syntheticBook(positions)
  const { legs } = market.book.rows
  const bytes = (memoryInUse() - before) / legs.live
  const figures: Figure[] = [
    { name: 'legs', value: legs.live, unit: 'count' },
    { name: 'memory of a book, a leg', value: bytes, unit: 'bytes', aim: LEG_BYTES },
  ]
  say('screening')
  figures.push(...screenFigures(market))
  say('building a ladder')
  figures.push(...ladderFigures(market))
  say('valuing exactly')
  figures.push(...(await exactFigures(market)))
  figures.push(...(await compoundFigures(Math.min(positions, COMPOUND))))
  say('summing')
  figures.push(...(await totalsFigures(market)))
  say('decoding logs')
  figures.push(...decodingFigures())
  say('answering over HTTP')
  return [...figures, ...(await requestFigures())]
}

/** Bytes that are held after everything that can be freed is. */
function memoryInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

import { readFile } from 'node:fs/promises'
import { UsageError } from '../core/errors.ts'
import { btcUsdHourly } from '../devnet/market/btc-usd-hourly.ts'
import { type PricePath, parsePricePath } from '../devnet/market/price-path.ts'

/**
 * The path in a CSV file, or the recorded one where none is named.
 * @throws UsageError `price_path_unreadable`, PricePathError `invalid_price_path`.
 */
export async function readPricePath(file: string | undefined): Promise<PricePath> {
  return file === undefined ? btcUsdHourly() : parsePricePath(await textOf(file))
}

/** Every nth row, the first included. */
export function thinned({ start, points }: PricePath, every: number): PricePath {
  const [first, ...rest] = points
  return { start, points: [first, ...rest.filter((_, i) => (i + 1) % every === 0)] }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UsageError({
      code: 'price_path_unreadable',
      happened: `The price file "${file}" cannot be read.`,
      remedy: 'Give a CSV file with the columns time and close, or leave --csv out for the recorded prices.',
      context: { file, reason: cause instanceof Error ? cause.message : String(cause) },
      cause,
    })
  }
}

import { readFileSync } from 'node:fs'
import { type PricePath, parsePricePath } from './price-path.ts'

/**
 * The fall that the demo plays: BTC by the hour from 2026-01-20, from $92,584 to the low $60,000s. Its closes cross
 * $88,000 downward on 21, 25 and 29 January, counted with re-arming at +1 %. Where the figures come from is written
 * in the file's first line.
 */
export function btcUsdHourly(): PricePath {
  return parsePricePath(
    readFileSync(new URL('../../../config/devnet/btc-usd-hourly.csv', import.meta.url), 'utf8'),
  )
}

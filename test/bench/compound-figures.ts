import { createBook } from '../../src/core/book/book.ts'
import { heldPosition } from '../../src/core/book/held-position.ts'
import { isValuation } from '../../src/core/book/rules.ts'
import { screenBook } from '../../src/core/book/screen.ts'
import { rulesIf } from '../../src/core/risk/market-model.ts'
import { scenarioOf } from '../../src/core/scenario/scenario.ts'
import { cometModel } from '../../src/protocols/compound-v3/model.ts'
import { recordOf } from '../../src/protocols/compound-v3/records.ts'
import { factor } from '../../src/protocols/compound-v3/units.ts'
import { block } from '../support/aave-state.ts'
import { cometFacts } from '../support/comet-book.ts'
import { type Figure, middleOf, timed } from './figure.ts'

const REFERENCE = 100_000n * 10n ** 8n
/** Positions a second at least, the same as Aave's. */
const EXACT_A_SECOND = 500_000

/** Compound III positions a second in integers, absorptions among them, beside the float64 screen of the same ones. */
export async function compoundFigures(positions: number): Promise<readonly Figure[]> {
  const book = createBook(block.chainId)
  book.apply(cometFacts(sketchOf(positions)).map(recordOf))
  const model = cometModel(book, 'test', block, {})
  const price = (REFERENCE * 9n) / 10n
  const rules = rulesIf(model, scenarioOf('btc-only', {}, []), { reference: REFERENCE, price })
  const { rows } = book
  let absorbed = 0
  const valued = await timed(() => {
    let lost = 0n
    for (let account = 0; account < rows.accounts.count; account++) {
      const found = rules.value(heldPosition(rows, account))
      if (!isValuation(found) || !found.isUnder) continue
      absorbed += 1
      lost += found.liquidation().badDebt
    }
    return lost
  })
  const screened = middleOf(5, () => screenBook(rows, new Map([['test', rules]])))
  const { count } = rows.accounts
  return [
    {
      name: `Compound III positions in integers, ${absorbed} absorbed`,
      value: count / valued.seconds,
      unit: 'positions/s',
      least: EXACT_A_SECOND,
      rival: { name: 'the float64 screen of the same', value: (count / screened) * 1_000 },
    },
  ]
}

/** One to three collaterals each, debts from nothing to just above what they count for. */
function sketchOf(positions: number): Parameters<typeof cometFacts>[0] {
  const terms = { liquidateFactor: factor(8n * 10n ** 17n), liquidationFactor: factor(93n * 10n ** 16n) }
  const prices = [REFERENCE, 4_000n * 10n ** 8n, 20n * 10n ** 8n, 10n ** 8n]
  return {
    unit: 'dollars',
    assets: prices.map((price, i) => ({ ...terms, price, decimals: i === 0 ? 8 : 18 })),
    people: Array.from({ length: positions }, (_, i) => {
      const size = BigInt(100 + ((i * 7_919) % 100_000)) * 10n ** 8n
      const holds = prices.map((_, n) => (n <= i % 3 ? size : 0n))
      return { holds, owes: (size * BigInt((i % 3) + 1) * BigInt(40 + (i % 41))) / 100n }
    }),
    borrowIndex: 1_050_000_000_000_000n,
    isAbsorbPaused: false,
    isSilent: false,
  }
}

import type { Book } from '../../core/book/book.ts'
import { heldPosition } from '../../core/book/held-position.ts'
import { isValuation, type Rules } from '../../core/book/rules.ts'
import { screenBook } from '../../core/book/screen.ts'
import { assertNever, UsageError } from '../../core/errors.ts'
import { type CurvePoint, curve } from '../../core/risk/curve.ts'
import { liquidationPriceKeys } from '../../core/risk/liquidation-price-keys.ts'
import { listPositions, type ScreenedBook } from '../../core/risk/list.ts'
import { debtKeys, healthFactorKeys, type ListKeys } from '../../core/risk/list-keys.ts'
import { driversOf, rulesIf, rulesNow } from '../../core/risk/market-model.ts'
import type { MarketTerms } from '../../core/risk/market-terms.ts'
import type { AskedBook, BookAnswers, BookQuestion, Supposition } from '../../core/risk/questions.ts'
import { totals } from '../../core/risk/totals.ts'
import type { BookMarket } from '../book-market.ts'
import { referenceBtcPrice } from '../oracle/reference-btc-price.ts'
import { bookMarket } from './book-market.ts'
import { borrowersIn } from './borrowers.ts'
import { toldPosition } from './told-position.ts'

type Models = ReadonlyMap<string, BookMarket>

/**
 * Answers a question about a book by the rules of the protocols in it. Deterministic: the same book, block and question
 * give the same answer on any thread of any machine.
 */
export function askBook(book: Book, asked: AskedBook, most = MOST_VALUED): BookAnswers[BookQuestion['kind']] {
  const { block, markets, drivers, question } = asked
  const models: Models = new Map(
    markets.flatMap((id) => {
      const market = bookMarket(book, id, block, drivers)
      return market === undefined ? [] : [[id, market] as const]
    }),
  )
  switch (question.kind) {
    case 'terms':
      return terms(book, models)
    case 'totals':
      return totalsOf(book, models, question)
    case 'curve':
      return curveOf(book, models, question, most)
    case 'list':
      return list(book, models, question)
    case 'position':
      return position(book, models, question)
    default:
      return assertNever(question)
  }
}

/** Positions that one curve may value over all its prices: a quarter of a minute's work. */
const MOST_VALUED = 1_000_000

/** @throws UsageError `too_much_work` */
function curveOf(
  book: Book,
  models: Models,
  question: Extract<BookQuestion, { kind: 'curve' }>,
  most: number,
): BookAnswers['curve'] {
  const points: CurvePoint[] = []
  let valued = 0
  for (const point of curve(book.rows, models, question.scenario, question)) {
    points.push(point)
    valued += point.sets.all.positions + point.sets.relieved.positions
    if (valued > most) throw tooMuchWork(points.length, question.prices.length)
  }
  return points
}

const tooMuchWork = (done: number, all: number): UsageError =>
  new UsageError({
    code: 'too_much_work',
    happened: `So many positions are under their thresholds that ${done} of the ${all} prices are all that one answer values.`,
    remedy: 'Ask for fewer prices at a time, for one market, or for larger debts.',
    context: { done, all },
  })

function terms(book: Book, models: Models): readonly MarketTerms[] {
  const borrowers = borrowersIn(book.rows)
  // It is the chain's: a market none of whose prices is made of it learns it from the others.
  const btcPrice = referenceBtcPrice([...models.values()].map(({ witness }) => witness))
  return [...models.values()].map(
    ({ market, protocol, listed, revision, assets, categories, absorbing, witness }) => {
      const { btcFeed, feeds } = witness
      const feed = btcFeed === undefined ? undefined : feeds.get(btcFeed)
      return {
        market,
        protocol,
        revision,
        status: book.get(market, 'status', ''),
        borrowers: borrowers.get(market) ?? 0,
        assets,
        categories,
        absorbing,
        priced: listed,
        btcPrice,
        btcFeed: feed && { contract: feed.contract, roundId: feed.roundId, updatedAt: feed.updatedAt },
      }
    },
  )
}

const rulesOf = (models: Models, supposition: Supposition | undefined): ReadonlyMap<string, Rules> =>
  new Map([...models].map(([id, model]) => [id, rulesUnder(model, supposition)]))

const rulesUnder = (model: BookMarket, supposition: Supposition | undefined): Rules =>
  supposition === undefined ? rulesNow(model) : rulesIf(model, supposition.scenario, supposition.btc)

function totalsOf(
  book: Book,
  models: Models,
  { supposition, filter }: Extract<BookQuestion, { kind: 'totals' }>,
) {
  const compared = [...models].map(([id, model]) => {
    const { protocol } = model
    const asked = rulesUnder(model, supposition)
    return [id, { protocol, driverOf: driversOf(model), now: rulesNow(model), asked }] as const
  })
  return totals(book.rows, new Map(compared), filter)
}

function list(
  book: Book,
  models: Models,
  question: Extract<BookQuestion, { kind: 'list' }>,
): BookAnswers['list'] {
  const rules = rulesOf(models, question.supposition)
  const screened: ScreenedBook = { rows: book.rows, rules, screen: screenBook(book.rows, rules) }
  const { rows, total, unvalued } = listPositions(screened, keysOf(screened, models, question.by), question)
  return {
    total,
    unvalued,
    rows: rows.flatMap(({ key, market, account, position, valuation }) => {
      const model = models.get(market)
      if (model === undefined) return []
      return [
        { key, market, account, position: toldPosition(model, { position, valuation }, question.wanted) },
      ]
    }),
  }
}

function keysOf(
  { rows, screen }: ScreenedBook,
  models: Models,
  by: Extract<BookQuestion, { kind: 'list' }>['by'],
): ListKeys {
  if (by === 'debt') return debtKeys(screen)
  if (by === 'healthFactor') return healthFactorKeys(screen)
  return liquidationPriceKeys(rows, models, by.scenario, by.reference)
}

function position(
  book: Book,
  models: Models,
  { market, account, supposition, wanted }: Extract<BookQuestion, { kind: 'position' }>,
): BookAnswers['position'] {
  const { accounts, listings } = book.rows
  const model = models.get(market)
  const number = accounts.find(listings.findMarket(market), account)
  if (model === undefined || number < 0) return undefined
  const held = heldPosition(book.rows, number)
  if (held.own === undefined && held.legs.length === 0) return undefined
  const valuation = rulesUnder(model, supposition).value(held)
  if (!isValuation(valuation)) return { unvalued: valuation.unvalued }
  return toldPosition(model, { position: held, valuation }, wanted)
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Book, createBook } from '../../src/core/book/book.ts'
import type { FactChange, FactRecord } from '../../src/core/fact-record.ts'
import { readFactValue } from '../../src/core/fact-value.ts'
import { ACCOUNTS, ASSETS, advance, anyRecord, MARKETS, type Model, modelHash, sorted } from './book-model.ts'

const CHAIN = 42_161
const batch = fc.array(anyRecord, { maxLength: 12 })
/** A batch is taken in; a number takes that many batches back. */
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: batch }, fc.integer({ min: 1, max: 3 })), {
  maxLength: 12,
})

type Run = { readonly book: Book; readonly model: Model; readonly undo: readonly (readonly FactChange[])[] }

function run(sequence: readonly (readonly FactRecord[] | number)[], visit?: (run: Run) => void): Run {
  const book = createBook(CHAIN)
  const models: Model[] = [new Map()]
  const undo: (readonly FactChange[])[] = []
  const now = (): Run => ({ book, model: models.at(-1) ?? new Map(), undo })
  for (const step of sequence) {
    if (typeof step !== 'number') {
      models.push(advance(now().model, step))
      undo.push(book.apply(step))
    } else
      for (const changes of undo.splice(-step).reverse()) {
        book.undo(changes)
        models.pop()
      }
    visit?.(now())
  }
  return now()
}

describe('a book', () => {
  it('behaviour: after every step of apply and undo it holds what a plain map holds', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        run(sequence, ({ book, model }) => {
          expect([...book.records()]).toEqual(sorted(model))
          expect(book.hash()).toBe(modelHash(CHAIN, model))
          for (const market of MARKETS) {
            for (const account of ACCOUNTS)
              expect(book.legsOf(market, account)).toEqual(legsIn(model, market, account))
            for (const asset of ASSETS) expect(book.sumOf(market, asset)).toEqual(sumIn(model, market, asset))
          }
        })
      }),
    )
  })

  it('behaviour: apply returns real changes only, each with the value it replaced', () => {
    fc.assert(
      fc.property(batch, batch, (first, second) => {
        const book = createBook(CHAIN)
        book.apply(first)
        let model = advance(new Map(), first)
        const expected = second.flatMap((record): FactChange[] => {
          const before = [...model.values()].find(
            ({ market, kind, key }) => market === record.market && kind === record.kind && key === record.key,
          )?.value
          model = advance(model, [record])
          return (before ?? '') === record.value ? [] : [{ ...record, before }]
        })
        expect(book.apply(second)).toEqual(expected)
        expect(book.apply(sorted(model))).toEqual([])
      }),
    )
  })

  it('behaviour: undoing everything gives the empty book, its columns free again', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 8 }), (batches) => {
        const { book, undo } = run(batches)
        for (const changes of undo.toReversed()) book.undo(changes)
        expect([...book.records()]).toEqual([])
        expect(book.hash()).toBe(createBook(CHAIN).hash())
        expect(book.rows.legs.live).toBe(0)
        expect(book.rows.values.held()).toEqual([])
        for (const column of [book.rows.legs.collateral, book.rows.legs.debt])
          expect(column.every((word) => word === 0n)).toBe(true)
        for (const column of [book.rows.legs.collateralScreen, book.rows.legs.debtScreen])
          expect(column.every((screen) => screen === 0)).toBe(true)
      }),
    )
  })

  it('behaviour: the order in which independent facts arrive does not matter', () => {
    const unordered = fc
      .uniqueArray(anyRecord, {
        selector: ({ market, kind, key }) => `${market} ${kind} ${key}`,
        maxLength: 30,
      })
      .chain((records) =>
        fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
      )
    fc.assert(
      fc.property(unordered, ([records, shuffled]) => {
        const [a, b] = [createBook(CHAIN), createBook(CHAIN)]
        a.apply(records)
        b.apply(shuffled)
        expect(a.hash()).toBe(b.hash())
        expect([...a.records()]).toEqual([...b.records()])
      }),
    )
  })

  it('behaviour: each live row screens its exact amounts with the nearest float64', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const { rows } = run(sequence).book
        for (let row = 0; row < rows.legs.count; row++) {
          expect(rows.legs.collateralScreen[row]).toBe(Number(rows.legs.collateralOf(row)))
          expect(rows.legs.debtScreen[row]).toBe(Number(rows.legs.debtOf(row)))
        }
      }),
    )
  })
})

type Leg = { readonly collateral: bigint; readonly debt: bigint; readonly collateralEnabled: boolean }
const legRecords = (model: Model): readonly FactRecord[] => sorted(model).filter(({ kind }) => kind === 'leg')

function legsIn(model: Model, market: string, account: string): readonly unknown[] {
  return legRecords(model)
    .filter((record) => record.market === market && record.key.startsWith(account))
    .map(({ key, value }) => ({
      kind: 'leg',
      account,
      asset: key.slice(43),
      ...(readFactValue(value) as Leg),
    }))
}

function sumIn(model: Model, market: string, asset: string): unknown {
  const legs = legRecords(model)
    .filter((record) => record.market === market && record.key.endsWith(asset))
    .map(({ value }) => readFactValue(value) as Leg)
  return {
    collateral: legs.reduce((sum, { collateral }) => sum + collateral, 0n),
    debt: legs.reduce((sum, { debt }) => sum + debt, 0n),
  }
}

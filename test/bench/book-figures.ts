import type { Book } from '../../src/core/book/book.ts'
import { decodeBook } from '../../src/core/book/decode-book.ts'
import { encodeBook } from '../../src/core/book/encode-book.ts'
import { type Figure, spread, timed } from './figure.ts'
import { generator, syntheticFacts } from './synthetic-facts.ts'

const ROUNDS = 100

/** What the book itself costs: changes, hashes and its codec. It is left as it was. */
export async function bookFigures(
  book: Book,
  positions: number,
  touched: number,
): Promise<readonly Figure[]> {
  const draw = generator(3)
  const [applies, hashes, undos] = [[], [], []] as [number[], number[], number[]]
  for (let round = 0; round < ROUNDS; round++) {
    const changed = Array.from({ length: touched }, () => Math.floor(draw() * positions)).flatMap(
      (position) => [...syntheticFacts(draw, position, position + 1)],
    )
    const begin = performance.now()
    const changes = book.apply(changed)
    const applied = performance.now()
    book.hash()
    const hashed = performance.now()
    book.undo(changes)
    undos.push(performance.now() - hashed)
    applies.push(applied - begin)
    hashes.push(hashed - applied)
    book.hash()
  }
  const encoded = await timed(() => encodeBook(book))
  const decoded = await timed(() => decodeBook(encoded.value).hash())
  return [
    ...spread(`book: apply ${touched} accounts`, applies),
    ...spread('book: hash after that', hashes),
    ...spread('book: undo of that', undos),
    { name: 'book: encode', value: encoded.seconds, unit: 's' },
    { name: 'book: encoded', value: encoded.value.length, unit: 'bytes' },
    { name: 'book: decode in one go', value: decoded.seconds, unit: 's' },
  ]
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileLines } from './file-lines.ts'

describe('fileLines', () => {
  it('behaviour: however a file is cut into pieces, its lines are the same', async () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 9 }).filter((line) => !/[\r\n]/.test(line)),
    )
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(12)), async (lines, cuts) => {
        const bytes = Buffer.from(['first', ...lines].map((line) => `${line}\n`).join(''))
        const found: string[] = []
        const numbers: number[] = []
        for await (const some of fileLines(cut(bytes, cuts)))
          for (const line of some) {
            found.push(line.text)
            numbers.push(line.number)
            expect(Buffer.from(line.bytes).toString()).toBe(`${line.text}\n`)
          }
        expect(found).toEqual(['first', ...lines])
        expect(numbers).toEqual(found.map((_, i) => i + 1))
      }),
    )
  })
})

/** Pieces of these lengths in one memory that is written over afterwards, as a stream may. */
async function* cut(bytes: Buffer, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(bytes.length)
  let from = 0
  for (const length of [...lengths, bytes.length]) {
    const piece = bytes.subarray(from, from + length)
    from += piece.length
    memory.set(piece)
    yield memory.subarray(0, piece.length)
    memory.fill(0)
  }
}

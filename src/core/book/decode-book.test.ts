import { sha256 } from '@noble/hashes/sha2.js'
import { describe, expect, it } from 'vitest'
import { createBook } from './book.ts'
import { CheckpointError } from './checkpoint-error.ts'
import { CHECKPOINT_VERSION, CHECKSUM } from './checkpoint-format.ts'
import { decodeBook } from './decode-book.ts'
import { encodeBook } from './encode-book.ts'

describe('decodeBook', () => {
  it('error: checkpoint_unreadable for another version, named even where the checksum holds', () => {
    const bytes = checkpoint()
    bytes[4] = CHECKPOINT_VERSION + 1
    expect(() => decodeBook(sealed(bytes))).toThrow(/version is 2/)
  })

  it('error: checkpoint_unreadable where the checksum holds but the facts are not those of the stated hash', () => {
    const bytes = checkpoint()
    const at = Buffer.from(bytes).indexOf('symbol')
    bytes[at] = 'S'.charCodeAt(0)
    expect(() => decodeBook(sealed(bytes))).toThrow(CheckpointError)
    expect(() => decodeBook(sealed(bytes))).toThrow(/hash that it states/)
  })

  it('error: checkpoint_unreadable, without asking for memory, where a number of items is false', () => {
    const header = checkpoint().subarray(0, 73)
    const huge = [255, 255, 255, 255, 255, 255, 7]
    expect(() => decodeBook(sealed(Uint8Array.of(...header, ...huge, ...new Uint8Array(CHECKSUM))))).toThrow(
      /less than it says/,
    )
  })

  it('error: checkpoint_unreadable for bytes behind the end, even where the checksum holds', () => {
    const bytes = checkpoint()
    const longer = Uint8Array.of(
      ...bytes.subarray(0, bytes.length - CHECKSUM),
      0,
      ...new Uint8Array(CHECKSUM),
    )
    expect(() => decodeBook(sealed(longer))).toThrow(/goes on after its end/)
  })

  it('error: checkpoint_unreadable for nothing at all', () => {
    expect(() => decodeBook(new Uint8Array(0))).toThrow(CheckpointError)
  })
})

function checkpoint(): Uint8Array {
  const book = createBook(1)
  book.apply([{ market: 'm', kind: 'token', key: '', value: '{"symbol":"USDT"}' }])
  return encodeBook(book)
}

/** The same bytes with a checksum that holds. */
function sealed(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(0, bytes.length - CHECKSUM)
  return Uint8Array.of(...body, ...sha256(body))
}

import { CheckpointError } from './checkpoint-error.ts'

/**
 * Reads what `ByteWriter` wrote.
 * @throws CheckpointError `checkpoint_unreadable` from every method, on an end that comes too early or a form that is
 * never written.
 */
export class ByteReader {
  #at = 0
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at
  }

  byte(): number {
    const value = this.#bytes[this.#at++]
    if (value === undefined) throw new CheckpointError('it ends too early')
    return value
  }

  varint(): number {
    let value = 0
    for (let unit = 1; unit < Number.MAX_SAFE_INTEGER; unit *= 128) {
      const byte = this.byte()
      value += (byte & 127) * unit
      if (byte < 128) return safe(value)
    }
    throw new CheckpointError('a number is too large')
  }

  /** How many items follow, each of at least `least` bytes: a false number must not ask for memory. */
  size(least: number): number {
    const items = this.varint()
    if (items * least > this.left) throw new CheckpointError('it holds less than it says')
    return items
  }

  /** An amount of that many bytes, at most 16, low ones first. */
  amount(bytes: number): bigint {
    if (bytes > 16 || bytes > this.left) throw new CheckpointError('an amount is too long')
    if (bytes === 0) return 0n
    let words = 0n
    if (this.left >= 16) {
      words = BigInt.asUintN(Math.min(bytes, 8) * 8, this.#view.getBigUint64(this.#at, true))
      if (bytes > 8)
        words |= BigInt.asUintN((bytes - 8) * 8, this.#view.getBigUint64(this.#at + 8, true)) << 64n
    } else
      for (let at = bytes - 1; at >= 0; at--) words = (words << 8n) | BigInt(this.#bytes[this.#at + at] ?? 0)
    this.#at += bytes
    return words
  }

  /** Fills an array. */
  fill(into: Uint8Array): void {
    if (into.length > this.left) throw new CheckpointError('it ends too early')
    for (let at = 0; at < into.length; at++) into[at] = this.#bytes[this.#at + at] ?? 0
    this.#at += into.length
  }

  text(): string {
    const length = this.size(1)
    const bytes = this.#bytes.slice(this.#at, this.#at + length)
    this.#at += length
    try {
      return this.#decoder.decode(bytes)
    } catch (cause) {
      throw new CheckpointError('a text is damaged', cause)
    }
  }
}

function safe(value: number): number {
  if (Number.isSafeInteger(value)) return value
  throw new CheckpointError('a number is too large')
}

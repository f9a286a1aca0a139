const encoder = new TextEncoder()

/** Bytes that grow as they are written. Numbers are unsigned; texts carry their length. */
export class ByteWriter {
  length = 0
  #bytes = new Uint8Array(4096)
  #view = new DataView(this.#bytes.buffer)

  byte(value: number): void {
    this.#room(1)
    this.#bytes[this.length++] = value
  }

  /** A whole number below 2^53, seven bits a byte, low ones first. */
  varint(value: number): void {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128)
    this.byte(rest)
  }

  /** 16 bytes, high ones first, from two words. */
  wide(low: bigint, high: bigint): void {
    this.#room(16)
    this.#view.setBigUint64(this.length, high)
    this.#view.setBigUint64(this.length + 8, low)
    this.length += 16
  }

  /** An amount from two words, low bytes first and no more than it needs, after one byte: their number and `mark`. */
  amount(low: bigint, high: bigint, mark: number): void {
    this.#room(17)
    this.#view.setBigUint64(this.length + 1, low, true)
    this.#view.setBigUint64(this.length + 9, high, true)
    let bytes = 16
    while (bytes > 0 && this.#bytes[this.length + bytes] === 0) bytes--
    this.#bytes[this.length] = bytes | mark
    this.length += 1 + bytes
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** A stretch of a larger array, byte by byte: short stretches are not worth a view. */
  part(bytes: Uint8Array, offset: number, length: number): void {
    this.#room(length)
    for (let at = 0; at < length; at++) this.#bytes[this.length + at] = bytes[offset + at] ?? 0
    this.length += length
  }

  /** Bytes after their length. */
  block(bytes: Uint8Array): void {
    this.varint(bytes.length)
    this.raw(bytes)
  }

  /** A text in UTF-8 after its length in bytes. */
  text(text: string): void {
    this.block(encoder.encode(text))
  }

  /** What was written so far, valid until the next write. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }

  #room(bytes: number): void {
    if (this.length + bytes <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.length + bytes, this.#bytes.length * 2))
    larger.set(this.#bytes)
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}

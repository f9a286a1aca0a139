const encoder = new TextEncoder()

/** Texts that many rows share, each kept once for as long as a row holds it. Number 0 is no text. */
export class TextPool {
  readonly #texts: (string | undefined)[] = [undefined]
  readonly #bytes: Uint8Array[] = [new Uint8Array(0)]
  readonly #holders: number[] = [0]
  readonly #numbers = new Map<string, number>()
  readonly #free: number[] = []

  /** The number of a text, with one holder more. */
  hold(text: string): number {
    const number = this.#numbers.get(text) ?? this.#free.pop() ?? this.#texts.length
    if (this.#texts[number] === undefined) {
      this.#texts[number] = text
      this.#bytes[number] = encoder.encode(text)
      this.#holders[number] = 0
      this.#numbers.set(text, number)
    }
    this.#holders[number] = (this.#holders[number] ?? 0) + 1
    return number
  }

  /** One holder less; the text goes with its last one. */
  release(number: number): void {
    const text = this.#texts[number]
    if (text === undefined) return
    const left = (this.#holders[number] ?? 0) - 1
    this.#holders[number] = left
    if (left > 0) return
    this.#texts[number] = undefined
    this.#numbers.delete(text)
    this.#free.push(number)
  }

  /** All texts that somebody holds, sorted by code units. */
  held(): readonly string[] {
    return [...this.#numbers.keys()].sort()
  }

  text(number: number): string | undefined {
    return this.#texts[number]
  }

  /** The text in UTF-8. */
  bytes(number: number): Uint8Array {
    return this.#bytes[number] ?? new Uint8Array(0)
  }
}

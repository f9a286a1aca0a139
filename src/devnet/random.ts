/** A value and how often it is drawn, relative to the others. */
export type Choice<T> = readonly [weight: number, value: T]

/** A stream of draws that depends on nothing but its seed and its name. */
export type Random = {
  /** The next 32 random bits. */
  readonly bits: () => number
  /** Uniform in [0, 1), in steps of 2^-32. For planning only; money is made of integers afterwards. */
  readonly float: () => number
  /** Uniform in [low, high). */
  readonly between: (low: number, high: number) => number
  /** Uniform integer from `low` to `high`, both included; at most 2^32 values apart. */
  readonly integer: (low: number, high: number) => number
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean
  /** One element, each equally likely. */
  readonly pick: <T>(list: readonly [T, ...T[]]) => T
  /** One value with probability proportional to its weight. */
  readonly weighted: <T>(choices: readonly [Choice<T>, ...Choice<T>[]]) => T
  /** Another stream, independent of how much has been drawn from this one. */
  readonly fork: (name: string) => Random
}

/**
 * A counter-based generator (Philox 2x32, ten rounds): draw `n` of stream `name` is a pure function of
 * (seed, name, n). One place may draw more or less without moving what another place draws, which keeps a seeded
 * chain the same when a part of its plan changes.
 */
export function random(seed: number, name = ''): Random {
  const stream = hash32(name)
  let drawn = 0
  let spare: number | undefined
  const bits = (): number => {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    const [first, second] = philox(drawn++, stream, seed)
    spare = second
    return first
  }
  const float = (): number => bits() / 2 ** 32
  return {
    bits,
    float,
    between: (low, high) => low + float() * (high - low),
    integer: (low, high) => low + Math.floor(float() * (high - low + 1)),
    chance: (probability) => float() < probability,
    pick: (list) => list[Math.floor(float() * list.length)] ?? list[0],
    weighted: (choices) => weighted(choices, float()),
    fork: (child) => random(seed, `${name}/${child}`),
  }
}

/**
 * Two words of 32 random bits for a counter of two words and a key of one. Exported for its published test vectors.
 */
export function philox(low: number, high: number, key: number): readonly [number, number] {
  let [left, right, roundKey] = [low >>> 0, high >>> 0, key >>> 0]
  for (let round = 0; round < 10; round++) {
    const [top, bottom] = multiply(0xd256d193, left)
    left = (top ^ roundKey ^ right) >>> 0
    right = bottom
    roundKey = (roundKey + 0x9e3779b9) >>> 0
  }
  return [left, right]
}

/** The 64-bit product of two 32-bit words, as its two halves. */
function multiply(a: number, b: number): readonly [number, number] {
  const cross = (a >>> 16) * (b & 0xffff) + Math.floor(((a & 0xffff) * (b & 0xffff)) / 0x10000)
  const middle = (a & 0xffff) * (b >>> 16) + (cross % 0x100000000)
  const top =
    (a >>> 16) * (b >>> 16) + Math.floor(cross / 0x100000000) * 0x10000 + Math.floor(middle / 0x10000)
  return [top >>> 0, Math.imul(a, b) >>> 0]
}

/** FNV-1a over UTF-16 units: only keeps differently named streams apart. */
function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

function weighted<T>(choices: readonly [Choice<T>, ...Choice<T>[]], at: number): T {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0)
  let left = at * total
  for (const [weight, value] of choices) {
    if (left < weight) return value
    left -= weight
  }
  return choices[0][1]
}

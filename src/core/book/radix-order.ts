const DIGIT_BITS = 11
const DIGITS = 1 << DIGIT_BITS
const KEY_BITS = 32

/** The places of keys in ascending order of the keys; equal ones keep their order. Three linear passes. */
export function radixOrder(keys: Uint32Array): Uint32Array {
  const { length } = keys
  let order = new Uint32Array(length)
  let next = new Uint32Array(length)
  for (let place = 0; place < length; place++) order[place] = place
  const starts = new Uint32Array(DIGITS + 1)
  for (let shift = 0; shift < KEY_BITS; shift += DIGIT_BITS) {
    starts.fill(0)
    for (let place = 0; place < length; place++) {
      const digit = ((keys[place] ?? 0) >>> shift) & (DIGITS - 1)
      starts[digit + 1] = (starts[digit + 1] ?? 0) + 1
    }
    for (let digit = 0; digit < DIGITS; digit++)
      starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0)
    for (let at = 0; at < length; at++) {
      const place = order[at] ?? 0
      const digit = ((keys[place] ?? 0) >>> shift) & (DIGITS - 1)
      const to = starts[digit] ?? 0
      starts[digit] = to + 1
      next[to] = place
    }
    const done = order
    order = next
    next = done
  }
  return order
}

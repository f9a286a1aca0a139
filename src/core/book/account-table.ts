import type { Address } from '../address.ts'
import {
  ADDRESS_BYTES,
  type AddressBytes,
  addressBytes,
  addressText,
  CAPITAL_BYTES,
  readAddress,
} from './address-bytes.ts'

/** Accounts are grouped by the first two bytes of their address: the leaves of the book's hash. */
export const GROUPS = 65_536

/**
 * Accounts (a market and an address) numbered from 0 in the order of their first appearance, found by open addressing
 * over packed bytes: about 50 bytes each, however many. A number stays an account's for good, with facts or without.
 */
export class AccountTable {
  /** Accounts numbered so far. */
  count = 0
  /** Per account: the market's number. */
  market = new Uint32Array(0)
  /** Per account: its first leg's row + 1, or 0. */
  firstLeg = new Uint32Array(0)
  /** Per account: the number of its own fact's text, or 0. */
  value = new Uint32Array(0)
  /** Per account: the next account of its group + 1, or 0. */
  nextInGroup = new Uint32Array(0)
  /** Per group: its latest account + 1, or 0. */
  readonly firstInGroup = new Uint32Array(GROUPS)
  /** Per account: 20 bytes. */
  bytes = new Uint8Array(0)
  /** Per account: 5 bytes, see `CAPITAL_BYTES`. */
  capitals = new Uint8Array(0)
  readonly #read: AddressBytes = addressBytes()
  #touched = new Set<number>()
  /** Account + 1 by hash; a power of two at least a third larger than `count`. */
  #slots = new Uint32Array(1024)

  /** The number of the account whose address starts at `offset` of a text; -1 where unknown, -2 where no address is. */
  find(market: number, text: string, offset = 0): number {
    if (!readAddress(text, offset, this.#read)) return -2
    return (this.#slots[this.#slot(market, this.#read.bytes)] ?? 0) - 1
  }

  /** The same, numbering an account that is new; -2 where no address is. */
  intern(market: number, text: string, offset = 0): number {
    if (!readAddress(text, offset, this.#read)) return -2
    return this.internBytes(market, this.#read)
  }

  /** Numbers an account from its bytes. */
  internBytes(market: number, { bytes, capitals }: AddressBytes): number {
    const slot = this.#slot(market, bytes)
    const known = this.#slots[slot] ?? 0
    if (known !== 0) return known - 1
    const account = this.count
    if (account === this.market.length) this.reserve(Math.max(1024, Math.ceil(account * 1.25)))
    this.count++
    this.market[account] = market
    this.bytes.set(bytes, account * ADDRESS_BYTES)
    this.capitals.set(capitals, account * CAPITAL_BYTES)
    this.#slots[slot] = this.count
    const group = this.groupOf(account)
    this.nextInGroup[account] = this.firstInGroup[group] ?? 0
    this.firstInGroup[group] = this.count
    if (this.count * 4 > this.#slots.length * 3) this.#rehash()
    return account
  }

  /** The address of an account, written as it was first seen: checksummed. */
  address(account: number): Address {
    return addressText(this.bytes, this.capitals, account)
  }

  groupOf(account: number): number {
    const first = account * ADDRESS_BYTES
    return ((this.bytes[first] ?? 0) << 8) | (this.bytes[first + 1] ?? 0)
  }

  /** Below 0 where a's address comes before b's, byte for byte. */
  compare(a: number, b: number): number {
    for (let at = 0; at < ADDRESS_BYTES; at++) {
      const difference = (this.bytes[a * ADDRESS_BYTES + at] ?? 0) - (this.bytes[b * ADDRESS_BYTES + at] ?? 0)
      if (difference !== 0) return difference
    }
    return 0
  }

  /** Notes that a fact of the account changed. */
  touch(account: number): void {
    this.#touched.add(this.groupOf(account))
  }

  /** The groups touched since the last call. */
  takeTouched(): readonly number[] {
    const groups = [...this.#touched]
    this.#touched = new Set()
    return groups
  }

  /** Makes room for that many accounts at once. */
  reserve(accounts: number): void {
    if (accounts <= this.market.length) return
    this.market = copied(this.market, new Uint32Array(accounts))
    this.firstLeg = copied(this.firstLeg, new Uint32Array(accounts))
    this.value = copied(this.value, new Uint32Array(accounts))
    this.nextInGroup = copied(this.nextInGroup, new Uint32Array(accounts))
    this.bytes = copied(this.bytes, new Uint8Array(accounts * ADDRESS_BYTES))
    this.capitals = copied(this.capitals, new Uint8Array(accounts * CAPITAL_BYTES))
  }

  /** The slot that holds the account, or the free one where it belongs. */
  #slot(market: number, bytes: Uint8Array): number {
    const mask = this.#slots.length - 1
    let slot = hashOf(market, bytes, 0) & mask
    for (;;) {
      const account = (this.#slots[slot] ?? 0) - 1
      if (account < 0 || (this.market[account] === market && this.#has(account, bytes))) return slot
      slot = (slot + 1) & mask
    }
  }

  #has(account: number, bytes: Uint8Array): boolean {
    const first = account * ADDRESS_BYTES
    for (let at = 0; at < ADDRESS_BYTES; at++) if (this.bytes[first + at] !== bytes[at]) return false
    return true
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let account = 0; account < this.count; account++) {
      let slot = hashOf(this.market[account] ?? 0, this.bytes, account * ADDRESS_BYTES) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = account + 1
    }
    this.#slots = slots
  }
}

/** Spreads every byte over all bits: addresses with many zeros and ground ones are common. */
function hashOf(market: number, bytes: Uint8Array, offset: number): number {
  let hash = Math.imul(market + 1, 0x9e3779b1)
  for (let at = offset; at < offset + ADDRESS_BYTES; at++) {
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash, 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

function copied<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from)
  return to
}

import type { Address } from '../address.ts'
import { ADDRESS_TEXT, addressBytes, readAddress } from './address-bytes.ts'

const encoder = new TextEncoder()

/** An asset in one market, and what all its legs together hold and owe. */
export type Listing = {
  /** Number of the market. */
  readonly market: number
  readonly asset: Address
  /** The asset in lower case: what listings are sorted by. */
  readonly order: string
  readonly bytes: Uint8Array
  /** Legs that there are of it. */
  legs: number
  collateral: bigint
  debt: bigint
}

/** Markets and their assets, numbered in the order of their first appearance. Few: tens of markets, hundreds of assets. */
export class ListingTable {
  readonly markets: string[] = []
  /** The same in UTF-8. */
  readonly marketBytes: Uint8Array[] = []
  readonly all: Listing[] = []
  readonly #numbers = new Map<string, number>()
  /** Per market: listing by asset in lower case. */
  readonly #listings: Map<string, number>[] = []

  /** The number of a market; -1 where unknown. */
  findMarket(market: string): number {
    return this.#numbers.get(market) ?? -1
  }

  internMarket(market: string): number {
    const known = this.#numbers.get(market)
    if (known !== undefined) return known
    this.#numbers.set(market, this.markets.length)
    this.#listings.push(new Map())
    this.marketBytes.push(encoder.encode(market))
    return this.markets.push(market) - 1
  }

  /** The number of the listing whose asset is the text from `offset` to its end; -1 where unknown. */
  find(market: number, text: string, offset = 0): number {
    return this.#listings[market]?.get(orderOf(text, offset)) ?? -1
  }

  /** The same, numbering a listing that is new; -2 where the text is no address. */
  intern(market: number, text: string, offset = 0): number {
    const order = orderOf(text, offset)
    const known = this.#listings[market]?.get(order)
    if (known !== undefined) return known
    const read = addressBytes()
    if (order.length !== ADDRESS_TEXT || !readAddress(text, offset, read)) return -2
    const asset = text.slice(offset) as Address
    this.#listings[market]?.set(order, this.all.length)
    return this.all.push({ market, asset, order, bytes: read.bytes, legs: 0, collateral: 0n, debt: 0n }) - 1
  }

  /** Adds to the sums of a listing; negative to take away. */
  add(listing: number, legs: number, collateral: bigint, debt: bigint): void {
    const sums = this.all[listing]
    if (sums === undefined) return
    sums.legs += legs
    sums.collateral += collateral
    sums.debt += debt
  }
}

/** An address in lower case; only its digits may be written in capitals. */
const orderOf = (text: string, offset: number): string =>
  text.startsWith('0x', offset) ? text.slice(offset).toLowerCase() : ''

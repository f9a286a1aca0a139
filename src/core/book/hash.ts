import { sha256 } from '@noble/hashes/sha2.js'
import type { Hex } from '../address.ts'
import { groupInOrder, marketRanks } from './account-order.ts'
import { ADDRESS_BYTES } from './address-bytes.ts'
import { ByteWriter } from './byte-writer.ts'
import { legRows } from './leg-rows.ts'
import { keyOrder } from './other-facts.ts'
import type { BookRows } from './rows.ts'

const DIGEST = 32
const FANOUT = 16
const NO_BYTES = new Uint8Array(0)

/** The children of the nodes of one depth: per node 16 digests, each after a byte that is 1 where there is that child. */
type Level = Map<number, Uint8Array>

/**
 * The canonical hash of a book: two books have the same hash exactly when they are of the same chain and hold the same
 * facts, whatever the order in which these came or what was undone in between.
 *
 * It is a tree of SHA-256 over the first four digits of the addresses, so that a segment costs only what it touched.
 * Below, `text` is UTF-8 after its length, lengths are varints, amounts are 16 bytes with the high ones first, texts
 * are sorted by their UTF-16 code units and addresses by their bytes:
 *
 *     leaf   = sha256 of all accounts with facts whose addresses start with its four digits, sorted by (market,
 *              address): text market, 20 bytes address, text value of its own fact (empty: none), number of legs,
 *              and per leg, sorted by asset: 20 bytes asset, collateral, debt, byte 1 or 0 for collateralEnabled
 *     node   = sha256 of its children: per digit 0 to 15 under which there is an account, a byte with the digit and
 *              the 32 bytes of that child; three digits have leaves as children, two digits have nodes, and so on
 *     others = sha256 of all other facts sorted by (market, kind, key): text of market, kind, key, value, where
 *              addresses in the key are in lower case
 *     hash   = sha256 of text "redline book 1", varint chain, others, and the 16 children of no digit like a node
 *
 * Every part says its own length, so different facts never give the same bytes.
 */
export function createHash(rows: BookRows): () => Hex {
  const leaves: Level = new Map()
  const nodes: readonly Level[] = [new Map(), new Map(), new Map()]
  let others = new Uint8Array(DIGEST)
  const writer = new ByteWriter()
  for (let account = 0; account < rows.accounts.count; account++) rows.accounts.touch(account)
  return () => {
    const ranks = marketRanks(rows)
    let touched = rows.accounts.takeTouched()
    for (const group of touched) {
      writer.length = 0
      for (const account of groupInOrder(rows, ranks, group)) writeAccount(writer, rows, account)
      store(leaves, group, writer)
    }
    let below = leaves
    for (const own of nodes) {
      touched = [...new Set(touched.map((child) => Math.floor(child / FANOUT)))]
      for (const node of touched) {
        writer.length = 0
        writeChildren(writer, below, node)
        store(own, node, writer)
      }
      below = own
    }
    if (rows.others.takeChanged()) others = digestOthers(writer, rows)
    writer.length = 0
    writer.text('redline book 1')
    writer.varint(rows.chainId)
    writer.raw(others)
    writeChildren(writer, below, 0)
    return hex(sha256(writer.written()))
  }
}

/** Nothing written means that nothing is there. */
function store(level: Level, at: number, writer: ByteWriter): void {
  const node = Math.floor(at / FANOUT)
  const children = level.get(node) ?? new Uint8Array(FANOUT * (1 + DIGEST))
  level.set(node, children)
  const place = (at % FANOUT) * (1 + DIGEST)
  children[place] = writer.length === 0 ? 0 : 1
  if (writer.length > 0) children.set(sha256(writer.written()), place + 1)
}

function writeChildren(writer: ByteWriter, level: Level, node: number): void {
  const children = level.get(node)
  if (children === undefined) return
  for (let digit = 0; digit < FANOUT; digit++) {
    const place = digit * (1 + DIGEST)
    if (children[place] !== 1) continue
    writer.byte(digit)
    writer.part(children, place + 1, DIGEST)
  }
}

function writeAccount(writer: ByteWriter, rows: BookRows, account: number): void {
  const { accounts, legs, listings, values } = rows
  const value = accounts.value[account] ?? 0
  const own = legRows(rows, account)
  if (value === 0 && own.length === 0) return
  writer.block(listings.marketBytes[accounts.market[account] ?? 0] ?? NO_BYTES)
  writer.part(accounts.bytes, account * ADDRESS_BYTES, ADDRESS_BYTES)
  writer.block(values.bytes(value))
  writer.varint(own.length)
  for (const row of own) {
    const asset = listings.all[legs.listing[row] ?? 0]?.bytes
    if (asset !== undefined) writer.part(asset, 0, ADDRESS_BYTES)
    writer.wide(legs.collateral[2 * row] ?? 0n, legs.collateral[2 * row + 1] ?? 0n)
    writer.wide(legs.debt[2 * row] ?? 0n, legs.debt[2 * row + 1] ?? 0n)
    writer.byte(legs.enabled[row] ?? 0)
  }
}

function digestOthers(writer: ByteWriter, { others }: BookRows): Uint8Array<ArrayBuffer> {
  writer.length = 0
  for (const { market, kind, key, value } of others)
    for (const text of [market, kind, keyOrder(key), value]) writer.text(text)
  return sha256(writer.written())
}

function hex(bytes: Uint8Array): Hex {
  let text: Hex = '0x'
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text as Hex
}

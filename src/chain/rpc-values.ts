import { isAddress } from 'viem'
import type { Address, Hex } from '../core/address.ts'

/** A JSON-RPC quantity as a number, or undefined when it is not one. */
export function quantity(value: unknown): bigint | undefined {
  return typeof value === 'string' && /^0x[0-9a-f]{1,64}$/i.test(value) ? BigInt(value) : undefined
}

/** Whole bytes in hexadecimal. */
export function isBytes(value: unknown): value is Hex {
  return typeof value === 'string' && /^0x(?:[0-9a-f]{2})*$/i.test(value)
}

/** 32 bytes: a block hash, a topic, a storage word. */
export function isWord(value: unknown): value is Hex {
  return isBytes(value) && value.length === 66
}

/** 20 bytes, in any letter case. */
export function isAccount(value: unknown): value is Address {
  return typeof value === 'string' && isAddress(value, { strict: false })
}

/** A JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

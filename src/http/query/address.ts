import Type from 'typebox'
import { getAddress, isAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import { optional, ParameterError, repeatable, required, shown } from './parameter.ts'

/** An asset, on one chain or on whichever has it. */
export type AssetRef = { readonly chainId: number | undefined; readonly asset: Address }

const ADDRESS = '0x[0-9a-fA-F]{40}'
const WORDS = 'an address; with capitals, its checksum (EIP-55) must be right'
const examples = ['0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599']
const accountSchema = Type.String({
  pattern: `^${ADDRESS}$`,
  description: `The account: ${WORDS}.`,
  examples,
})
const assetSchema = Type.String({
  pattern: `^(?:[1-9]\\d{0,15}:)?${ADDRESS}$`,
  description: `The asset: ${WORDS}; with CHAIN: before it, on that chain only. Repeatable.`,
  examples,
})

/** `account` as a part of the path. */
export const account = required(accountSchema, readAddress)
/** `account`, one or all of them. */
export const oneAccount = optional(accountSchema, readAddress)
/** `account`, any number of them. */
export const accounts = repeatable(accountSchema, readAddress)
/** `collateral` and `debt`: positions that hold, or owe, one of these assets. */
export const assets = repeatable(assetSchema, (text): AssetRef => {
  const [, chain, asset = ''] = /^(?:([1-9]\d{0,15}):)?(0x.*)$/.exec(text) ?? []
  return { chainId: chain === undefined ? undefined : Number(chain), asset: readAddress(asset || text) }
})

/**
 * Reads an address and checksums it.
 * @throws ParameterError, also where capitals are mixed in and the checksum is wrong.
 */
export function readAddress(text: string): Address {
  const digits = text.slice(2)
  const hasChecksum = digits !== digits.toLowerCase() && digits !== digits.toUpperCase()
  if (!new RegExp(`^${ADDRESS}$`).test(text) || (hasChecksum && !isAddress(text)))
    throw new ParameterError(shown(text), WORDS)
  return getAddress(`0x${digits.toLowerCase()}`)
}

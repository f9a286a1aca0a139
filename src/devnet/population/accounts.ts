import { getAddress, keccak256, stringToBytes } from 'viem'
import type { Address } from '../../core/address.ts'

/**
 * The address of an account of the local chain. Nobody holds its key: the chain lets it act unsigned. Different
 * seeds give different people.
 */
export function accountAddress(seed: number, name: number | string): Address {
  const digest = keccak256(stringToBytes(`redline devnet/${seed}/${name}`))
  return getAddress(`0x${digest.slice(-40)}`)
}

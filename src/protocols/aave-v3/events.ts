import { decodeEventLog, getAbiItem, getAddress, toEventSelector } from 'viem'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import type { Address, Hex } from '../../core/address.ts'

/** A log as a node returns it; only what decoding needs. */
export type RawLog = { readonly topics: readonly Hex[]; readonly data: Hex }

/** The one event by which an account comes into debt: variable debt tokens cannot be transferred. */
export const borrowTopic: Hex = toEventSelector(getAbiItem({ abi: poolAbi, name: 'Borrow' }))

/** The account that owes after a `Borrow` log, which is not always the one that received the money. */
export function borrowerOf(log: RawLog): Address {
  const [signature, ...rest] = log.topics
  const { args } = decodeEventLog({
    abi: poolAbi,
    eventName: 'Borrow',
    topics: signature === undefined ? [] : [signature, ...rest],
    data: log.data,
  })
  return getAddress(args.onBehalfOf)
}

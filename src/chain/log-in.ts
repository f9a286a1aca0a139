import { getAddress } from 'viem'
import type { Hex } from '../core/address.ts'
import type { Log } from '../core/segment.ts'
import { isAccount, isBytes, isRecord, isWord, quantity } from './rpc-values.ts'

/**
 * The log that an entry of a node's answer is; undefined for one that lacks fields, is pending, or was removed by a
 * reorganisation. The address comes out checksummed, all other bytes in lower case.
 */
export function logIn(entry: unknown): Log | undefined {
  const { address, topics, data, blockHash, transactionHash, ...rest } = isRecord(entry) ? entry : {}
  const blockNumber = quantity(rest['blockNumber'])
  const logIndex = quantity(rest['logIndex'])
  if (
    rest['removed'] === true ||
    !isAccount(address) ||
    !Array.isArray(topics) ||
    !topics.every(isWord) ||
    !isBytes(data) ||
    !isWord(blockHash) ||
    !isWord(transactionHash) ||
    blockNumber === undefined ||
    logIndex === undefined
  )
    return undefined
  return {
    address: getAddress(address),
    topics: topics.map(lower),
    data: lower(data),
    blockNumber,
    blockHash: lower(blockHash),
    transactionHash: lower(transactionHash),
    logIndex: Number(logIndex),
  }
}

const lower = (hex: Hex): Hex => hex.toLowerCase() as Hex

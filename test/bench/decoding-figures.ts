import { decodeEventLog, encodeAbiParameters, encodeEventTopics, getAddress } from 'viem'
import { poolAbi } from '../../abis/aave-v3/pool.ts'
import type { Address, Hex } from '../../src/core/address.ts'
import { touchedBy } from '../../src/protocols/aave-v3/touched.ts'
import { type Figure, middleOf } from './figure.ts'

const LOGS = 20_000
const ROUNDS = 7
/** How many times as fast as viem's decoder reading whom and what logs touch is wanted. */
const TIMES_VIEM = 10

/** Reading whom and what logs have touched, beside viem's decoding of the same logs. */
export function decodingFigures(): readonly Figure[] {
  const logs = Array.from({ length: LOGS }, (_, i) => borrowLog(i))
  const terms = { pool: POOL, configurator: contract(902), revision: 10 }
  const own = middleOf(ROUNDS, () => touchedBy({ terms, reserves: [] }, logs, () => true).accounts.size)
  const viem = middleOf(ROUNDS, () => {
    const accounts = new Set<Address>()
    for (const { topics, data } of logs) {
      const { args } = decodeEventLog({ abi: poolAbi, eventName: 'Borrow', topics, data })
      accounts.add(getAddress(args.onBehalfOf))
    }
    return accounts.size
  })
  const [ownRate, viemRate] = [(LOGS / own) * 1_000, (LOGS / viem) * 1_000]
  return [
    {
      name: 'logs read for what they touch',
      value: ownRate,
      unit: 'logs/s',
      least: TIMES_VIEM * viemRate,
      rival: { name: 'decodeEventLog', value: viemRate },
    },
    {
      name: 'reading logs, times as fast as viem',
      value: ownRate / viemRate,
      unit: 'times',
      least: TIMES_VIEM,
    },
  ]
}

const contract = (n: number): Address => getAddress(`0x${n.toString(16).padStart(40, '0')}`)
const POOL = contract(901)
const USER_COUNT = 5_000

type BorrowLog = { readonly address: Address; readonly topics: [Hex, ...Hex[]]; readonly data: Hex }

function borrowLog(i: number): BorrowLog {
  const user = getAddress(`0x${(Math.imul(i % USER_COUNT, 0x9e3779b1) >>> 0).toString(16).padStart(40, 'b')}`)
  const [signature = '0x', ...rest] = encodeEventTopics({
    abi: poolAbi,
    eventName: 'Borrow',
    args: { reserve: contract(i % 16), onBehalfOf: user, referralCode: 0 },
  }).map((topic) => (typeof topic === 'string' ? topic : '0x'))
  const data = encodeAbiParameters(
    [{ type: 'address' }, { type: 'uint256' }, { type: 'uint8' }, { type: 'uint256' }],
    [user, 10n ** 18n + BigInt(i), 2, 10n ** 25n],
  )
  return { address: POOL, topics: [signature, ...rest], data }
}

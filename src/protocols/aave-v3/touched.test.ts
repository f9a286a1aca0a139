import { encodeEventTopics } from 'viem'
import { describe, expect, it } from 'vitest'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import { address } from '../../../test/support/aave-state.ts'
import type { Hex } from '../../core/address.ts'
import { touchedBy, watchedLogs } from './touched.ts'

const [pool, configurator, asset, someone, other] = [901, 904, 1, 50, 51].map(address)
const reserves = [{ asset: asset ?? '0x', aToken: address(101), variableDebtToken: address(201) }]
const marketOf = (revision: number) => ({
  terms: { pool: pool ?? '0x', configurator: configurator ?? '0x', revision },
  reserves,
})

const logOf = (eventName: 'SwapBorrowRateMode' | 'RebalanceStableBorrowRate' | 'Repay') => {
  const args = { reserve: asset ?? '0x', user: someone ?? '0x', repayer: other ?? '0x' }
  const topics = encodeEventTopics({ abi: poolAbi, eventName, args }) as readonly Hex[]
  return { address: pool ?? '0x', topics }
}

describe('touchedBy', () => {
  it.each(['SwapBorrowRateMode', 'RebalanceStableBorrowRate', 'Repay'] as const)(
    'behaviour: %s names whose stable debt changed, as long as there can be any',
    (name) => {
      const log = logOf(name)
      for (const revision of [1, 3, 4]) {
        const { accounts, assets } = touchedBy(marketOf(revision), [log], () => true)
        expect({ accounts: [...accounts], assets: [...assets] }).toEqual({
          accounts: [someone],
          assets: [asset],
        })
        expect(watchedLogs(marketOf(revision)).topics).toContain(log.topics[0])
      }
      for (const revision of [5, 10, 11]) {
        expect(touchedBy(marketOf(revision), [log], () => true).accounts.size).toBe(0)
        expect(watchedLogs(marketOf(revision)).topics).not.toContain(log.topics[0])
      }
    },
  )
})

import { describe, expect, it } from 'vitest'
import { RedlineError } from '../../core/errors.ts'
import { timestamp } from '../../core/units.ts'
import type { ChainPort } from '../ports.ts'
import { examineChain } from './chain.ts'

/** A provider whose newest block is `head`; blocks are 12 s apart, and on another branch have other hashes. */
const provider = (name: string, head: bigint, branch = 'a') => ({
  name,
  open: async () => ({ uiPool: () => undefined, chain: chainAt(head, branch) }),
})
const chainAt = (head: bigint, branch: string): ChainPort => ({
  chainId: 1,
  block: async (at) => {
    const number = typeof at === 'bigint' ? at : head
    return { chainId: 1, number, hash: `0x${branch}${number}`, timestamp: timestamp(number * 12n) }
  },
  read: () => Promise.reject(new Error('not asked')),
  logs: () => {
    throw new Error('not asked')
  },
})
const away = {
  name: 'away',
  open: () =>
    Promise.reject(new RedlineError({ code: 'rpc_unreachable', happened: 'Away.', remedy: 'Wait.' })),
}

type Examined = Parameters<typeof examineChain>[0]
async function codes(providers: Examined['providers'], changes: Partial<Examined> = {}) {
  const examined = {
    name: 'one',
    staleAfterSeconds: 60,
    quorum: 2,
    sockets: [],
    markets: [],
    drivers: {},
    providers,
  }
  const findings = await examineChain({ ...examined, ...changes }, () => 1_200_000)
  return findings.flatMap(({ verdict, code }) => (verdict === 'ok' ? [] : [`${verdict} ${code}`]))
}

describe('examineChain', () => {
  it('behaviour: providers of one branch, none behind by more than a chain may be, are in order', async () => {
    expect(await codes([provider('a', 100n), provider('b', 95n)])).toEqual([])
  })

  it('behaviour: a provider that lags is named', async () => {
    expect(await codes([provider('a', 100n), provider('b', 94n)])).toEqual([
      'warning stale',
      'warning head_behind',
    ])
  })

  it('behaviour: providers that disagree about a recent block fail', async () => {
    expect(await codes([provider('a', 100n), provider('b', 100n, 'b')])).toEqual([
      'failed providers_disagree',
    ])
  })

  it('behaviour: fewer than must agree is a failure of its own', async () => {
    expect(await codes([provider('a', 100n), away])).toEqual([
      'failed rpc_unreachable',
      'failed quorum_impossible',
    ])
    expect(await codes([provider('a', 100n), away], { quorum: 1 })).toEqual(['failed rpc_unreachable'])
  })

  it('behaviour: a socket that does not answer is a warning, since the chain is followed without it', async () => {
    const sockets = [{ name: 'ws', open: away.open }]
    expect(await codes([provider('a', 100n)], { quorum: 1, sockets })).toEqual(['warning rpc_unreachable'])
  })
})

import { encodeAbiParameters, encodeEventTopics, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import { scaledTokenAbi } from '../../../abis/aave-v3/tokens.ts'
import { address } from '../../../test/support/aave-state.ts'
import type { Log } from '../../core/segment.ts'
import { RAY } from '../../core/units.ts'
import { liquidationsIn } from './liquidation-logs.ts'

const POOL = address(901)
const [ann, bot, treasury] = [address(51), address(52), address(53)]
const [coin, dollar, euro] = [address(1), address(2), address(3)]
const aTokenOf = { [coin]: address(101), [dollar]: address(102), [euro]: address(103) }
const contracts = {
  held: 'floor' as const,
  pool: POOL,
  reserves: Object.entries(aTokenOf).map(([asset, aToken]) => ({ asset: asset as `0x${string}`, aToken })),
}

type Made = Pick<Log, 'address' | 'topics' | 'data'>
const numbers = (...values: readonly bigint[]): Hex =>
  encodeAbiParameters(
    values.map(() => ({ type: 'uint256' }) as const),
    values,
  )

const updated = (reserve: Hex): Made => ({
  address: POOL,
  topics: topics(encodeEventTopics({ abi: poolAbi, eventName: 'ReserveDataUpdated', args: { reserve } })),
  data: numbers(0n, 0n, 0n, RAY, RAY),
})
const sent = (asset: Hex, from: Hex, to: Hex, value: bigint, index = RAY as bigint): Made => ({
  address: aTokenOf[asset] ?? '0x',
  topics: topics(
    encodeEventTopics({ abi: scaledTokenAbi, eventName: 'BalanceTransfer', args: { from, to } }),
  ),
  data: numbers(value, index),
})
const minted = (asset: Hex, onBehalfOf: Hex, value: bigint): Made => ({
  address: aTokenOf[asset] ?? '0x',
  topics: topics(
    encodeEventTopics({ abi: scaledTokenAbi, eventName: 'Mint', args: { caller: POOL, onBehalfOf } }),
  ),
  data: numbers(value, 0n, RAY),
})
const writtenOff = (user: Hex, debtAsset: Hex, amount: bigint): Made => ({
  address: POOL,
  topics: topics(encodeEventTopics({ abi: poolAbi, eventName: 'DeficitCreated', args: { user, debtAsset } })),
  data: numbers(amount),
})
const called = (user: Hex, receives: boolean, debtAsset = dollar, collateralAsset = coin): Made => ({
  address: POOL,
  topics: topics(
    encodeEventTopics({
      abi: poolAbi,
      eventName: 'LiquidationCall',
      args: { user, debtAsset, collateralAsset },
    }),
  ),
  data: encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'uint256' }, { type: 'address' }, { type: 'bool' }],
    [500n, 90n, bot, receives],
  ),
})
const topics = (list: readonly (Hex | readonly Hex[] | null)[]): readonly Hex[] =>
  list.flatMap((topic) => topic ?? [])

const inOne = (logs: readonly Made[], transactionHash: Hex = '0x7a'): readonly Log[] =>
  logs.map((log, logIndex) => ({ ...log, blockNumber: 1n, blockHash: '0xb1', transactionHash, logIndex }))
const found = (logs: readonly Log[]) =>
  liquidationsIn(contracts, logs).map(({ fee, deficits, log }) => ({ fee, deficits, logIndex: log.logIndex }))

describe('liquidationsIn', () => {
  it('behaviour: without the lending token the only transfer is the fee', () => {
    expect(found(inOne([updated(dollar), sent(coin, ann, treasury, 10n), called(ann, false)]))).toEqual([
      { fee: 10n, deficits: [], logIndex: 2 },
    ])
    expect(found(inOne([updated(dollar), called(ann, false)]))).toEqual([
      { fee: 0n, deficits: [], logIndex: 1 },
    ])
  })

  it('behaviour: with it the first transfer is what was seized, and only a second one the fee', () => {
    const seized = sent(coin, ann, bot, 90n)
    expect(found(inOne([updated(dollar), seized, called(ann, true)]))[0]?.fee).toBe(0n)
    const fee = sent(coin, ann, treasury, 10n)
    expect(found(inOne([updated(dollar), seized, fee, called(ann, true)]))[0]?.fee).toBe(10n)
  })

  it('behaviour: the fee is worth its scaled units at the index of the transfer, rounded down', () => {
    const fee = sent(coin, ann, treasury, 10n, (RAY * 119n) / 100n)
    expect(found(inOne([updated(dollar), fee, called(ann, false)]))[0]?.fee).toBe(11n)
  })

  it('behaviour: own transfers before the call, others’ and the treasury’s interest are no fee', () => {
    const around = [
      sent(coin, ann, treasury, 77n),
      sent(coin, ann, bot, 90n),
      minted(coin, treasury, 66n),
      updated(dollar),
    ]
    const within = [
      sent(coin, bot, treasury, 55n),
      sent(euro, ann, treasury, 44n),
      minted(coin, treasury, 3n),
    ]
    for (const receives of [false, true]) {
      const seized = receives ? [sent(coin, ann, bot, 90n)] : []
      const logs = [...around, ...seized, ...within, called(ann, receives)]
      expect(found(inOne(logs))[0]?.fee).toBe(0n)
      const charged = [...around, ...seized, ...within, sent(coin, ann, treasury, 2n), called(ann, receives)]
      expect(found(inOne(charged))[0]?.fee).toBe(2n)
    }
  })

  it('behaviour: each call of a transaction has its own fee and deficits', () => {
    const one = [
      writtenOff(ann, dollar, 5n),
      updated(dollar),
      sent(coin, ann, treasury, 1n),
      writtenOff(ann, euro, 6n),
      updated(euro),
      called(ann, false),
    ]
    const two = [updated(dollar), called(ann, false)]
    const three = [writtenOff(bot, dollar, 9n), updated(dollar), called(ann, false)]
    expect(found(inOne([...one, ...two, ...three]))).toEqual([
      {
        fee: 1n,
        deficits: [
          { asset: dollar, amount: 5n },
          { asset: euro, amount: 6n },
        ],
        logIndex: 5,
      },
      { fee: 0n, deficits: [], logIndex: 7 },
      { fee: 0n, deficits: [], logIndex: 10 },
    ])
  })

  it('behaviour: what another transaction, or another pool, did belongs to no call', () => {
    const before = inOne(
      [writtenOff(ann, dollar, 5n), updated(dollar), sent(coin, ann, treasury, 8n)],
      '0x01',
    )
    expect(found([...before, ...inOne([called(ann, false)], '0x02')])).toEqual([
      { fee: 0n, deficits: [], logIndex: 0 },
    ])
    const elsewhere = { ...called(ann, false), address: address(999) }
    expect(found(inOne([updated(dollar), elsewhere]))).toEqual([])
  })

  it('behaviour: a debt in the collateral’s own asset has its fee after the asset’s second update', () => {
    const logs = [updated(coin), updated(coin), sent(coin, ann, treasury, 4n), called(ann, false, coin)]
    expect(found(inOne(logs))[0]?.fee).toBe(4n)
  })
})

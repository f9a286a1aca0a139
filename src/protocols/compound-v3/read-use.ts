import { erc20Abi } from 'viem'
import { cometAbi } from '../../../abis/compound-v3/comet.ts'
import { priceFeedAbi } from '../../../abis/oracle/price-source.ts'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import { baseValue, timestamp, tokenAmount } from '../../core/units.ts'
import { all, ask, call, optional, type Plan } from '../plan.ts'
import type { CometFact } from './facts.ts'
import type { AssetCode, CometCode } from './read-code.ts'
import { PRICE_DECIMALS, principal } from './units.ts'

type Facts = Plan<readonly CometFact[]>

/**
 * Reads what changes with use and with time, in one round: indices, totals, pauses, what lies in the contract, and all
 * prices as the market itself reads them. A price that it refuses is none.
 */
export function* readUse(place: FactPlace, { terms, assets }: CometCode): Facts {
  const { comet, numeraireFeed } = terms
  const read = yield* all([
    readBase(place, terms),
    ...(numeraireFeed === undefined ? [] : [readNumeraire(place, numeraireFeed)]),
    ...assets.map((asset) => readAsset(place, comet, asset)),
  ])
  return [{ ...place, ...terms }, ...read.flat()]
}

function* readBase(place: FactPlace, { comet, base, baseFeed }: CometCode['terms']): Facts {
  const [totals, balance, price] = yield* ask([
    call(comet, cometAbi, 'totalsBasic'),
    call(base, erc20Abi, 'balanceOf', comet),
    optional(call(comet, cometAbi, 'getPrice', baseFeed)),
  ])
  const isPaused = (bit: number): boolean => ((totals.pauseFlags >> bit) & 1) === 1
  return [
    {
      ...place,
      kind: 'comet-base',
      supplyIndex: totals.baseSupplyIndex,
      borrowIndex: totals.baseBorrowIndex,
      totalSupply: principal(totals.totalSupplyBase),
      totalBorrow: principal(totals.totalBorrowBase),
      lastAccrual: timestamp(BigInt(totals.lastAccrualTime)),
      balance: tokenAmount(balance),
      // The bits of CometCore's pause flags.
      supplyPaused: isPaused(0),
      transferPaused: isPaused(1),
      withdrawPaused: isPaused(2),
      absorbPaused: isPaused(3),
      buyPaused: isPaused(4),
    },
    priceFact(place, base, price),
  ]
}

function* readAsset(place: FactPlace, comet: Address, asset: AssetCode): Facts {
  const [[total], balance, price] = yield* ask([
    call(comet, cometAbi, 'totalsCollateral', asset.asset),
    call(asset.asset, erc20Abi, 'balanceOf', comet),
    optional(call(comet, cometAbi, 'getPrice', asset.feed)),
  ])
  const held = { total: tokenAmount(total), balance: tokenAmount(balance) }
  return [{ ...place, kind: 'comet-asset', ...asset, ...held }, priceFact(place, asset.asset, price)]
}

/** The market itself never asks this feed; it is read like any that it does. */
function* readNumeraire(place: FactPlace, feed: Address): Facts {
  const [round, decimals] = yield* ask([
    optional(call(feed, priceFeedAbi, 'latestRoundData')),
    optional(call(feed, priceFeedAbi, 'decimals')),
  ])
  const [, answer] = round ?? []
  const isKnown = answer !== undefined && answer > 0n && decimals !== undefined
  const price = isKnown
    ? baseValue((answer * 10n ** BigInt(PRICE_DECIMALS)) / 10n ** BigInt(decimals))
    : undefined
  return [{ ...place, kind: 'numeraire', price }]
}

const priceFact = (place: FactPlace, asset: Address, price: bigint | undefined): CometFact => ({
  ...place,
  kind: 'price',
  asset,
  price: price === undefined ? undefined : baseValue(price),
})

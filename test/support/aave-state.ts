import type { Address } from '../../src/core/address.ts'
import {
  type BaseValue,
  baseValue,
  bps,
  RAY,
  ray,
  scaledAmount,
  timestamp,
  tokenAmount,
} from '../../src/core/units.ts'
import {
  type AaveFact,
  type AaveReserve,
  type AaveState,
  stateOf,
} from '../../src/protocols/aave-v3/index.ts'

export const place = { chainId: 31_337, market: 'test', block: 100n }
export const now = timestamp(1_800_000_000n)
export const block = { chainId: 31_337, number: 100n, hash: '0xb10c' as const, timestamp: now }

/** The nth address, for readable tests. */
export const address = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`

export type ReserveSketch = Partial<AaveReserve> & { readonly id: number; readonly priceUsd?: number }
export type LegSketch = {
  readonly reserve: number
  readonly has?: bigint
  readonly owes?: bigint
  readonly off?: true
}
export type AccountSketch = {
  readonly account: Address
  readonly category?: number
  readonly legs: readonly LegSketch[]
}

/** A reserve with the terms of a plain token at index one; a test states only what it is about. */
export function reserve({ priceUsd: _, ...sketch }: ReserveSketch): AaveReserve {
  return {
    asset: address(sketch.id + 1),
    symbol: `T${sketch.id}`,
    aToken: address(100 + sketch.id),
    variableDebtToken: address(200 + sketch.id),
    stableDebtToken: undefined,
    decimals: 8,
    active: true,
    frozen: false,
    paused: false,
    ltv: bps(7_500n),
    liquidationThreshold: bps(8_000n),
    liquidationBonus: bps(10_500n),
    liquidationProtocolFee: bps(1_000n),
    debtCeiling: 0n,
    liquidityIndex: RAY,
    liquidityRate: ray(0n),
    variableBorrowIndex: RAY,
    variableBorrowRate: ray(0n),
    lastUpdate: now,
    gracePeriodUntil: timestamp(0n),
    deficit: tokenAmount(0n),
    scaledSupply: scaledAmount(0n),
    scaledDebtSupply: scaledAmount(0n),
    tokenPaused: false,
    tokenBlacklisted: false,
    ...sketch,
  }
}

/** A market of these reserves and accounts at `block`; prices in whole dollars, absent where the sketch gives none. */
export const market = (
  reserves: readonly ReserveSketch[],
  accounts: readonly AccountSketch[],
  extra: readonly AaveFact[] = [],
): AaveState => stateOf('test', block, [...marketFacts(reserves, accounts), ...extra])

/** The facts that such a market is made of. */
export function marketFacts(
  reserves: readonly ReserveSketch[],
  accounts: readonly AccountSketch[],
): readonly AaveFact[] {
  const facts: AaveFact[] = [
    {
      ...place,
      kind: 'aave-market',
      name: 'test',
      revision: 10,
      provider: address(900),
      pool: address(901),
      configurator: address(904),
      oracle: address(902),
      assets: reserves.map(({ id }) => address(id + 1)),
      priceSources: undefined,
      sentinel: undefined,
    },
  ]
  for (const sketch of reserves) {
    facts.push({ ...place, kind: 'aave-reserve', ...reserve(sketch) })
    facts.push({ ...place, kind: 'price', asset: address(sketch.id + 1), price: dollars(sketch.priceUsd) })
  }
  for (const { account, category = 0, legs } of accounts) {
    facts.push({ ...place, kind: 'account', account, category })
    for (const { reserve: id, has = 0n, owes = 0n, off } of legs)
      facts.push({
        ...place,
        kind: 'leg',
        account,
        asset: address(id + 1),
        collateral: scaledAmount(has),
        debt: scaledAmount(owes),
        collateralEnabled: has > 0n && off === undefined,
      })
  }
  return facts
}

const dollars = (value: number | undefined): BaseValue | undefined =>
  value === undefined ? undefined : baseValue(BigInt(Math.round(value * 1e8)))

import fc from 'fast-check'
import { bps, RAY, ray } from '../../src/core/units.ts'
import type { AaveState } from '../../src/protocols/aave-v3/index.ts'
import { type AccountSketch, address, market, type ReserveSketch } from './aave-state.ts'

/** The account that every random market is about. */
export const debtor = address(50)

const terms = (id: number): fc.Arbitrary<ReserveSketch> =>
  fc.record({
    id: fc.constant(id),
    priceUsd: fc.oneof(
      fc.double({ min: 0.000001, max: 5, noNaN: true }),
      fc.integer({ min: 1, max: 200_000 }),
    ),
    decimals: fc.constantFrom(6, 8, 18),
    liquidationThreshold: fc.integer({ min: 1, max: 9_900 }).map((n) => bps(BigInt(n))),
    liquidationBonus: fc.integer({ min: 10_001, max: 12_000 }).map((n) => bps(BigInt(n))),
    liquidationProtocolFee: fc.constantFrom(0, 1_000, 2_000, 10_000).map((n) => bps(BigInt(n))),
    liquidityIndex: fc.bigInt({ min: RAY, max: 3n * RAY }).map(ray),
    variableBorrowIndex: fc.bigInt({ min: RAY, max: 3n * RAY }).map(ray),
  })

const amount = fc.oneof(
  fc.bigInt({ min: 0n, max: 1_000n }),
  fc.bigInt({ min: 0n, max: 10n ** 12n }),
  fc.bigInt({ min: 0n, max: 10n ** 24n }),
)

/** A market of three reserves and one account with up to three collaterals and debts, of any size down to a wei. */
export const randomMarket: fc.Arbitrary<AaveState> = fc
  .tuple(terms(0), terms(1), terms(2), fc.array(fc.tuple(amount, amount), { minLength: 3, maxLength: 3 }))
  .map(([a, b, c, holdings]) => {
    const legs = holdings.map(([has, owes], reserve) => ({ reserve, has, owes }))
    const account: AccountSketch = { account: debtor, legs }
    return market([a, b, c], [account])
  })

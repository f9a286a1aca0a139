import type { Hex } from '../../core/address.ts'
import { MAX_UINT256 } from '../../core/units.ts'
import type { DevnetPrices } from '../feeds/prices.ts'
import type { Holding, Person } from './people.ts'
import { poolCalls } from './pool-calls.ts'

/**
 * The liquidations of an account that are worth trying, best first: the pairs of its most valuable collaterals and
 * debts; for each pair everything the pool allows, then less and less, because the pool refuses amounts that would
 * leave dust; for each amount the way of payment that is wanted, then the other one.
 */
export function liquidationAttempts(
  person: Person,
  prices: DevnetPrices['reserves'],
  receiveAToken: boolean,
): readonly Hex[] {
  const worth = (holding: Holding, amount: bigint) =>
    (amount * prices[holding.reserve.symbol]) / 10n ** BigInt(holding.reserve.decimals)
  const collaterals = person.holdings
    .filter(({ collateral, supplied }) => collateral && supplied > 0n)
    .sort((a, b) => descending(worth(a, a.supplied), worth(b, b.supplied)))
  const debts = person.holdings
    .filter(({ debt }) => debt > 0n)
    .sort((a, b) => descending(worth(a, a.debt), worth(b, b.debt)))
  return collaterals.flatMap((collateral) =>
    debts.flatMap((debt) =>
      amountsFor(debt.debt).flatMap((amount) =>
        [receiveAToken, !receiveAToken].map((asATokens) =>
          poolCalls.liquidate(
            collateral.reserve.underlying,
            debt.reserve.underlying,
            person.address,
            amount,
            asATokens,
          ),
        ),
      ),
    ),
  )
}

/** Percentages of the debt to try when the whole is refused. */
const SMALLER = [48n, 45n, 40n, 33n, 25n, 15n, 8n, 4n]

function amountsFor(debt: bigint): readonly bigint[] {
  return [MAX_UINT256, ...SMALLER.map((percent) => (debt * percent) / 100n).filter((amount) => amount > 0n)]
}

function descending(a: bigint, b: bigint): number {
  return a === b ? 0 : a > b ? -1 : 1
}

import { tokenAmount } from '../../core/units.ts'
import { type Random, random } from '../random.ts'
import type { Composed } from './compose.ts'
import { btcBorrower, btcShort, dust, ethBorrower } from './kinds/directional.ts'
import { isolated } from './kinds/isolated.ts'
import { btcLoop, ethLoop, stableLoop } from './kinds/loops.ts'
import { mixed } from './kinds/mixed.ts'
import { ruined } from './kinds/ruined.ts'
import { supplier } from './kinds/supplier.ts'
import { liquidityFor } from './liquidity.ts'
import type { PlannedPosition, PositionKind } from './position.ts'
import type { MarketTerms } from './terms.ts'

export type PopulationOptions = {
  readonly seed: number
  /** Accounts with debt; lenders come on top, one for every eight. */
  readonly borrowers: number
  readonly terms: MarketTerms
}

/**
 * Plans everybody: lenders first, so that there is something to borrow, then the ruined, then the borrowers. A pure
 * function of its options. The kinds appear in fixed proportions; sizes and health factors are drawn per account from
 * a stream of its own, so that account 17 is the same however many there are.
 */
export function planPopulation({ seed, borrowers, terms }: PopulationOptions): readonly PlannedPosition[] {
  const kinds = kindsOf(borrowers)
  const ceilingUsd = isolationShare(terms, kinds.filter((kind) => kind === 'isolated').length)
  const withDebt = kinds.map((kind, i) => {
    const rng = random(seed, `${kind}/${i}`)
    return { kind, ...(kind === 'isolated' ? isolated(rng, terms, ceilingUsd) : MAKERS[kind](rng, terms)) }
  })
  const suppliers = Array.from({ length: Math.ceil(borrowers / 8) }, (_, i) => ({
    kind: 'supplier' as const,
    ...supplier(random(seed, `supplier/${i}`), terms),
  }))
  const positions = [...suppliers, ...withDebt].map((position, i) => ({ ...position, index: i + PROVIDERS }))
  return [...providers(positions, terms), ...positions]
}

type DebtKind = Exclude<PositionKind, 'provider' | 'supplier'>
type Maker = (rng: Random, terms: MarketTerms) => Composed

const MAKERS: Readonly<Record<Exclude<DebtKind, 'isolated'>, Maker>> = {
  'btc-borrower': btcBorrower,
  'eth-borrower': ethBorrower,
  'btc-loop': btcLoop,
  'eth-loop': ethLoop,
  'stable-loop': stableLoop,
  'btc-short': btcShort,
  mixed,
  dust,
  ruined,
}

/** Parts in a hundred. The ruined come first because they are ruined before the others arrive. */
const SHARES: readonly (readonly [kind: DebtKind, percent: number])[] = [
  ['ruined', 2],
  ['btc-borrower', 38],
  ['eth-borrower', 20],
  ['mixed', 14],
  ['btc-short', 7],
  ['eth-loop', 6],
  ['btc-loop', 4],
  ['isolated', 4],
  ['stable-loop', 3],
  ['dust', 2],
]

/** One kind for each borrower. What rounding leaves over goes to the largest kind; it may also have to give. */
function kindsOf(borrowers: number): readonly DebtKind[] {
  const others = SHARES.filter(([kind]) => kind !== 'btc-borrower').flatMap(([kind, percent]) =>
    Array.from({ length: Math.round((borrowers * percent) / 100) }, () => kind),
  )
  const chosen = others.slice(0, borrowers)
  const rest = Array.from({ length: borrowers - chosen.length }, () => 'btc-borrower' as const)
  return [
    ...chosen.filter((kind) => kind === 'ruined'),
    ...rest,
    ...chosen.filter((kind) => kind !== 'ruined'),
  ]
}

/** What one isolated account may owe, so that all together stay a fifth below the debt ceiling. */
function isolationShare(terms: MarketTerms, accounts: number): number {
  const ceiling = terms.reserves.LINK.debtCeilingUsd
  return ceiling === 0 ? Number.POSITIVE_INFINITY : (ceiling * 0.8) / Math.max(1, accounts)
}

const PROVIDERS = 3

/** A few lenders that hold the bulk of the liquidity, in equal parts. */
function providers(positions: readonly PlannedPosition[], terms: MarketTerms): readonly PlannedPosition[] {
  const legs = liquidityFor(positions, terms)
  return Array.from({ length: PROVIDERS }, (_, index) => ({
    index,
    kind: 'provider' as const,
    supplies: legs.map(({ symbol, amount }) => ({
      symbol,
      amount: tokenAmount(amount / BigInt(PROVIDERS) + 1n),
    })),
    eMode: 0,
    flags: [],
    borrows: [],
    withdrawals: [],
    healthFactor: undefined,
  }))
}

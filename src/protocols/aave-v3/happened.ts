import type { Address } from '../../core/address.ts'
import type { Happening, HappeningPlace, LiquidationHappening, WrittenOff } from '../../core/happening.ts'
import { mulDiv } from '../../core/math/mul-div.ts'
import { wadDiv } from '../../core/math/ray.ts'
import type { Segment } from '../../core/segment.ts'
import { type BaseValue, type Bps, baseValue, type TokenAmount, tokenAmount } from '../../core/units.ts'
import type { Known } from '../adapter.ts'
import { placesIn } from '../happening-place.ts'
import { inCategory } from './category.ts'
import { knownFact, knownTerms } from './known-terms.ts'
import { type LoggedLiquidation, liquidationsIn, mayTellOfLiquidations } from './liquidation-logs.ts'
import type { KnownTerms } from './refresh.ts'
import { ruleSetOf } from './revisions/rule-set.ts'

/** See `Adapter.happened`: the market's liquidations, valued with what is known at the segment's end. */
export function happened(
  known: Pick<Known, 'get'>,
  market: string,
  segment: Segment,
  isCurrent: boolean,
): readonly Happening[] {
  if (!mayTellOfLiquidations(segment.logs)) return []
  const terms = knownTerms(known, market)
  if (terms === undefined) return []
  const placeOf = placesIn(segment, market)
  const { held } = ruleSetOf(terms.terms.revision).rounding
  const contracts = { held, pool: terms.terms.pool, reserves: terms.reserves }
  const end: End = { known, market, terms, isCurrent }
  return liquidationsIn(contracts, segment.logs).map(({ log, ...logged }) => ({
    ...placeOf(log),
    kind: 'liquidation',
    ...valued(end, logged),
  }))
}

/** What is known at a segment's end. */
type End = {
  readonly known: Pick<Known, 'get'>
  readonly market: string
  readonly terms: KnownTerms
  readonly isCurrent: boolean
}

type Valued = Omit<LiquidationHappening, keyof HappeningPlace | 'kind'>

function valued(end: End, logged: Omit<LoggedLiquidation, 'log'>): Valued {
  const [collateral, debt] = [assetAt(end, logged.collateral), assetAt(end, logged.debt)]
  const deficits = logged.deficits.map(({ asset, amount }): WrittenOff => {
    const written = tokenAmount(amount)
    return { asset, amount: written, value: worthOf(assetAt(end, asset), written) }
  })
  const amounts = {
    repaid: tokenAmount(logged.repaid),
    seized: tokenAmount(logged.seized),
    fee: tokenAmount(logged.fee),
  }
  return {
    ...logged,
    ...amounts,
    deficits,
    exchanged: exchangedOf(collateral.unit, debt.unit, logged),
    bonus: bonusOf(end, logged),
    prices: { collateral: collateral.price, debt: debt.price },
    values: {
      repaid: worthOf(debt, amounts.repaid),
      seized: worthOf(collateral, amounts.seized),
      fee: worthOf(collateral, amounts.fee),
      deficit: sumOf(deficits),
    },
  }
}

type AssetAt = { readonly unit: bigint | undefined; readonly price: BaseValue | undefined }

function assetAt({ known, market, terms, isCurrent }: End, asset: Address): AssetAt {
  const decimals = terms.reserves.find((reserve) => reserve.asset === asset)?.decimals
  const price = isCurrent ? knownFact(known, market, 'price', asset)?.price : undefined
  return { unit: decimals === undefined ? undefined : 10n ** BigInt(decimals), price }
}

const worthOf = ({ unit, price }: AssetAt, amount: TokenAmount): BaseValue | undefined =>
  unit === undefined || price === undefined ? undefined : baseValue(mulDiv(amount, price, unit, 'floor'))

/** Nothing where any part has no value: a sum without it would be too small in silence. */
function sumOf(parts: readonly WrittenOff[]): BaseValue | undefined {
  let sum = 0n
  for (const { value } of parts) {
    if (value === undefined) return undefined
    sum += value
  }
  return baseValue(sum)
}

function exchangedOf(
  collateralUnit: bigint | undefined,
  debtUnit: bigint | undefined,
  { repaid, seized, fee }: Pick<LoggedLiquidation, 'repaid' | 'seized' | 'fee'>,
) {
  if (collateralUnit === undefined || debtUnit === undefined || repaid === 0n) return undefined
  return wadDiv((seized + fee) * debtUnit, repaid * collateralUnit, 'floor')
}

/** The category's where the collateral is in the account's category, else the reserve's. */
function bonusOf(
  { known, market, terms, isCurrent }: End,
  { account, collateral }: Pick<LoggedLiquidation, 'account' | 'collateral'>,
): Bps | undefined {
  const reserve = terms.reserves.find(({ asset }) => asset === collateral)
  if (!isCurrent || reserve === undefined) return undefined
  const id = knownFact(known, market, 'account', account)?.category ?? 0
  const category = id === 0 ? undefined : knownFact(known, market, 'aave-category', String(id))
  return (inCategory(category, reserve.id) ? category : reserve).liquidationBonus
}

import type { Address } from '../../core/address.ts'
import type { Happening, HappeningPlace, WrittenOff } from '../../core/happening.ts'
import { wadDiv } from '../../core/math/ray.ts'
import { shares } from '../../core/risk/shares.ts'
import type { Log, Segment } from '../../core/segment.ts'
import { type BaseValue, baseValue, type TokenAmount, tokenAmount } from '../../core/units.ts'
import type { Known } from '../adapter.ts'
import { placesIn } from '../happening-place.ts'
import {
  absorptionsIn,
  type LoggedAbsorption,
  type LoggedSale,
  mayTellOfAbsorbing,
  salesIn,
} from './absorb-logs.ts'
import { mulFactor } from './interest.ts'
import { type KnownComet, knownComet, knownFact } from './known-terms.ts'
import { ONE_USD } from './state.ts'

/**
 * See `Adapter.happened`: absorptions, one liquidation for each collateral asset taken, which bears its part of the debt
 * by what it was credited with; and sales. Values are those of the call itself where its logs state them, in USD at the
 * segment's end.
 */
export function happened(
  known: Pick<Known, 'get'>,
  market: string,
  segment: Segment,
  isCurrent: boolean,
): readonly Happening[] {
  if (!mayTellOfAbsorbing(segment.logs)) return []
  const terms = knownComet(known, market)
  if (terms === undefined) return []
  const comet = terms.terms.comet.toLowerCase()
  const logs = segment.logs.filter(({ address }) => address.toLowerCase() === comet)
  const end = endOf(known, market, terms, isCurrent)
  const placeOf = placesIn(segment, market)
  return [
    ...absorptionsIn(logs).flatMap((one) => liquidations(end, one, placeOf)),
    ...salesIn(logs).map((one) => sale(end, one, placeOf(one.log))),
  ].sort((a, b) => (a.block === b.block ? a.logIndex - b.logIndex : a.block < b.block ? -1 : 1))
}

/** What is known at a segment's end. */
type End = KnownComet & {
  readonly usd: (value: bigint) => BaseValue | undefined
  readonly priceOf: (asset: Address) => BaseValue | undefined
  /** In what the market counts in. */
  readonly basePrice: BaseValue | undefined
  readonly baseUnit: bigint
}

function endOf(known: Pick<Known, 'get'>, market: string, terms: KnownComet, isCurrent: boolean): End {
  const { numeraireFeed } = terms.terms
  const stated = numeraireFeed === undefined ? ONE_USD : knownFact(known, market, 'numeraire', '')?.price
  const numeraire = isCurrent ? stated : undefined
  const usd = (value: bigint) =>
    numeraire === undefined ? undefined : baseValue((value * numeraire) / ONE_USD)
  const priceIn = (asset: Address) =>
    isCurrent ? knownFact(known, market, 'price', asset)?.price : undefined
  const priceOf = (asset: Address) => {
    const price = priceIn(asset)
    return price === undefined ? undefined : usd(price)
  }
  const baseUnit = 10n ** BigInt(terms.terms.baseDecimals)
  return { ...terms, usd, priceOf, basePrice: priceIn(terms.terms.base), baseUnit }
}

function liquidations(
  end: End,
  absorbed: LoggedAbsorption,
  placeOf: (log: Log) => HappeningPlace,
): readonly Happening[] {
  const { account, absorber, collateral, paidOut, returned } = absorbed
  const { base } = end.terms
  const price = basePriceIn(end, absorbed)
  const credits = collateral.map(({ asset, value }) => {
    const terms = end.assets.find((one) => one.asset === asset)
    return terms === undefined ? 0n : mulFactor(value, terms.liquidationFactor)
  })
  const deficits = writtenOff(end, absorbed, { price, credit: credits.reduce((sum, one) => sum + one, 0n) })
  const nothing = { asset: base, amount: 0n, value: 0n, log: absorbed.log }
  const parts = shares(paidOut - returned, collateral.length === 0 ? [1n] : credits)
  return (collateral.length === 0 ? [nothing] : collateral).map(({ log, asset, amount, value }, i) => {
    const repaid = tokenAmount(parts[i] ?? 0n)
    return {
      ...placeOf(log),
      ...PLAIN,
      kind: 'liquidation',
      account,
      liquidator: absorber,
      collateral: asset,
      debt: base,
      repaid,
      seized: tokenAmount(amount),
      // What is lost is the account's, and no asset's in particular: it stands with the first.
      deficits: i === 0 ? deficits : [],
      exchanged: exchanged(end, { asset, amount }, repaid),
      prices: { collateral: end.priceOf(asset), debt: end.priceOf(base) },
      values: {
        repaid: end.usd((repaid * price) / end.baseUnit),
        seized: end.usd(value),
        fee: end.usd(0n),
        deficit: i === 0 && deficits[0] !== undefined ? deficits[0].value : end.usd(0n),
      },
    }
  })
}

/** No liquidator takes tokens of the protocol here, and none is paid by the owner. */
const PLAIN = {
  fee: tokenAmount(0n),
  receivesLendingToken: false,
  bonus: undefined,
} as const

/**
 * The base token's price in a call: the known one where it gives the value that the log states, else the lowest that does.
 */
function basePriceIn({ basePrice, baseUnit }: End, { paidOut, paidOutValue }: LoggedAbsorption): bigint {
  if (basePrice !== undefined && (paidOut * basePrice) / baseUnit === paidOutValue) return basePrice
  return paidOut === 0n ? 0n : (paidOutValue * baseUnit + paidOut - 1n) / paidOut
}

/** What reserves bore: the debt less the credit, where the credit did not suffice. No log states it. */
function writtenOff(
  { terms, baseUnit, usd }: End,
  { paidOut, returned }: LoggedAbsorption,
  { price, credit }: { readonly price: bigint; readonly credit: bigint },
): readonly WrittenOff[] {
  const credited = price === 0n ? 0n : (credit * baseUnit) / price
  const lost = paidOut - credited
  if (returned > 0n || lost <= 0n) return []
  return [{ asset: terms.base, amount: tokenAmount(lost), value: usd((lost * price) / baseUnit) }]
}

function exchanged(
  { assets, baseUnit }: End,
  taken: { readonly asset: Address; readonly amount: bigint },
  paid: TokenAmount,
) {
  const decimals = assets.find(({ asset }) => asset === taken.asset)?.decimals
  if (decimals === undefined || paid === 0n) return undefined
  return wadDiv(taken.amount * baseUnit, paid * 10n ** BigInt(decimals), 'floor')
}

function sale(end: End, { buyer, asset, paid, bought }: LoggedSale, place: HappeningPlace): Happening {
  const { base } = end.terms
  const decimals = end.assets.find((one) => one.asset === asset)?.decimals
  const prices = { collateral: end.priceOf(asset), debt: end.priceOf(base) }
  const worth = (amount: bigint, price: BaseValue | undefined, unit: bigint | undefined) =>
    price === undefined || unit === undefined ? undefined : baseValue((amount * price) / unit)
  return {
    ...place,
    ...PLAIN,
    kind: 'sale',
    account: buyer,
    liquidator: buyer,
    collateral: asset,
    debt: base,
    repaid: tokenAmount(paid),
    seized: tokenAmount(bought),
    deficits: [],
    exchanged: exchanged(end, { asset, amount: bought }, tokenAmount(paid)),
    prices,
    values: {
      repaid: worth(paid, prices.debt, end.baseUnit),
      seized: worth(bought, prices.collateral, decimals === undefined ? undefined : 10n ** BigInt(decimals)),
      fee: end.usd(0n),
      deficit: end.usd(0n),
    },
  }
}

import { decimal } from '../../core/decimal.ts'
import type { Supposition } from '../../core/risk/questions.ts'
import type { Driver } from '../../core/scenario/driver.ts'
import type { ExactDecimal } from '../../core/scenario/exact-decimal.ts'
import { type ConfiguredScenarios, scenarioHash, scenarioOf } from '../../core/scenario/scenario.ts'
import { requireLegs, type Shock } from '../../core/scenario/shock.ts'
import { usd } from '../answers/money.ts'
import { type RiskContext, referenceOf } from './context.ts'

/** What of a query is a supposition. */
export type Supposed = {
  readonly btcPrice?: bigint | undefined
  readonly scenario?: string | undefined
  readonly shock?: readonly { readonly leg: string; readonly ratio: bigint }[] | undefined
}

/**
 * The supposition of a query: nothing where none of its parts is given. Without a BTC price it is the present one, and
 * shocks alone move nothing else.
 * @throws UsageError `scenario_unknown`, `unknown_leg`; RedlineError `btc_price_unknown`.
 */
export function suppositionOf(
  { btcPrice, scenario: name, shock = [] }: Supposed,
  configured: ConfiguredScenarios,
  context: RiskContext,
): Supposition | undefined {
  if (btcPrice === undefined && name === undefined && shock.length === 0) return undefined
  const shocks: readonly Shock[] = shock.map(({ leg, ratio }) => ({
    leg,
    ratio: { numerator: ratio, denominator: 10n ** 18n },
  }))
  const scenario = scenarioOf(name ?? 'btc-only', configured, shocks)
  requireLegs(shocks, context.priced)
  const reference = referenceOf(context)
  return { scenario, btc: { reference, price: btcPrice ?? reference } }
}

/** A supposition as every answer repeats it. */
export function scenarioEcho({ scenario, btc }: Supposition, { drivers, priced }: RiskContext) {
  const reference: Partial<Record<Driver, bigint>> = { ...drivers, BTC: btc.reference }
  return {
    name: scenario.name,
    hash: scenarioHash(scenario, reference),
    reference: Object.fromEntries(Object.entries(reference).map(([driver, price]) => [driver, usd(price)])),
    elasticities: Object.fromEntries(
      [...scenario.elasticities].map(([key, elasticity]) => [key, written(elasticity)]),
    ),
    shocks: scenario.shocks.map(({ leg, ratio }) => ({
      leg,
      ratio: decimal((ratio.numerator * 10n ** 18n) / ratio.denominator, 18),
    })),
    unknownDrivers: priced
      .filter(({ price, driver }) => price !== undefined && driver === undefined)
      .map(({ chainId, asset, symbol }) => ({ chainId, asset, symbol })),
  }
}

/** A decimal number as the config writes it: its denominator is a power of ten. */
const written = ({ numerator, denominator }: ExactDecimal): string =>
  decimal(numerator, denominator.toString().length - 1)

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Hex } from '../address.ts'
import { UsageError } from '../errors.ts'
import { type FactValue, factValue } from '../fact-value.ts'
import { DRIVERS, type Driver } from './driver.ts'
import { EXACT_ONE, EXACT_ZERO, type ExactDecimal, exactDecimal } from './exact-decimal.ts'
import type { PricedAsset } from './priced-asset.ts'
import { assetKey } from './priced-asset.ts'
import { type Shock, shockOn } from './shock.ts'

/** How strongly a price follows BTC: 1.2 moves 12 % when BTC moves 10 %. */
export type Elasticity = ExactDecimal

/** What happens to all prices when BTC's changes. */
export type Scenario = {
  readonly name: string
  /** By driver, or by asset as `CHAIN:0xASSET`, which goes before its driver's. What is not named does not move. */
  readonly elasticities: ReadonlyMap<string, Elasticity>
  readonly shocks: readonly Shock[]
}

/** Elasticities by scenario, and there by driver or asset, as decimal numbers. */
export type ConfiguredScenarios = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * The scenario of this name: `btc-only` and `market` are built in, others are configured. BTC follows itself wholly in
 * each of them.
 * @throws UsageError `scenario_unknown` naming the choices.
 */
export function scenarioOf(
  name: string,
  configured: ConfiguredScenarios,
  shocks: readonly Shock[],
): Scenario {
  const tables = { ...configured, ...BUILT_IN }
  const table = Object.hasOwn(tables, name) ? tables[name] : undefined
  if (table === undefined) throw unknownScenario(name, scenarioNames(configured))
  const elasticities = new Map<string, Elasticity>(DRIVERS.map((driver) => [driver, EXACT_ZERO]))
  for (const [key, elasticity] of Object.entries(table)) elasticities.set(key, exactDecimal(elasticity))
  return { name, elasticities: elasticities.set('BTC', EXACT_ONE), shocks }
}

/** The names that `scenarioOf` knows. */
export const scenarioNames = (configured: ConfiguredScenarios): readonly string[] => [
  ...new Set([...Object.keys(BUILT_IN), ...Object.keys(configured)]),
]

/** The elasticity of what leads an asset's price. */
export const elasticityOf = (
  { elasticities }: Scenario,
  asset: Pick<PricedAsset, 'chainId' | 'asset' | 'driver'>,
): Elasticity => elasticities.get(assetKey(asset)) ?? elasticities.get(asset.driver ?? '') ?? EXACT_ZERO

/**
 * Names a scenario and the prices that it starts from, USD with 8 decimals by driver: the same for two that are written
 * differently but say the same, whatever the order, and different for any two others.
 */
export function scenarioHash(
  { name, elasticities, shocks }: Scenario,
  reference: Readonly<Partial<Record<Driver, bigint>>>,
): Hex {
  const legs = [...new Set(shocks.map(({ leg }) => leg))]
  const text = factValue({
    scenario: 1,
    name,
    elasticities: fields([...elasticities].map(([key, value]) => [key, fraction(value)])),
    shocks: fields(legs.map((leg) => [leg, fraction(shockOn(shocks, leg))])),
    reference: fields(Object.entries(reference)),
  })
  return `0x${bytesToHex(sha256(new TextEncoder().encode(text)))}`
}

const BUILT_IN: ConfiguredScenarios = {
  'btc-only': { BTC: '1' },
  market: { BTC: '1', ETH: '1', SELF: '1' },
}

const fields = (entries: readonly (readonly [string, FactValue])[]): FactValue => Object.fromEntries(entries)

/** In lowest terms, so that 0.95 and the product of 1.9 and 0.5 are one statement. */
function fraction({ numerator, denominator }: ExactDecimal): FactValue {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator]
  while (b !== 0n) [a, b] = [b, a % b]
  return [numerator / a, denominator / a]
}

const unknownScenario = (name: string, choices: readonly string[]): UsageError =>
  new UsageError({
    code: 'scenario_unknown',
    happened: `There is no scenario "${name}".`,
    remedy: `Choose one of ${choices.join(', ')}, or add it to scenarios in the config.`,
    context: { scenario: name, choices: choices.join(', ') },
  })

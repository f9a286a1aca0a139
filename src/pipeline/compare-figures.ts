import type { Address } from '../core/address.ts'
import type { AccountFigures, AssetFigure } from '../protocols/chain-figures.ts'
import type { Comparison } from './difference.ts'

/** Stands for a figure that one side does not have, so that its absence is a difference. */
const NOTHING = -1n

type Compare = Comparison['compare']

/** Compares all figures of an account, whichever side has them; answers whether Redline can value it. */
export function compareAccountFigures(
  compare: Compare,
  account: Address,
  own: AccountFigures,
  stated: AccountFigures,
): boolean {
  // Without a price the contract fails where we say that nothing can be said; saying so is a figure too.
  if (own === undefined || stated === undefined)
    compare(account, 'has a value', BigInt(own !== undefined), BigInt(stated !== undefined))
  else
    for (const figure of new Set([...Object.keys(own), ...Object.keys(stated)]))
      compare(account, figure, own[figure] ?? NOTHING, stated[figure] ?? NOTHING)
  return own !== undefined
}

/** Compares all figures of a market and its assets, whichever side has them. */
export function compareAssetFigures(
  compare: Compare,
  own: readonly AssetFigure[],
  stated: readonly AssetFigure[],
): void {
  const valueIn = (side: readonly AssetFigure[], { subject, figure }: AssetFigure) =>
    side.find((one) => one.subject === subject && one.figure === figure)?.value
  for (const one of own) compare(one.subject, one.figure, one.value, valueIn(stated, one) ?? NOTHING)
  for (const one of stated)
    if (valueIn(own, one) === undefined) compare(one.subject, one.figure, NOTHING, one.value)
}

import type { CheckedStep } from './fall.ts'

/** A day of the fall. */
export type Day = {
  /** In UTC. */
  readonly day: string
  /** BTC/USD of its lowest step, 8 decimals. */
  readonly low: bigint
  readonly acted: number
  /** The most positions under 1 that prices brought about at one step, before anybody reacted. */
  readonly under: number
  readonly liquidations: number
  readonly deficits: number
  readonly figures: number
  readonly unequal: number
}

/** Steps by the day they fall on, in their order. */
export function days(steps: readonly CheckedStep[]): readonly Day[] {
  const found = new Map<string, Day>()
  for (const { step, under, followed, served } of steps) {
    const day = step.time.slice(0, 10)
    const before = found.get(day) ?? { ...EMPTY, low: step.btcUsd }
    found.set(day, {
      day,
      low: step.btcUsd < before.low ? step.btcUsd : before.low,
      acted: before.acted + step.actions,
      under: Math.max(before.under, under),
      liquidations: before.liquidations + step.liquidations,
      deficits: before.deficits + step.deficits,
      figures: before.figures + followed.figures + served.figures,
      unequal: before.unequal + followed.faults.length + served.faults.length,
    })
  }
  return [...found.values()]
}

const EMPTY = { acted: 0, under: 0, liquidations: 0, deficits: 0, figures: 0, unequal: 0 }

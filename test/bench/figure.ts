/** One measured value. Where there is an aim, it stands beside; nothing fails for being slow. */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit:
    | 's'
    | 'ms'
    | 'µs'
    | 'MiB'
    | 'bytes'
    | 'segments/s'
    | 'positions/s'
    | 'logs/s'
    | 'requests/s'
    | 'times'
    | 'count'
  /** At most this much is wanted. */
  readonly aim?: number
  /** At least this much is wanted. */
  readonly least?: number
  /** The same by another way, in the same run. */
  readonly rival?: { readonly name: string; readonly value: number }
}

/** The middle and the slow end of several durations, in ms. */
export function spread(name: string, durations: readonly number[], aim?: number): readonly Figure[] {
  const ordered = durations.toSorted((a, b) => a - b)
  const at = (part: number): number => ordered[Math.ceil(part * ordered.length) - 1] ?? 0
  return [
    { name: `${name}, p50`, value: at(0.5), unit: 'ms' },
    { name: `${name}, p99`, value: at(0.99), unit: 'ms', ...(aim === undefined ? {} : { aim }) },
  ]
}

/** Seconds that work takes, with what it gives. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ seconds: number; value: T }> {
  const begin = performance.now()
  const value = await work()
  return { seconds: (performance.now() - begin) / 1_000, value }
}

/** The middle duration of several runs of the same work, in ms; a first run that is not counted warms it up. */
export function middleOf(rounds: number, work: (round: number) => unknown): number {
  work(0)
  const durations = Array.from({ length: rounds }, (_, round) => {
    const begin = performance.now()
    work(round)
    return performance.now() - begin
  })
  return durations.sort((a, b) => a - b)[rounds >> 1] ?? 0
}

/** A table in Markdown. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, aim, least, rival }) => [
    name,
    `${shown(value)} ${unit}`,
    aim !== undefined
      ? `${value <= aim ? '≤' : 'over'} ${shown(aim)}`
      : least === undefined
        ? ''
        : `${value >= least ? '≥' : 'under'} ${shown(least)}`,
    rival === undefined ? '' : `${rival.name}: ${shown(rival.value)}`,
  ])
  return [['figure', 'value', 'aim', 'rival'], ['---', '---:', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

const shown = (value: number): string =>
  Number.isInteger(value) || value >= 10_000
    ? Math.round(value).toLocaleString('en-GB')
    : value.toFixed(value < 10 ? 2 : 1)

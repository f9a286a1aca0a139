/** Where a command writes: answers to `out`, progress and errors to `err`. */
export type Output = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whether a person watches `err`, so that a bar may redraw itself. */
  readonly interactive: boolean
}

/** One JSON document on `out`; bigints never reach it, they are strings by then. */
export const printJson = ({ out }: Output, value: unknown): void => out(JSON.stringify(value, null, 2))

/** One JSON document on a line of its own, for commands that print one after the other. */
export const printJsonLine = ({ out }: Output, value: unknown): void => out(JSON.stringify(value))

/** Prints every item, with an empty line between one and the next. */
export function printEach<T>({ out }: Output, items: readonly T[], print: (item: T) => void): void {
  for (const [i, item] of items.entries()) {
    if (i > 0) out('')
    print(item)
  }
}

/** Columns aligned by their widest cell; the first column to the left, all others to the right. */
export function printTable({ out }: Output, rows: readonly (readonly string[])[]): void {
  const widths: number[] = []
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  for (const row of rows) {
    const cells = row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    )
    out(`  ${cells.join('  ').trimEnd()}`)
  }
}

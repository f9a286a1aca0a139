import { expect } from 'vitest'

/** The lines with one of them changed. */
export const changed = (
  lines: readonly string[],
  at: number,
  change: (line: string) => string,
): readonly string[] =>
  lines.map((line, i) => {
    if (i !== at) return line
    const other = change(line)
    expect(other).not.toBe(line)
    return other
  })

/** Another amount for one side of the first leg of a position that has some there. */
export function moved(lines: readonly string[], side: 'collateral' | 'debt'): readonly string[] {
  const amount = new RegExp(`"${side}":\\{"#":"([1-9]\\d*)"`)
  const at = lines.findIndex((line, i) => i > 0 && amount.test(line))
  return changed(lines, at, (line) =>
    line.replace(amount, (_, digits: string) => `"${side}":{"#":"${BigInt(digits) + 10n ** 15n}"`),
  )
}

/** The account of a position without its checksum. */
export const lowerAccount = (line: string): string =>
  line.replace(
    /"account":"(0x[0-9a-fA-F]{40})"/,
    (_, account: string) => `"account":"${account.toLowerCase()}"`,
  )

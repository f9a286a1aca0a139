/** A span that a node named while it refused a larger one. */
export type StatedLimit = {
  readonly blocks: bigint
  /** Whether it holds for every range; otherwise only for the logs that happen to lie here. */
  readonly isRule: boolean
}

/**
 * Finds in a refusal how many blocks the node would accept. Nothing depends on understanding it: a wrong guess costs
 * a request, and undefined means to halve.
 */
export function statedLimit(refusal: string): StatedLimit | undefined {
  const [, from, to] = /\[(0x[0-9a-f]{1,16}),\s*(0x[0-9a-f]{1,16})\]/i.exec(refusal) ?? []
  if (from !== undefined && to !== undefined) {
    const blocks = BigInt(to) - BigInt(from) + 1n
    return blocks > 0n ? { blocks, isRule: false } : undefined
  }
  for (const pattern of [BEFORE_WORD, AFTER_WORD]) {
    const [, digits, thousands] = pattern.exec(refusal) ?? []
    if (digits === undefined) continue
    const blocks = BigInt(digits.replaceAll(',', '')) * (thousands === undefined ? 1n : 1_000n)
    if (blocks > 0n) return { blocks, isRule: true }
  }
  return undefined
}

/** "limited to a 10,000 range", "up to a 2K block range", "0 - 10000 blocks range". */
const BEFORE_WORD = /(\d[\d,]{0,12})\s?(k\b)?[\s-]{0,2}(?:blocks?|range)\b/i
/** "max range: 800", "exceed maximum block range: 50000", "max is 1k blocks"; a limit of results is none of blocks. */
const AFTER_WORD =
  /\b(?:max(?:imum)?|limit)\b[^\d]{0,25}(\d[\d,]{0,12})(?![\d,])\s?(k\b)?(?!\s?(?:results|logs|events|bytes|[km]b))/i

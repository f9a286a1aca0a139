/** The two numbers that a Chainlink proxy packs into a round id: `phase << 64 | round`. */
export type RoundId = {
  /** How many aggregators the proxy has had; 1 is the first. */
  readonly phase: number
  /** The round as the phase's aggregator counts it, and as its events say it. */
  readonly round: bigint
}

/** Takes a proxy's round id apart. */
export function decodeRoundId(id: bigint): RoundId {
  return { phase: Number(id >> 64n), round: id & 0xffff_ffff_ffff_ffffn }
}

/** The round id that a proxy answers; the inverse of `decodeRoundId`. */
export function encodeRoundId({ phase, round }: RoundId): bigint {
  return (BigInt(phase) << 64n) | round
}

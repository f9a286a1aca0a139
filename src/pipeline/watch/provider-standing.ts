/** What is thought of one of a chain's providers. */
export type ProviderStanding = {
  /** Scheme and host; the rest of a URL may hold a key. */
  readonly name: string
  /** The last head that it reported. */
  readonly head: bigint | undefined
  /** Why it is not asked, and until when (ms since 1970; unknown where it is asked again with the chain itself). */
  readonly aside:
    | { readonly code: string; readonly reason: string; readonly until: number | undefined }
    | undefined
}

/** The highest block that so many providers report; undefined while fewer have reported any. */
export function quorumHead(providers: readonly ProviderStanding[], quorum: number): bigint | undefined {
  const heads = providers.flatMap(({ head, aside }) =>
    head === undefined || aside !== undefined ? [] : [head],
  )
  return heads.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0))[quorum - 1]
}

import { LRUCache } from 'lru-cache'
import type { Place, Resolved } from './question.ts'

/** What a request came to. */
export type KnownRequest = {
  readonly answerId: string
  readonly isComplete: boolean
}

/** What requests came to, by their URLs, for as long as the chains stand where they stood. */
export type KnownRequests = {
  readonly find: (url: string, latest: readonly Place[]) => KnownRequest | undefined
  /** Remembers a request that was answered about these places; not one about others, which says nothing of the next. */
  readonly keep: (
    url: string,
    latest: readonly Place[],
    resolved: Pick<Resolved, 'asOf'>,
    request: KnownRequest,
  ) => void
}

const REMEMBERED_BYTES = 8 * 1024 * 1024
/** What an entry takes beside its URL, and a character of that; bytes. */
const ENTRY = { fixed: 512, character: 2 }

/**
 * Saves reading and resolving a request that came before: the same URL at the same places comes to the same answer. Only
 * its name is remembered here, since the bytes are with the answers.
 */
export function knownRequests(): KnownRequests {
  const known = new LRUCache<string, KnownRequest & { readonly at: string }>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: (_, url) => ENTRY.fixed + ENTRY.character * url.length,
  })
  return {
    find(url, latest) {
      const request = known.get(url)
      return request !== undefined && request.at === placesText(latest) ? request : undefined
    },
    keep(url, latest, { asOf }, request) {
      const at = placesText(latest)
      // A chain whose book was lost just now is in the one and not in the other.
      if (at === placesText(asOf)) known.set(url, { ...request, at })
    },
  }
}

/** One text for equal places. */
const placesText = (places: readonly Place[]): string =>
  places
    .map(
      ({ chainId, blockHash, finality, agreement, stale }) =>
        `${chainId} ${blockHash} ${finality} ${agreement} ${stale ? 'stale' : ''}`,
    )
    .join()

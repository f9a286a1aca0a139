import type { FactRecord } from '../../core/fact-record.ts'
import type { ReplayStorePort } from './ports.ts'
import { ReplayError } from './replay-error.ts'

type StoredFact = FactRecord & { readonly block: bigint }

/** Gives the facts of one segment end after the other. */
export type FactsByBlock = {
  /**
   * The facts of an end; ends are asked for in order, none left out.
   * @throws ReplayError `replay_stray_facts` when there are facts of a block before it that is no end.
   */
  readonly of: (end: bigint) => Promise<readonly FactRecord[]>
}

/** Reads facts page by page as they are asked for, so that a stretch of any length takes the memory of two pages. */
export function factsByBlock(
  store: Pick<ReplayStorePort, 'pages'>,
  chainId: number,
  after: bigint,
  upTo: bigint,
): FactsByBlock {
  const pages = store.pages(chainId, after, upTo)[Symbol.asyncIterator]()
  let page: readonly StoredFact[] = []
  let at = 0
  const next = async (): Promise<StoredFact | undefined> => {
    while (at === page.length) {
      const more = await pages.next()
      if (more.done === true) return undefined
      page = more.value
      at = 0
    }
    return page[at]
  }
  return {
    async of(end) {
      const facts: FactRecord[] = []
      for (let fact = await next(); fact !== undefined && fact.block <= end; fact = await next()) {
        const { block, ...record } = fact
        if (block < end)
          throw new ReplayError(
            'replay_stray_facts',
            `Facts of block ${block} of chain ${chainId} are stored, but no segment ends there.`,
            { chainId, block },
          )
        facts.push(record)
        at += 1
      }
      return facts
    },
  }
}

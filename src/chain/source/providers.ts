import type { RedlineError } from '../../core/errors.ts'
import type { ChainClient } from '../client.ts'
import { isLie, SourceError } from './source-error.ts'

/** One of a chain's nodes. */
export type Provider = { readonly name: string; readonly client: ChainClient }

/** What is thought of a provider, for status pages and logs. */
export type ProviderStatus = {
  readonly name: string
  /** The last head that it reported. */
  readonly head: bigint | undefined
  /** Why it is not asked, and until when (ms of the clock); undefined while it is in good standing. */
  readonly aside: Aside | undefined
  /** Times set aside in a row; decides how long the next time lasts. */
  readonly strikes: number
}

export type Aside = {
  readonly code: string
  readonly reason: string
  readonly until: number
  /** Whether it said something false, rather than nothing or something old. */
  readonly lied: boolean
}

export type ProviderSettings = {
  /** How many must report the same block. */
  readonly quorum: number
  readonly now: () => number
  /** How long a provider is set aside the first time, in ms; doubles each time. Default 5,000. */
  readonly probationMs?: number
  /** Default 300,000. */
  readonly longestProbationMs?: number
  /** Told whenever a provider is set aside or comes back. */
  readonly onChange?: (status: ProviderStatus) => void
}

/** The nodes of one chain: who is asked, who is set aside and why, and who vouched for which block. */
export type Providers = ReturnType<typeof createProviders>

/**
 * Keeps the standing of a chain's nodes.
 * @throws SourceError `quorum_impossible`.
 */
export function createProviders(clients: readonly ChainClient[], settings: ProviderSettings) {
  const { quorum, now, probationMs = 5_000, longestProbationMs = 300_000, onChange } = settings
  if (quorum < 1 || quorum > clients.length)
    throw new SourceError(
      'quorum_impossible',
      `A quorum of ${quorum} cannot be had of ${clients.length} nodes.`,
      { quorum, nodes: clients.length },
    )
  const records = new Map<Provider, Standing>()
  for (const [i, client] of clients.entries())
    records.set({ name: `${i + 1} ${client.node.url}`, client }, { head: undefined, strikes: 0, lags: 0 })
  const vouchers = new Map<string, readonly Provider[]>()

  const setAside = (provider: Provider, error: RedlineError): void => {
    const record = standingOf(records, provider)
    const ms = Math.min(probationMs * 2 ** record.strikes, longestProbationMs)
    record.strikes += 1
    record.lags = 0
    record.aside = { code: error.code, reason: error.happened, until: now() + ms, lied: isLie(error) }
    onChange?.(statusOf(provider, record))
  }

  return {
    quorum,
    clients,
    /**
     * Who may be asked, in order: those in good standing, then those whose probation is due. Only if these are fewer
     * than the quorum, those that failed, lagged or were on another branch as well: it may have been the way to all
     * of them, and a quorum of them is one. Never one that said something false, before its time.
     */
    candidates: (): { readonly regular: readonly Provider[]; readonly onProbation: readonly Provider[] } => {
      const all = [...records]
      const regular = all.filter(([, { aside }]) => aside === undefined)
      const due = all.filter(([, { aside }]) => aside !== undefined && aside.until <= now())
      const failed = all.filter(([, { aside }]) => aside !== undefined && aside.until > now() && !aside.lied)
      const reserve = regular.length + due.length < quorum ? failed : []
      return {
        regular: [...regular, ...reserve].map(([provider]) => provider),
        onProbation: due.map(([provider]) => provider),
      }
    },
    /** It failed, or said what cannot be. */
    fault: setAside,
    /** It has not got a block that the quorum has; the third time in a row it is set aside. */
    lag: (provider: Provider, behind: bigint): void => {
      const record = standingOf(records, provider)
      record.lags += 1
      if (record.lags >= 3)
        setAside(
          provider,
          new SourceError(
            'head_behind',
            `The node at ${provider.client.node.url} is ${behind} blocks behind.`,
            {
              behind,
            },
          ),
        )
    },
    sawHead: (provider: Provider, head: bigint): void => {
      standingOf(records, provider).head = head
    },
    /** They reported this block as the quorum does; whoever was on probation is back. */
    vouch: (hash: string, agreeing: readonly Provider[]): void => {
      for (const provider of agreeing) {
        const record = standingOf(records, provider)
        record.lags = 0
        if (record.aside === undefined) {
          // Forgiven only after as long a time of good conduct as the last probation took.
          if (record.goodFrom !== undefined && now() >= record.goodFrom) {
            record.strikes = 0
            record.goodFrom = undefined
          }
          continue
        }
        record.goodFrom = now() + Math.min(probationMs * 2 ** record.strikes, longestProbationMs)
        record.aside = undefined
        onChange?.(statusOf(provider, record))
      }
      vouchers.delete(hash)
      vouchers.set(hash, agreeing)
      const [oldest] = vouchers.keys()
      if (vouchers.size > REMEMBERED && oldest !== undefined) vouchers.delete(oldest)
    },
    /** The nodes to read this block's state from: those that vouched for it and still stand well. */
    readersOf: (hash: string): readonly Provider[] =>
      (vouchers.get(hash) ?? []).filter((provider) => standingOf(records, provider).aside === undefined),
    status: (): readonly ProviderStatus[] =>
      [...records].map(([provider, record]) => statusOf(provider, record)),
  }
}

/** Blocks of which it is remembered who vouched for them. */
const REMEMBERED = 1_024

type Standing = {
  head: bigint | undefined
  strikes: number
  lags: number
  aside?: Aside | undefined
  goodFrom?: number | undefined
}

function standingOf(records: ReadonlyMap<Provider, Standing>, provider: Provider): Standing {
  return records.get(provider) ?? { head: undefined, strikes: 0, lags: 0 }
}

function statusOf({ name }: Provider, { head, strikes, aside }: Standing): ProviderStatus {
  return { name, head, strikes, aside }
}

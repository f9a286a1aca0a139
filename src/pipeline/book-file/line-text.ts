import { legText } from '../../core/book/leg-value.ts'
import type { HeldPosition } from '../../core/book/rules.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import { BOOK_FILE, type BookHeader } from './format.ts'

/** What the chain's own contract answers of an account, by name; undefined where it refuses to. */
export type ViewFigures = Readonly<Record<string, bigint>> | undefined

/** The chain's own view of one position. */
export type PositionView = { readonly kind: string; readonly figures: ViewFigures }

/** A market of the first line, its records apart: their values are canonical text already. */
export type HeaderMarket = Omit<BookHeader['markets'][number], 'records'> & {
  readonly facts: readonly FactRecord[]
}

/** What the first line says. */
export type HeaderParts = Omit<BookHeader, 'schema' | 'markets'> & {
  readonly markets: readonly HeaderMarket[]
}

/** The first line without its line feed: the one text that there is for what it says. */
export function headerText(parts: HeaderParts): string {
  const { writtenBy, chainId, block, positions, unread, markets } = parts
  const { number, hash, timestamp } = block
  const lead = JSON.stringify({
    schema: BOOK_FILE,
    writtenBy,
    chainId,
    block: { number, hash, timestamp },
    positions,
    unread,
  })
  return `${lead.slice(0, -1)},"markets":[${markets.map(marketText).join(',')}]}`
}

function marketText(parts: HeaderMarket): string {
  const { market, protocol, accounts, positions, coveredBorrowers, controlTotals, view, facts } = parts
  const lead = JSON.stringify({
    market,
    protocol,
    accounts,
    positions,
    coveredBorrowers,
    controlTotals: controlTotals.map(({ subject, total, known, stated }) => ({
      subject,
      total,
      known,
      stated,
    })),
    ...(view === undefined
      ? {}
      : {
          view: {
            kind: view.kind,
            figures: view.figures.map(({ subject, figure, value }) => ({ subject, figure, value })),
          },
        }),
  })
  const records = facts.map(({ kind, key, value }) => recordText(kind, key, value))
  return `${lead.slice(0, -1)},"records":[${records.join(',')}]}`
}

/** The line of a position without its line feed: the one text that there is for what it says. */
export function positionText(market: string, held: HeldPosition, view: PositionView | undefined): string {
  const { account, own, legs } = held
  const records = [
    ...(own === undefined ? [] : [recordText('account', '', own)]),
    ...legs.map((leg) => recordText('leg', leg.asset, legText(leg))),
  ]
  const seen = view === undefined ? '' : `,"view":${viewText(view)}`
  return `{"market":${JSON.stringify(market)},"account":"${account}","records":[${records.join(',')}]${seen}}`
}

function viewText({ kind, figures }: PositionView): string {
  const names = figures && Object.entries(figures).map(([name, value]) => [name, value.toString()])
  return JSON.stringify({ kind, figures: names === undefined ? null : Object.fromEntries(names) })
}

/** Values are JSON already, with their names sorted. */
const recordText = (kind: string, subject: string, value: string): string =>
  `{"kind":${JSON.stringify(kind)},"subject":${JSON.stringify(subject)},"value":${value}}`

/** The last line without its line feed. */
export const trailerText = (positions: number, sha256: string): string =>
  JSON.stringify({ positions: `${positions}`, sha256 })

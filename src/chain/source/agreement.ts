import type { Header } from '../../core/segment.ts'
import { readHeader, readTagged } from './header.ts'
import type { Provider } from './providers.ts'
import { type Asking, askOne } from './reading.ts'
import { SourceError } from './source-error.ts'
import type { Trouble } from './stall.ts'

/** What the quorum says about the chain. */
export type Agreement =
  /**
   * So many as the quorum report this header, and these are they. `head`: the highest block that a quorum has;
   * `isBehind`: a minority has more of what is wanted.
   */
  | {
      readonly kind: 'agreed'
      readonly header: Header
      readonly readers: readonly Provider[]
      readonly head: bigint
      readonly isBehind: boolean
    }
  /** A quorum has this head, and nothing was wanted of it; -1 where no quorum has a block with the tag. */
  | { readonly kind: 'nothing'; readonly head: bigint }
  | ({ readonly kind: 'stuck' } & Trouble)

/**
 * Asks as many nodes as the quorum needs for a header by tag, and then for the one at the height that `wanted` picks
 * from the highest height that a quorum has. Where these do not suffice, all others are asked too. Whoever contradicts
 * an agreement is set aside; without one nobody is, and the chain stands still: a minority is never followed.
 *
 * Requests when all agree at `wanted` = head: one for each node of the quorum.
 */
export async function agree(
  asking: Asking,
  tag: 'latest' | 'finalized',
  wanted: (head: bigint) => bigint | undefined,
): Promise<Agreement> {
  const { quorum, candidates } = asking.providers
  const { regular, onProbation } = candidates()
  const views: View[] = []
  const first = [...regular.slice(0, quorum), ...onProbation]
  const rest = regular.slice(quorum)
  for (const group of [first, rest]) {
    if (group.length === 0 && views.length > 0) continue
    const heads = await Promise.all(group.map((provider) => viewOf(asking, provider, tag)))
    views.push(...heads.filter((view) => view !== undefined))
    const outcome = await weigh(asking, views, wanted)
    const isTagRare = outcome.kind === 'nothing' && outcome.head < 0n && views.some(({ head }) => head >= 0n)
    const suffices =
      (outcome.kind === 'nothing' && !isTagRare) || (outcome.kind === 'agreed' && !outcome.isBehind)
    if (suffices || group === rest || rest.length === 0) return outcome
  }
  return tooFew(asking, 0, 'answer')
}

/** A node and the headers that it has shown in this round; its head is -1 where it has no block with the tag. */
type View = { readonly provider: Provider; readonly head: bigint; readonly headers: Map<bigint, Header> }

async function viewOf(
  asking: Asking,
  provider: Provider,
  tag: 'latest' | 'finalized',
): Promise<View | undefined> {
  const header = await askOne(asking, provider, ({ client }) =>
    tag === 'latest' ? readHeader(client, tag) : readTagged(client, tag),
  )
  if (header === undefined) return undefined
  if (header === null) return { provider, head: -1n, headers: new Map() }
  if (tag === 'latest') asking.providers.sawHead(provider, header.number)
  return { provider, head: header.number, headers: new Map([[header.number, header]]) }
}

async function weigh(
  asking: Asking,
  views: readonly View[],
  wanted: (head: bigint) => bigint | undefined,
): Promise<Agreement> {
  const { providers } = asking
  const { quorum } = providers
  const heads = views.map(({ head }) => head).toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0))
  const [highest] = heads
  const head = heads[quorum - 1]
  if (head === undefined || highest === undefined) return tooFew(asking, views.length, 'answer')
  // Not every chain calls blocks final, and where no quorum does none is, whoever says otherwise.
  if (head < 0n) return { kind: 'nothing', head }
  const height = wanted(head)
  if (height === undefined)
    return wanted(highest) === undefined
      ? { kind: 'nothing', head }
      : stuck('providers_lagging', `only a minority has block ${highest}, the others are at ${head} or below`)
  const answers = await Promise.all(
    views
      .filter((view) => view.head >= height)
      .map(async (view) => ({ view, header: await at(asking, view, height) })),
  )
  const reports = answers.flatMap(({ view, header }) => (header === undefined ? [] : [{ ...view, header }]))
  const [best, second] = byCount(reports.map(({ header }) => contentOf(header)))
  const agreeing = reports.filter(({ header }) => contentOf(header) === best?.content)
  const [chosen] = agreeing
  // Two quorums that contradict each other are none; a quorum of one means to believe the first.
  const isSplit = quorum > 1 && second !== undefined && second.count >= quorum
  if (chosen === undefined || agreeing.length < quorum || isSplit)
    return reports.length < quorum
      ? tooFew(asking, reports.length, `show block ${height}`)
      : stuck(
          'providers_disagree',
          `${agreeing.length} of the ${quorum} nodes that must agree do about block ${height}`,
        )
  const readers = agreeing.map(({ provider }) => provider)
  providers.vouch(chosen.header.hash, readers)
  for (const { provider, header } of reports)
    if (contentOf(header) !== best?.content)
      providers.fault(provider, dispute(provider, header, chosen.header))
  for (const view of views)
    if (view.head >= 0n && view.head < height) providers.lag(view.provider, height - view.head)
  return { kind: 'agreed', header: chosen.header, readers, head, isBehind: wanted(highest) !== height }
}

async function at(asking: Asking, { provider, headers }: View, height: bigint): Promise<Header | undefined> {
  const known = headers.get(height)
  if (known !== undefined) return known
  const header = await askOne(asking, provider, ({ client }) => readHeader(client, height))
  if (header !== undefined) headers.set(height, header)
  return header
}

/** All of a header: where its hash cannot be verified, a true hash may come with a false bloom. */
const contentOf = ({ hash, parentHash, timestamp, logsBloom, receiptsRoot }: Header): string =>
  [hash, parentHash, timestamp, logsBloom, receiptsRoot].join()

/** The different ones of these, the most frequent first. */
function byCount(
  contents: readonly string[],
): readonly { readonly content: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const content of contents) counts.set(content, (counts.get(content) ?? 0) + 1)
  return [...counts].map(([content, count]) => ({ content, count })).toSorted((a, b) => b.count - a.count)
}

/** Names a node that said something false first, since that is why the others do not suffice. */
function tooFew({ providers }: Asking, found: number, act: string): Agreement {
  const aside = providers.status().flatMap((status) => status.aside ?? [])
  const reasons = aside.map(({ reason }) => ` ${reason}`).join('')
  const code = aside.find(({ lied }) => lied)?.code ?? 'providers_unreachable'
  return {
    kind: 'stuck',
    code,
    reason: `${found} of the ${providers.quorum} nodes that must agree ${act}.${reasons}`,
  }
}

const stuck = (code: string, reason: string): Agreement => ({
  kind: 'stuck',
  code,
  reason: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
})

function dispute({ client }: Provider, said: Header, agreed: Header): SourceError {
  return new SourceError(
    'hash_disputed',
    `The node at ${client.node.url} has ${said.hash} for block ${agreed.number}, where the quorum has ${agreed.hash}.`,
    { url: client.node.url, number: agreed.number, said: said.hash, agreed: agreed.hash },
  )
}

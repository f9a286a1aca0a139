import type { Call } from '../protocols/plan.ts'
import { type Asking, aggregate, type Outcome } from './aggregate.ts'
import { answerBytes } from './answer-size.ts'
import type { ChainClient } from './client.ts'
import { inParts } from './in-parts.ts'
import { settle } from './settle-call.ts'
import { isTooMuch, toChainError } from './to-chain-error.ts'
import { together } from './together.ts'

type Reading = Asking & { readonly callsPerRequest: number }

/** One call and where its answer goes. */
type Seat = { readonly call: Call; readonly at: number }

type Work = {
  readonly reading: Reading
  readonly answers: unknown[]
  /** Calls per aggregate; only shrinks. */
  limit: number
}

/**
 * So few calls are sure to have enough gas each: nodes grant a request tens of millions. A failure among more may be
 * a lack of gas, since Multicall3 forwards what is left and reports a starved call like a reverted one.
 */
const FEW = 16

/** Without Multicall3 the answer poses as the code of a new contract, which EIP-170 limits to 24,576 bytes. */
const LONGEST_DEPLOYLESS = 24_000

/**
 * Answers calls in order. They are split over aggregates, all of which travel in one message; says how many calls an
 * aggregate turned out to bear. A failed call among many is asked again among few before it counts as failed, and
 * optional ones that failed before at this node are asked among few at once.
 * @throws ChainError of the first request or required call that fails, after all have ended.
 */
export async function readCalls(
  reading: Reading,
  calls: readonly Call[],
): Promise<{ readonly answers: readonly unknown[]; readonly callsPerRequest: number }> {
  const work: Work = { reading, answers: new Array<unknown>(calls.length), limit: reading.callsPerRequest }
  const { failing } = reading.client.node
  const seats = calls.map((call, at) => ({ call, at }))
  const most = reading.mode === 'deployless' ? LONGEST_DEPLOYLESS : Number.POSITIVE_INFINITY
  const isFailing = ({ call }: Seat): boolean => failing.has(call)
  const parts = [
    ...chunks(
      seats.filter((seat) => !isFailing(seat)),
      reading.callsPerRequest,
      most,
    ),
    ...chunks(seats.filter(isFailing), Math.min(FEW, reading.callsPerRequest), most),
  ]
  await readParts(work, reading.client, parts)
  return { answers: work.answers, callsPerRequest: work.limit }
}

const readParts = async (
  work: Work,
  client: ChainClient,
  parts: readonly (readonly Seat[])[],
): Promise<unknown> =>
  together(
    client,
    parts.map((part) => (own) => readPart(work, own, part)),
  )

async function readPart(work: Work, client: ChainClient, part: readonly Seat[]): Promise<void> {
  const asking = { ...work.reading, client }
  const outcomes = await attempt(work, asking, part)
  // One half after the other, so that a node that bears nothing at all is found out soon.
  if (outcomes === 'too much') {
    const half = Math.ceil(part.length / 2)
    work.limit = Math.min(work.limit, half)
    await readPart(work, client, part.slice(0, half))
    return readPart(work, client, part.slice(half))
  }
  const doubtful: Seat[] = []
  for (const [i, seat] of part.entries()) {
    const outcome = outcomes[i]
    if (outcome?.kind === 'value') work.answers[seat.at] = outcome.value
    else if (part.length > FEW) doubtful.push(seat)
    else if (outcome !== undefined) {
      work.answers[seat.at] = await settle(asking, seat.call, outcome)
      client.node.failing.add(seat.call)
    }
  }
  await readParts(work, client, chunks(doubtful, FEW))
}

async function attempt(
  { reading }: Work,
  asking: Asking,
  part: readonly Seat[],
): Promise<readonly Outcome[] | 'too much'> {
  const { chainId, url } = reading.client.node
  const { block } = reading
  try {
    return await aggregate(
      asking,
      part.map(({ call }) => call),
    )
  } catch (cause) {
    const error = toChainError(cause, {
      chainId,
      url,
      block: block.number,
      blockHash: block.hash,
      calls: part.length,
    })
    // Refusals come at once and are worth following down to one call; each time-out costs its whole time.
    const least = error.code === 'rpc_limit_exceeded' ? 1 : FEW
    if (isTooMuch(error) && part.length > least) return 'too much'
    throw error
  }
}

/** In order, so many seats each at most, whose answers are so many bytes together at most. */
const chunks = (
  seats: readonly Seat[],
  most: number,
  mostSize = Number.POSITIVE_INFINITY,
): readonly (readonly Seat[])[] => inParts(seats, { most, sizeOf: ({ call }) => answerBytes(call), mostSize })

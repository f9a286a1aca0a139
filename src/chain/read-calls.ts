import type { Call } from '../protocols/plan.ts'
import { type Asking, aggregate, type Outcome } from './aggregate.ts'
import { settle } from './settle-call.ts'
import { isTooMuch, toChainError } from './to-chain-error.ts'

type Reading = Asking & { readonly concurrency: number; readonly callsPerRequest: number }

/** One call and where its answer goes. */
type Seat = { readonly call: Call; readonly at: number }

type Work = {
  readonly reading: Reading
  readonly answers: unknown[]
  /** Calls per request; only shrinks. */
  limit: number
}

/**
 * So few calls are sure to have enough gas each: nodes grant a request tens of millions. A failure among more may be
 * a lack of gas, since Multicall3 forwards what is left and reports a starved call like a reverted one.
 */
const FEW = 16

/**
 * Answers calls in order, split over requests; says how many calls a request turned out to bear. A failed call among
 * many is asked again among few before it counts as failed.
 * @throws ChainError of the first request or required call that fails; what is under way then is let go.
 */
export async function readCalls(
  reading: Reading,
  calls: readonly Call[],
): Promise<{ readonly answers: readonly unknown[]; readonly callsPerRequest: number }> {
  const work: Work = { reading, answers: new Array<unknown>(calls.length), limit: reading.callsPerRequest }
  const seats = calls.map((call, at) => ({ call, at }))
  let next = 0
  let failed = false
  const worker = async () => {
    while (next < seats.length && !failed) {
      const part = seats.slice(next, next + work.limit)
      next += part.length
      await readPart(work, part)
    }
  }
  const workers = Array.from({ length: reading.concurrency }, () =>
    worker().catch((error: unknown) => {
      failed = true
      throw error
    }),
  )
  await Promise.all(workers)
  return { answers: work.answers, callsPerRequest: work.limit }
}

async function readPart(work: Work, part: readonly Seat[]): Promise<void> {
  const outcomes = await attempt(work, part)
  if (outcomes === 'too much') return readHalves(work, part)
  const doubtful: Seat[] = []
  for (const [i, seat] of part.entries()) {
    const outcome = outcomes[i]
    if (outcome?.kind === 'value') work.answers[seat.at] = outcome.value
    else if (part.length > FEW) doubtful.push(seat)
    else if (outcome !== undefined) work.answers[seat.at] = await settle(work.reading, seat.call, outcome)
  }
  for (let from = 0; from < doubtful.length; from += FEW)
    await readPart(work, doubtful.slice(from, from + FEW))
}

async function attempt(work: Work, part: readonly Seat[]): Promise<readonly Outcome[] | 'too much'> {
  const { chainId, url } = work.reading.client.node
  const { block } = work.reading
  try {
    return await aggregate(
      work.reading,
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

async function readHalves(work: Work, part: readonly Seat[]): Promise<void> {
  const half = Math.ceil(part.length / 2)
  work.limit = Math.min(work.limit, half)
  await readPart(work, part.slice(0, half))
  await readPart(work, part.slice(half))
}

import { type ChainClient, clientOver } from './client.ts'
import type { Exchange, Question, Reply } from './exchange.ts'

/** Something to read through a client. It must not wait for another task of the same round. */
export type Task<T> = (client: ChainClient) => Promise<T>

/**
 * The same reading of many things, so many in step at a time: for answers that are too long to be had all at once.
 * @throws as `together`, without beginning the next group.
 */
export async function inGroups<T, R>(
  client: ChainClient,
  items: readonly T[],
  size: number,
  read: (client: ChainClient, item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  for (let from = 0; from < items.length; from += size) {
    const group = items.slice(from, from + size).map(
      (item): Task<R> =>
        (own) =>
          read(own, item),
    )
    results.push(...(await together(client, group)))
  }
  return results
}

type Waiting = { readonly questions: readonly Question[]; readonly take: (replies: readonly Reply[]) => void }

/**
 * Runs readings of one node in step: what all of them ask next goes as one message, as soon as each of them has asked
 * or ended. So as many messages are sent as the longest of them needs alone. No clock is involved: the same tasks send
 * the same messages.
 * @returns the results in order; throws the error of the first task in order that failed, after all have ended.
 */
export async function together<T>(client: ChainClient, tasks: readonly Task<T>[]): Promise<readonly T[]> {
  const [first, second] = tasks
  if (first === undefined) return []
  if (second === undefined) return [await first(client)]
  const round = createRound(client, tasks.length)
  const ended = await Promise.allSettled(
    tasks.map((task) => {
      const member = round.join()
      return task(clientOver(client.node, member.exchange)).finally(member.leave)
    }),
  )
  return ended.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}

/** Gathers the questions of so many members. */
function createRound(client: ChainClient, members: number) {
  /** Members that have neither asked nor left. */
  let busy = members
  let waiting: Waiting[] = []
  const look = (): void => {
    if (busy > 0 || waiting.length === 0) return
    const asked = waiting
    waiting = []
    void client.exchange(asked.flatMap(({ questions }) => questions)).then((replies) => {
      let from = 0
      for (const { questions, take } of asked) {
        take(replies.slice(from, from + questions.length))
        from += questions.length
      }
    })
  }
  return {
    join: () => {
      let open = 0
      let hasLeft = false
      const count = (change: number): void => {
        const was = open > 0 || hasLeft
        open += change
        const is = open > 0 || hasLeft
        if (was !== is) busy += is ? -1 : 1
      }
      const exchange: Exchange = (questions) =>
        new Promise((resolve) => {
          count(1)
          const take = (replies: readonly Reply[]): void => {
            count(-1)
            resolve(replies)
          }
          waiting.push({ questions, take })
          // A member that asks two things at once has both of them in the same message.
          queueMicrotask(look)
        })
      const leave = (): void => {
        const was = open > 0
        hasLeft = true
        if (!was) busy -= 1
        look()
      }
      return { exchange, leave }
    },
  }
}

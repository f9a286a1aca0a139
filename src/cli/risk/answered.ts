import type { HeldBook } from '../../pipeline/risk/held-book.ts'
import { heldFrom } from '../book/from-book.ts'
import type { CliPorts } from '../ports.ts'
import type { RunningService, ServiceSaid } from '../running-service.ts'
import type { RiskOptions } from './asked.ts'
import { type MarketReader, readBooks } from './read-books.ts'

/** The ways in which a question can be answered. */
export type Ways<Document> = {
  readonly service: (running: RunningService) => Promise<ServiceSaid<Document>>
  readonly books: (held: readonly HeldBook[]) => Promise<Document>
  /** How a market is read where the chain has to be asked. */
  readonly reader: MarketReader
}

/**
 * Has a question answered from the book file that is named; without one by the service that runs on the same data
 * folder, or else from the chain. Says on `err` who answered, and why the service did not.
 * @throws what the one who is asked says.
 */
export async function answered<Document>(
  ports: CliPorts,
  options: RiskOptions,
  ways: Ways<Document>,
): Promise<Document> {
  const { err } = ports.output
  const { book } = options
  if (book !== undefined) return ways.books([await heldFrom(ports, { ...options, book })])
  const running = await ports.running()
  if (running !== undefined) {
    const { pid, address } = running
    const said = await ways.service(running)
    if (said.kind === 'answered') {
      err(`Answered by process ${pid} at ${address}.`)
      return said.answer
    }
    err(`Process ${pid} at ${address} has no answer: ${said.reason}`)
  }
  const held = await readBooks(ports, options, ways.reader)
  for (const { end, markets } of held)
    err(`Read from chain ${end.chainId} at block ${end.number}: ${markets.join(', ')}.`)
  return ways.books(held)
}

import { loadPort } from '../../src/compose/past-ports.ts'
import { createBook } from '../../src/core/book/book.ts'
import { loadBook } from '../../src/pipeline/past/load-book.ts'
import { openStore } from '../../src/store/open.ts'
import { watchStall } from './stall.ts'
import { CHAIN } from './synthetic-chain.ts'

/** What a fresh process prints about its start: `node restart.js FOLDER checkpoint|rows`. */
export type Restarted = {
  readonly seconds: number
  readonly stallMs: number
  readonly residentMib: number
  readonly hash: string
}

const [, , dataDir = '', way = ''] = process.argv
const begin = performance.now()
const stall = watchStall()
// The system's own figure of the peak begins with that of the parent process.
let resident = 0
const sampling = setInterval(() => {
  resident = Math.max(resident, process.memoryUsage.rss())
}, 50)
const store = await openStore({ dataDir })
const book = createBook(CHAIN)
const loaded =
  way === 'rows'
    ? { book, ...(await store.facts.load(CHAIN, (page) => book.apply(page))) }
    : await loadBook(loadPort(store), CHAIN, (error) => {
        throw error
      })
const hash = loaded.book.hash()
const answer: Restarted = {
  seconds: (performance.now() - begin) / 1_000,
  stallMs: stall(),
  residentMib: resident / 2 ** 20,
  hash,
}
clearInterval(sampling)
await store.close()
process.stdout.write(`${JSON.stringify(answer)}\n`)

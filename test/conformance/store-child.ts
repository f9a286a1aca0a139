import { argv, stdin, stdout } from 'node:process'
import { endOf } from '../../src/core/segment.ts'
import { openStore } from '../../src/store/open.ts'
import { hashOf, legChanges, segmentAfter } from './store-segments.ts'

// A process that opens a folder and either holds it (`hold`) or commits without end (`commit`), telling each step once
// it is acknowledged. It ends when its input does, so that it never outlives its test.
const [, , dataDir = '', task] = argv
const say = (line: string): void => void stdout.write(`${line}\n`)

try {
  const store = await openStore({ dataDir })
  stdin.resume().once('end', () => void store.close())
  say('open')
  if (task === 'commit') {
    const standing = await store.facts.load(1, () => undefined)
    let parent = standing.last ?? { number: 99n, hash: hashOf('origin') }
    for (let round = Number(parent.number - 99n); ; round++) {
      const segment = segmentAfter(1, parent, 1, 0)
      await store.facts.commit({ chainId: 1, segment, changes: legChanges(50, round) })
      parent = endOf(segment)
      say(`acknowledged ${parent.number}`)
    }
  }
} catch (error) {
  const { code = '', context = {} } = error as {
    readonly code?: string
    readonly context?: { readonly pid?: number }
  }
  say(`refused ${code} ${context.pid}`)
}

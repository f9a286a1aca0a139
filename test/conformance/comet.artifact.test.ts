import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadArtifacts } from '../../src/devnet/compile/artifacts.ts'
import { readCometArtifacts } from './comet/artifact.ts'
import { compareHistory, emptyTally } from './comet/compare.ts'
import { describeTally } from './comet/tally-text.ts'
import { startTwin, type Twin } from './comet/twin.ts'

const PATH = process.env['COMET_ARTIFACT']
const HISTORIES = Number(process.env['COMET_HISTORIES'] ?? '200')
const STEPS = Number(process.env['COMET_STEPS'] ?? '45')

describe('the local Comet and the built artifact', () => {
  let twins: readonly [Twin, Twin] | undefined
  beforeAll(async () => {
    if (PATH === undefined)
      throw new Error(
        'Set COMET_ARTIFACT to the artifact JSON of CometWithExtendedAssetList (see docs/devnet.md).',
      )
    const artifacts = await loadArtifacts()
    const real = { ...artifacts, ...(await readCometArtifacts(PATH)) }
    twins = await Promise.all([startTwin(artifacts), startTwin(real)])
  })
  afterAll(async () => {
    await Promise.all((twins ?? []).map(({ chain }) => chain.stop()))
  })

  it('behaviour: random histories leave no difference, on either market', async () => {
    if (twins === undefined) throw new Error('The chains did not start.')
    const tally = emptyTally()
    for (let seed = 1; seed <= HISTORIES; seed++) await compareHistory(twins, seed, STEPS, tally)
    process.stdout.write(`${describeTally(tally, HISTORIES)}\n`)
    expect(tally.steps).toBe(HISTORIES * STEPS)
  }, 3_600_000)
})

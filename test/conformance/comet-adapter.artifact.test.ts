import { loadArtifacts } from '../../src/devnet/compile/artifacts.ts'
import { describeExactness } from '../support/comet-exactness.ts'
import { readCometArtifacts } from './comet/artifact.ts'

/** The same histories as on the local contract, on the built one: Redline's own figures have to be its own. */
describeExactness(
  async () => {
    const path = process.env['COMET_ARTIFACT']
    if (path === undefined)
      throw new Error(
        'Set COMET_ARTIFACT to the artifact JSON of CometWithExtendedAssetList (see docs/devnet.md).',
      )
    return { ...(await loadArtifacts()), ...(await readCometArtifacts(path)) }
  },
  [1, 2, 3, 4, 5, 6],
  18,
  (text) => process.stdout.write(text),
)

import { loadArtifacts } from '../../src/devnet/compile/artifacts.ts'
import { describeExactness } from '../support/comet-exactness.ts'

describeExactness(loadArtifacts, [1, 2], 8)

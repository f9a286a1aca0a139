import type { RedlineError } from '../core/errors.ts'
import type { SourcePort } from '../pipeline/follow/ports.ts'

/**
 * A way to end following a chain whose book was found to be another than what is stored; nothing is doubted at first.
 * Following that ends in doubt begins again with what the store holds.
 */
export function createDoubt() {
  let raised: RedlineError | undefined
  async function* doubted(source: SourcePort, start: Parameters<SourcePort['follow']>[0]) {
    for await (const event of source.follow(start)) {
      const error = raised
      raised = undefined
      if (error !== undefined) throw error
      yield event
    }
  }
  return {
    raise: (error: RedlineError): void => {
      raised = error
    },
    /** The same source; with the next event after a doubt it fails with it. */
    around: (source: SourcePort): SourcePort => ({ follow: (start) => doubted(source, start) }),
  }
}

import { RedlineError } from '../core/errors.ts'
import type { FactStorePort } from '../pipeline/follow/ports.ts'
import type { Told } from '../pipeline/watch/event.ts'

/** The same store, which tells of every call that fails; the caller, who may try again, is told as before. */
export function toldStore(store: FactStorePort, told: Told): FactStorePort {
  const telling = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call
    } catch (error) {
      told({ kind: 'store-error', code: error instanceof RedlineError ? error.code : 'unexpected' })
      throw error
    }
  }
  return {
    load: (chainId) => telling(store.load(chainId)),
    commit: (commit) => telling(store.commit(commit)),
    rollback: (chainId, to) => telling(store.rollback(chainId, to)),
  }
}

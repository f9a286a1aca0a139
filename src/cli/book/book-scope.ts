import type { Scope } from '../open-market.ts'

/** Which config counts, and the book file that is asked instead of a chain. */
export type BookScope = Pick<Scope, 'config' | 'preset' | 'rpc'> & { readonly book?: string }

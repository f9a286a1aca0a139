/** What is read of a market before it joins: past logs that name its borrowers, then the borrowers themselves. */
export type BootstrapStage = 'logs' | 'accounts'

/** How bringing a market up is going. */
export type BootstrapEvent =
  /** Before a stage begins: how much there is to do, the calls that it takes about, and the time at the node's pace. */
  | {
      readonly kind: 'bootstrap-planned'
      readonly market: string
      readonly stage: BootstrapStage
      /** Blocks to search, or accounts to read. */
      readonly total: number
      readonly calls: number
      readonly seconds: number
    }
  | {
      readonly kind: 'bootstrap-advanced'
      readonly market: string
      readonly stage: BootstrapStage
      readonly done: number
      readonly total: number
    }
  /** All is read; the market joins with the next segment at which its totals hold. */
  | { readonly kind: 'bootstrap-read'; readonly market: string; readonly accounts: number }
  /** It is tried again from where it was. */
  | {
      readonly kind: 'bootstrap-failed'
      readonly market: string
      readonly error: unknown
      readonly code: string
    }

import { type ErrorContext, RedlineError } from '../../core/errors.ts'

/** What is stored cannot be replayed as one unbroken chain. */
export class ReplayError extends RedlineError {
  override readonly name = 'ReplayError'
  declare readonly code: keyof typeof REMEDIES

  constructor(code: keyof typeof REMEDIES, happened: string, context: ErrorContext) {
    super({ code, happened, context, remedy: REMEDIES[code], retryable: code === 'replay_reorged' })
  }
}

const REMEDIES = {
  replay_gap:
    'Replay a range that is stored without a gap, or fetch the missing blocks from the chain again.',
  replay_reorged: 'What was replayed so far is worth nothing; replay the range again.',
  replay_stray_facts:
    'This is a fault in Redline or a damaged store; please report it with the block named here.',
} as const

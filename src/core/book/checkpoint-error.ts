import { RedlineError } from '../errors.ts'

/** Bytes are not a checkpoint that this version can read: damaged, cut off, or written by another version. */
export class CheckpointError extends RedlineError {
  override readonly name = 'CheckpointError'
  constructor(wrong: string, cause?: unknown) {
    super({
      code: 'checkpoint_unreadable',
      happened: `A checkpoint cannot be read: ${wrong}.`,
      remedy: 'Take the checkpoint before it; what came after is in the store as facts.',
      context: { wrong },
      cause,
    })
  }
}

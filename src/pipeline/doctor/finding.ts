import { RedlineError } from '../../core/errors.ts'

/** One thing that was looked at, what was found, and what to do about it. */
export type Finding = {
  readonly subject: string
  readonly verdict: 'ok' | 'warning' | 'failed'
  readonly found: string
  readonly remedy?: string
  readonly code?: string
}

/** Runs one check; whatever ends it becomes a finding, so that the other checks go on. */
export async function finding(subject: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { subject, verdict: 'ok', found: await check() }
  } catch (error) {
    return failed(subject, error)
  }
}

/** An error in the words of a finding. */
export function failed(subject: string, error: unknown): Finding {
  if (error instanceof RedlineError)
    return { subject, verdict: 'failed', found: error.happened, remedy: error.remedy, code: error.code }
  const found = error instanceof Error ? error.message : String(error)
  return { subject, verdict: 'failed', found, remedy: 'Please report this as a fault in Redline.' }
}

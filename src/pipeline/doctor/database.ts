import { type Finding, failed } from './finding.ts'

/** A database as it was found. */
export type FoundDatabase = {
  readonly version: number
  readonly databaseTime: number
  readonly ownTime: number
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
}

/** The oldest PostgreSQL that Redline runs on. */
const OLDEST = 14
/** Clocks further apart, in ms, make times in the store differ from those in the log. */
const SKEW_MS = 5_000

/** Examines a database: it answers, is new enough, is at this version's level, and its clock is ours. */
export async function examineDatabase(
  subject: string,
  look: () => Promise<FoundDatabase>,
): Promise<readonly Finding[]> {
  try {
    const found = await look()
    return [age(subject, found), level(subject, found), clock(subject, found)]
  } catch (error) {
    return [failed(subject, error)]
  }
}

function age(subject: string, { version }: FoundDatabase): Finding {
  if (version >= OLDEST) return { subject, verdict: 'ok', found: `It answers, PostgreSQL ${version}.` }
  return {
    subject,
    verdict: 'failed',
    found: `It is PostgreSQL ${version}.`,
    remedy: `Use PostgreSQL ${OLDEST} or later, or none: without DATABASE_URL the embedded one is used.`,
    code: 'database_too_old',
  }
}

function level(subject: string, { missing, unknown }: FoundDatabase): Finding {
  if (unknown.length > 0)
    return {
      subject,
      verdict: 'failed',
      found: `A later version of Redline has been here: it has ${unknown.join(', ')}.`,
      remedy: 'Run the version of Redline that wrote this store, or a later one.',
      code: 'store_newer',
    }
  if (missing.length === 0) return { subject, verdict: 'ok', found: 'It is at the level of this version.' }
  return {
    subject,
    verdict: 'warning',
    found: `It lacks what this version needs: ${missing.join(', ')}.`,
    remedy: 'redline migrate, or serve when it starts, brings it to this version.',
    code: 'store_older',
  }
}

function clock(subject: string, { databaseTime, ownTime }: FoundDatabase): Finding {
  const skew = Math.round(Math.abs(databaseTime - ownTime))
  if (skew <= SKEW_MS) return { subject, verdict: 'ok', found: `Its clock is ${skew} ms from ours.` }
  return {
    subject,
    verdict: 'warning',
    found: `Its clock is ${Math.round(skew / 1_000)} s from ours.`,
    remedy: 'Let both machines keep time by NTP; until then times in the store and in the log do not fit.',
    code: 'clock_skew',
  }
}

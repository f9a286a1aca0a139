import { type Finding, failed } from './finding.ts'

/** A data folder as it was found. */
export type FoundFolder = {
  readonly dataDir: string
  readonly exists: boolean
  readonly isWritable: boolean
  readonly freeBytes: number
  readonly storeBytes: number | undefined
  readonly holder:
    | {
        readonly pid: number
        readonly host: string
        readonly address: string | undefined
        readonly isAlive: boolean
      }
    | undefined
}

/** What is looked at, and what came of it for whoever opens the database next. */
export type ExaminedFolder = {
  readonly findings: readonly Finding[]
  /** Whether there is a database that nobody else has open. */
  readonly canOpen: boolean
}

/** Less room than this stops a bootstrap of a large market before it ends. */
const ROOM_BYTES = 2 * 1024 ** 3

/** Examines the data folder of an embedded store: it can be written, has room, and who has it open. */
export async function examineFolder(look: () => Promise<FoundFolder>): Promise<ExaminedFolder> {
  try {
    const found = await look()
    const { holder, storeBytes } = found
    const subject = `data folder ${found.dataDir}`
    const findings = [access(subject, found), room(subject, found), ...lock(subject, found)]
    return { findings, canOpen: storeBytes !== undefined && found.isWritable && !holder?.isAlive }
  } catch (error) {
    return { findings: [failed('data folder', error)], canOpen: false }
  }
}

function access(subject: string, { exists, isWritable, storeBytes }: FoundFolder): Finding {
  if (!isWritable)
    return {
      subject,
      verdict: 'failed',
      found: exists ? 'It cannot be written.' : 'It is not there and cannot be made.',
      remedy: 'Give this user the right to write it, or name another one with REDLINE_DATA_DIR.',
      code: 'folder_not_writable',
    }
  if (storeBytes === undefined)
    return { subject, verdict: 'ok', found: 'It holds no store yet; serve makes one.' }
  return { subject, verdict: 'ok', found: `It can be written and holds a store of ${size(storeBytes)}.` }
}

function room(subject: string, { freeBytes }: FoundFolder): Finding {
  const found = `${size(freeBytes)} are free on its disk.`
  if (freeBytes >= ROOM_BYTES) return { subject, verdict: 'ok', found }
  return {
    subject,
    verdict: 'warning',
    found,
    remedy: `Make room up to ${size(ROOM_BYTES)}: a full disk stops every chain until there is some.`,
    code: 'disk_almost_full',
  }
}

function lock(subject: string, { holder }: FoundFolder): readonly Finding[] {
  if (holder === undefined) return []
  const { pid, host, address, isAlive } = holder
  if (!isAlive)
    return [
      {
        subject,
        verdict: 'ok',
        found: `Process ${pid} left its lock and is dead; whoever opens the folder next takes it over.`,
      },
    ]
  const where = address === undefined ? '' : ` and answers at ${address}`
  return [
    {
      subject,
      verdict: 'ok',
      found: `Process ${pid} on ${host} has it open${where}; its database is left alone.`,
    },
  ]
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** Bytes as people read them. */
function size(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1024 ** step).toFixed(step === 0 ? 0 : 1)} ${UNITS[step] ?? ''}`
}

import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApiKey, Environment } from '../config/env.ts'
import { RedlineError } from '../core/errors.ts'

type Asked = Pick<Environment, 'apiKeys' | 'firstKey' | 'host' | 'dataDir'>

/**
 * The keys of the API: those of the environment, or, where other machines are served without any and the environment
 * asks for it, one read key that is made at the first start. It is said once and never again; the data folder keeps
 * its hash.
 * @throws FirstKeyError `first_key_unreadable`.
 */
export async function apiKeys(asked: Asked, say: (text: string) => void): Promise<readonly ApiKey[]> {
  const { apiKeys: own, firstKey, host, dataDir } = asked
  if (!firstKey || own.length > 0 || isLoopback(host)) return own
  const path = join(dataDir, 'first-key.json')
  const kept = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined
    throw new FirstKeyError(path, error)
  })
  if (kept !== undefined) return [keyOf(hashIn(path, kept))]
  const key = randomBytes(32).toString('base64url')
  const sha256 = createHash('sha256').update(key).digest('hex')
  await mkdir(dataDir, { recursive: true })
  try {
    await writeFile(path, `${JSON.stringify({ sha256 })}\n`, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    // Another process on the same folder was faster: its key is the one.
    if (hasCode(error, 'EEXIST')) return apiKeys(asked, say)
    throw error
  }
  say(words(key, path))
  return [keyOf(sha256)]
}

const keyOf = (sha256: string): ApiKey => ({ name: 'first', role: 'read', sha256 })

function hashIn(path: string, text: string): string {
  try {
    const { sha256 }: { sha256?: unknown } = JSON.parse(text)
    if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)) return sha256
  } catch (cause) {
    throw new FirstKeyError(path, cause)
  }
  throw new FirstKeyError(path)
}

const words = (key: string, path: string): string =>
  [
    'Other machines are served and no REDLINE_API_KEYS are set, so a key for reading was made. It is shown this once:',
    `  ${key}`,
    `  curl -H 'Authorization: Bearer ${key}' http://127.0.0.1:8080/v1/status`,
    `Its hash is kept in ${path}; delete that file and start again to have another one made.`,
  ].join('\n')

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

const isLoopback = (host: string): boolean => /^(?:localhost|127\.[\d.]+|::1)$/.test(host)

/** What is kept of the first key is no hash of a key, or cannot be read. */
export class FirstKeyError extends RedlineError {
  override readonly name = 'FirstKeyError'
  constructor(path: string, cause?: unknown) {
    super({
      code: 'first_key_unreadable',
      happened: `The hash of the first key in ${path} cannot be read.`,
      remedy: 'Delete the file to have another key made, or set REDLINE_API_KEYS.',
      context: { path },
      cause,
    })
  }
}

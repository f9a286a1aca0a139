import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Artifacts } from './artifacts.ts'
import { CONTRACT_NAMES } from './contract-names.ts'

/** The compilation kept in `file`; `undefined` when there is none, or one that cannot be used. */
export async function readCache(file: string): Promise<Artifacts | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isComplete(value) ? value : undefined
  } catch {
    // Somebody else's half-written or edited file: compiling again replaces it.
    return undefined
  }
}

/** Puts a compilation into `file` in one step: whoever reads sees the whole of it or nothing. */
export async function writeCache(file: string, artifacts: Artifacts): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(artifacts))
  await rename(draft, file)
}

function isComplete(value: unknown): value is Artifacts {
  if (typeof value !== 'object' || value === null) return false
  const known: object = value
  return CONTRACT_NAMES.every((name) => name in known)
}

import { createHash, timingSafeEqual } from 'node:crypto'

/** A key of the API, as the environment lists it. */
export type AccessKey = { readonly name: string; readonly sha256: string }

/** Who may come in. */
export type Admission = {
  readonly keys: readonly AccessKey[]
  /** SHA-256 of the secret that commands of the same person on this machine find beside the data; no good elsewhere. */
  readonly own: string
}

/** Where a request comes from, and what it shows. */
export type Visitor = {
  readonly address: string
  /** The `Authorization` header. */
  readonly authorization: string | undefined
}

/** Why a visitor is not served. */
export type Refusal = 'unauthorized' | 'loopback_only'

/**
 * Decides whether a visitor is served: with keys, who shows one; without keys, who comes from this machine. Undefined
 * lets them in. Keys are compared by hash and in constant time.
 */
export function refusalOf(
  { keys, own }: Admission,
  { address, authorization }: Visitor,
): Refusal | undefined {
  if (keys.length === 0) return isLoopback(address) ? undefined : 'loopback_only'
  const shown = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? ''
  const hash = createHash('sha256').update(shown).digest()
  const admitted = [...keys.map(({ sha256 }) => sha256), ...(isLoopback(address) ? [own] : [])]
  const known = admitted.filter((sha256) => timingSafeEqual(hash, Buffer.from(sha256, 'hex')))
  return known.length > 0 ? undefined : 'unauthorized'
}

const isLoopback = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/.test(address)

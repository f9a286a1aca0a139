import { createHash, timingSafeEqual } from 'node:crypto'

/** What a key may do: ask, or also change what the service does. */
export type Role = 'read' | 'operate'

/** A key of the API, as the environment lists it. */
export type AccessKey = { readonly name: string; readonly role: Role; readonly sha256: string }

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

/** Who a visitor turned out to be; `name` is that of the key, so that logs never hold an address or a secret. */
export type Caller = { readonly name: string; readonly role: Role }

/** Why a visitor is not served. */
export type Refusal = 'unauthorized' | 'loopback_only' | 'role_missing'

/**
 * Recognises a visitor: with keys, by the one that is shown; without keys, by coming from this machine. Keys are
 * compared by hash and in constant time. Undefined is somebody unknown.
 */
export function callerOf({ keys, own }: Admission, { address, authorization }: Visitor): Caller | undefined {
  if (keys.length === 0) return isLoopback(address) ? { name: 'local', role: 'operate' } : undefined
  const shown = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? ''
  const hash = createHash('sha256').update(shown).digest()
  const admitted: readonly AccessKey[] = isLoopback(address)
    ? [...keys, { name: 'own', role: 'operate', sha256: own }]
    : keys
  const [known] = admitted.filter(({ sha256 }) => timingSafeEqual(hash, Buffer.from(sha256, 'hex')))
  return known
}

/** What a request needs: nothing, to be where the documents may be seen, or a role. */
export type Need = 'open' | 'document' | Role

/**
 * What a route needs. Who asks reads; whatever changes something needs `operate`, also a route that is made tomorrow. A
 * browser cannot show a key when it opens a page, so with keys the documents, which hold no secret, are open.
 */
export function needOf(method: string, route: string | undefined): Need {
  if (route === '/healthz' || route === '/readyz') return 'open'
  if (route === '/openapi.json' || /^\/docs(?:\/|$)/.test(route ?? '')) return 'document'
  const isQuestion = route === '/v1/risk/totals'
  return isQuestion || ['GET', 'HEAD', 'OPTIONS'].includes(method) ? 'read' : 'operate'
}

/** Why a caller does not get what a route needs; undefined: it does. */
export function refusalOf(
  { keys }: Pick<Admission, 'keys'>,
  caller: Caller | undefined,
  need: Need,
): Refusal | undefined {
  if (need === 'open' || (need === 'document' && keys.length > 0)) return undefined
  if (caller === undefined) return keys.length === 0 ? 'loopback_only' : 'unauthorized'
  return need === 'operate' && caller.role !== 'operate' ? 'role_missing' : undefined
}

const isLoopback = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/.test(address)

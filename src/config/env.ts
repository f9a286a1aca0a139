import Type, { type Static } from 'typebox'
import { check } from './check.ts'
import { ConfigError, type Fault } from './fault.ts'

/** What the environment says, parsed; defaults filled in, except for secrets and chains, which have none. */
export type Environment = {
  /** Config file, as written. */
  readonly config: string | undefined
  readonly dataDir: string
  /** Absent: the embedded database. */
  readonly databaseUrl: string | undefined
  /** Absent: the embedded queue. */
  readonly redisUrl: string | undefined
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly apiKeys: readonly ApiKey[]
  /** Requests a minute that one key, or one address without, may make; 0: any number. */
  readonly rateLimit: number
  /** Makes a read key where other machines are served and no key is set. */
  readonly firstKey: boolean
  readonly logLevel: NonNullable<Variables['REDLINE_LOG_LEVEL']>
  /** Encrypts webhook secrets at rest. */
  readonly secretKey: string | undefined
  /** Lets webhooks dial private addresses; for development. */
  readonly webhookAllowPrivate: boolean
}

/** A key of the API: its name, what it may do, and the SHA-256 of the secret in hexadecimal. */
export type ApiKey = { readonly name: string; readonly role: 'read' | 'operate'; readonly sha256: string }

/**
 * Reads the environment; the only place that does.
 * @throws ConfigError `invalid_environment` with every fault at once; secrets are never shown.
 */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Environment {
  const set: unknown = Object.fromEntries(
    NAMES.flatMap((name) => (isSet(source[name]) ? [[name, source[name]]] : [])),
  )
  if (!areVariables(set)) throw invalid(check(Variables, set, 'environment'))
  return Object.freeze({
    config: set.REDLINE_CONFIG,
    dataDir: set.REDLINE_DATA_DIR ?? './data',
    databaseUrl: set.DATABASE_URL,
    redisUrl: set.REDIS_URL,
    host: set.REDLINE_HOST ?? '127.0.0.1',
    port: Number(set.REDLINE_PORT ?? 8080),
    apiKeys: Object.freeze((set.REDLINE_API_KEYS ?? '').split(',').filter(isSet).map(apiKey)),
    rateLimit: Number(set.REDLINE_RATE_LIMIT ?? 600),
    firstKey: set.REDLINE_FIRST_KEY === '1',
    logLevel: set.REDLINE_LOG_LEVEL ?? 'info',
    secretKey: set.REDLINE_SECRET_KEY,
    webhookAllowPrivate: set.REDLINE_WEBHOOK_ALLOW_PRIVATE === '1',
  })
}

/** One variable by name, for `${NAME}` in a config file. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name]
}

const KEY = '[A-Za-z0-9_-]+:(?:read|operate):[0-9a-f]{64}'
const text = (pattern: string, title: string) =>
  Type.Optional(Type.String({ pattern: `^(?:${pattern})$`, title }))
const choice = <const Choices extends readonly string[]>(choices: Choices) =>
  Type.Optional(Type.Unsafe<Choices[number]>(Type.Enum([...choices])))

type Variables = Static<typeof Variables>
const Variables = Type.Object({
  REDLINE_CONFIG: text('.+', 'a file'),
  REDLINE_DATA_DIR: text('.+', 'a folder'),
  DATABASE_URL: text('postgres(?:ql)?://.+', 'a postgres:// URL, or nothing for the embedded database'),
  REDIS_URL: text('rediss?://.+', 'a redis:// or rediss:// URL, or nothing for the embedded queue'),
  REDLINE_HOST: text('[0-9A-Za-z.:_-]+', 'a host name or an IP address'),
  REDLINE_PORT: text(
    '\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5]',
    'a port from 0 (any free one) to 65535',
  ),
  REDLINE_API_KEYS: text(
    `${KEY}(?:,${KEY})*`,
    'NAME:ROLE:HASH[,…], the role read or operate, the hash SHA-256 in 64 lower-case hexadecimal digits',
  ),
  REDLINE_RATE_LIMIT: text('\\d{1,7}', 'requests a minute, 0 for any number'),
  REDLINE_FIRST_KEY: choice(['0', '1']),
  REDLINE_LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
  REDLINE_SECRET_KEY: text('.{32,}', 'at least 32 characters'),
  REDLINE_WEBHOOK_ALLOW_PRIVATE: choice(['0', '1']),
})

const NAMES = Object.keys(Variables.properties)
const SECRETS = ['DATABASE_URL', 'REDIS_URL', 'REDLINE_API_KEYS', 'REDLINE_SECRET_KEY']

/** Compose files pass an empty text for what nobody set. */
function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}

function areVariables(value: unknown): value is Variables {
  return check(Variables, value).length === 0
}

function apiKey(entry: string): ApiKey {
  const [name = '', role, sha256 = ''] = entry.split(':')
  return Object.freeze({ name, role: role === 'operate' ? 'operate' : 'read', sha256 })
}

function invalid(faults: readonly Fault[]): ConfigError {
  return new ConfigError({
    code: 'invalid_environment',
    subject: 'The environment',
    faults: faults.map(({ path, wrong, expected }) => {
      const name = path.replace('environment.', '')
      return { path: name, wrong: SECRETS.includes(name) ? 'has the wrong form' : wrong, expected }
    }),
    remedy: 'Correct the variables and start again.',
  })
}

import { describe, expect, it } from 'vitest'
import { readEnvironment } from './env.ts'
import { ConfigError } from './fault.ts'

const HASH = 'ab'.repeat(32)

describe('readEnvironment', () => {
  it('behaviour: an empty environment starts embedded on loopback and has no secrets', () => {
    expect(readEnvironment({ DATABASE_URL: '', REDLINE_PORT: '' })).toEqual({
      config: undefined,
      dataDir: './data',
      databaseUrl: undefined,
      redisUrl: undefined,
      host: '127.0.0.1',
      port: 8080,
      apiKeys: [],
      rateLimit: 600,
      firstKey: false,
      logLevel: 'info',
      secretKey: undefined,
      webhookAllowPrivate: false,
    })
  })

  it('behaviour: every variable is read', () => {
    const environment = readEnvironment({
      REDLINE_CONFIG: 'config/mine.json',
      REDLINE_DATA_DIR: '/var/lib/redline',
      DATABASE_URL: 'postgres://u:p@db/redline',
      REDIS_URL: 'rediss://:p@cache:6380',
      REDLINE_HOST: '::1',
      REDLINE_PORT: '0',
      REDLINE_API_KEYS: `desk:read:${HASH},ops:operate:${HASH}`,
      REDLINE_LOG_LEVEL: 'debug',
      REDLINE_SECRET_KEY: 'k'.repeat(32),
      REDLINE_RATE_LIMIT: '0',
      REDLINE_FIRST_KEY: '1',
      REDLINE_WEBHOOK_ALLOW_PRIVATE: '1',
      UNRELATED: 'ignored',
    })
    expect(environment).toMatchObject({
      port: 0,
      host: '::1',
      logLevel: 'debug',
      rateLimit: 0,
      firstKey: true,
      webhookAllowPrivate: true,
    })
    expect(environment.apiKeys).toEqual([
      { name: 'desk', role: 'read', sha256: HASH },
      { name: 'ops', role: 'operate', sha256: HASH },
    ])
    expect(Object.isFrozen(environment)).toBe(true)
  })

  it('error: invalid_environment lists every fault at once and shows no secret', () => {
    const error = faultsOf({
      REDLINE_PORT: '65536',
      REDLINE_LOG_LEVEL: 'loud',
      REDLINE_API_KEYS: 'desk:admin:hunter2',
      DATABASE_URL: 'mysql://root:hunter2@db',
      REDLINE_SECRET_KEY: 'hunter2',
    })
    expect(error.code).toBe('invalid_environment')
    expect(error.faults.map(({ path, wrong }) => `${path} ${wrong}`)).toEqual([
      'DATABASE_URL has the wrong form',
      'REDLINE_PORT is "65536"',
      'REDLINE_API_KEYS has the wrong form',
      'REDLINE_LOG_LEVEL is "loud"',
      'REDLINE_SECRET_KEY has the wrong form',
    ])
    expect(error.message).not.toContain('hunter2')
  })

  it.each(['0', '1', '8080', '59999', '65535'])('behaviour: port %s is taken', (port) => {
    expect(readEnvironment({ REDLINE_PORT: port }).port).toBe(Number(port))
  })

  it.each(['-1', '80.5', '1e3', '65536', '99999', '0x50', ' 80'])('error: port %s', (port) => {
    expect(faultsOf({ REDLINE_PORT: port }).faults).toHaveLength(1)
  })
})

function faultsOf(source: NodeJS.ProcessEnv): ConfigError {
  try {
    readEnvironment(source)
  } catch (error) {
    if (error instanceof ConfigError) return error
  }
  return expect.unreachable('the environment was accepted')
}

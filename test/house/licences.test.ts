import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const SCRIPT = join(import.meta.dirname, '../../scripts/check-licences.mjs')
const HASH = `sha512-${'A'.repeat(86)}==`

describe('check-licences', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'redline-licences-'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('behaviour: this repository passes', () => {
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT], { encoding: 'utf8' })
    expect({ status, stdout }).toMatchObject({ status: 0 })
  })

  it.each(['MIT', '(MIT OR GPL-3.0)', 'MIT AND (Apache-2.0 OR AGPL-3.0)', 'BSD-3-Clause'])(
    'behaviour: %s is allowed',
    (license) => {
      expect(check({ license })).toEqual([0, expect.stringContaining('1 packages')])
    },
  )

  it.each([
    ['error: another licence', { license: 'GPL-3.0' }, 'a@1.0.0: GPL-3.0 is not an allowed licence\n'],
    ['error: one half of AND', { license: 'MIT AND SSPL-1.0' }, 'a@1.0.0: MIT AND SSPL-1.0 is not an'],
    ['error: words', { license: 'SEE LICENSE IN x' }, 'a@1.0.0: SEE LICENSE IN x is not an allowed'],
    ['error: an open bracket', { license: '(MIT' }, '(MIT is not an allowed licence'],
    ['error: no licence', { license: undefined }, 'a@1.0.0: states no licence'],
    ['error: no hash', { integrity: undefined }, 'a@1.0.0: has no sha512 hash'],
    ['error: a weak hash', { integrity: 'sha1-abc=' }, 'a@1.0.0: has no sha512 hash'],
    ['error: not from a registry', { resolved: 'git+ssh://git@host/a.git' }, 'comes from git+ssh'],
    ['error: an install script', { hasInstallScript: true }, 'runs a script when it is installed'],
    ['error: another version than asked for', { version: '1.0.1' }, 'a: locked to 1.0.1'],
  ])('%s', (_, entry, fault) => {
    expect(check(entry)).toEqual([1, expect.stringContaining(fault)])
  })

  it('behaviour: an install script is a matter of production', () => {
    expect(check({ hasInstallScript: true, dev: true })[0]).toBe(0)
  })

  it('behaviour: what a package says of itself counts, in the old form too', () => {
    write('node_modules/a/package.json', { version: '1.0.0', licenses: [{ type: 'MIT' }] })
    expect(check({ license: undefined })[0]).toBe(0)
    write('node_modules/a/package.json', { version: '1.0.0', license: 'GPL-3.0' })
    expect(check({})[0]).toBe(1)
  })

  it('error: node_modules holds another version', () => {
    write('node_modules/a/package.json', { version: '9.9.9', license: 'MIT' })
    expect(check({})).toEqual([1, 'a@1.0.0: node_modules holds 9.9.9\n'])
  })

  it('behaviour: an exception is named, and holds in development only', () => {
    const name = '@aave-dao/aave-v3-origin'
    expect(check({ license: 'BUSL1.1', dev: true }, { name })[0]).toBe(0)
    expect(check({ license: 'BUSL1.1' }, { name })).toEqual([
      1,
      expect.stringContaining('in development only'),
    ])
    expect(check({ license: 'BUSL1.1', dev: true })[0]).toBe(1)
  })

  it.each(['^1.0.0', '~1.0.0', '*', 'latest', '>=1.0.0', 'github:a/a'])(
    'error: %s is not exact',
    (wanted) => {
      expect(check({}, { wanted })).toEqual([1, expect.stringContaining('is not an exact version')])
    },
  )

  it('error: the lock file is older than package.json', () => {
    expect(check({}, { locked: '0.9.0' })).toEqual([
      1,
      'a: package.json and package-lock.json differ in dependencies\n',
    ])
  })

  function check(
    entry: Readonly<Record<string, unknown>>,
    {
      name = 'a',
      wanted = '1.0.0',
      locked = wanted,
    }: { name?: string; wanted?: string; locked?: string } = {},
  ): readonly [status: number | null, stdout: string] {
    write('package.json', { dependencies: { [name]: wanted } })
    write('package-lock.json', {
      packages: {
        '': { dependencies: { [name]: locked } },
        [`node_modules/${name}`]: { version: '1.0.0', integrity: HASH, license: 'MIT', ...entry },
      },
    })
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT, '--root', root], { encoding: 'utf8' })
    return [status, stdout]
  }

  function write(file: string, value: unknown): void {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), JSON.stringify(value))
  }
})

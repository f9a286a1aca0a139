import { once } from 'node:events'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeClone, fakeClone, MAIN, outcomeOf } from './fake-clone.ts'

describe('bootstrap', () => {
  let clone: FakeClone
  beforeEach(() => {
    clone = fakeClone()
  })
  afterEach(() => clone.remove())

  it('behaviour: a fresh clone installs and builds with one line each, and stdout belongs to the command', async () => {
    expect(await clone.run(['demo', '--once'])).toEqual({
      status: 3,
      stdout: '["demo","--once"]\n',
      stderr: 'Installing packages (npm ci) …\nBuilding …\n',
    })
  })

  it('behaviour: a second run does nothing and says nothing', async () => {
    await clone.run(['redline', 'doctor'])
    expect(await clone.run(['redline', 'doctor'])).toEqual({ status: 3, stdout: '["doctor"]\n', stderr: '' })
  })

  it('behaviour: a changed lock file installs again, a changed source builds again', async () => {
    await clone.run(['redline'])
    clone.write('src/main.ts', `${MAIN}// changed\n`)
    expect((await clone.run(['redline'])).stderr).toBe('Building …\n')
    clone.write('package-lock.json', '{"packages":{"":{},"node_modules/a":{"version":"1.0.1"}}}')
    expect((await clone.run(['test'])).stderr).toBe('Installing packages (npm ci) …\n')
  })

  it('behaviour: an install made by hand is left alone', async () => {
    await clone.run(['test'])
    cpSync(join(clone.root, 'node_modules'), join(clone.root, 'copy'), { recursive: true })
    clone.write('node_modules/.redline-lock', 'unknown')
    expect(await clone.run(['test', 'src/core'])).toEqual({
      status: 0,
      stdout: `${JSON.stringify(['run', '--root', clone.root, 'src/core'])}\n`,
      stderr: '',
    })
  })

  it('behaviour: packages that npm removed later are installed again', async () => {
    await clone.run(['test'])
    clone.write('node_modules/.package-lock.json', '{"packages":{}}')
    expect((await clone.run(['test'])).stderr).toBe('Installing packages (npm ci) …\n')
  })

  it('behaviour: a lock file without the packages of other platforms is installed by npm install', async () => {
    clone.write(
      'package-lock.json',
      '{"packages":{"":{},"node_modules/a":{"version":"1.0.0","optionalDependencies":{"a-other-os":"1.0.0"}}}}',
    )
    expect((await clone.run(['install'])).stderr).toBe('Installing packages (npm install --no-save) …\n')
    expect(await clone.run(['install'])).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  it('behaviour: files that are not TypeScript reach dist', async () => {
    clone.write('src/page/index.html', '<p>')
    clone.write(
      'src/main.ts',
      "import { readFileSync } from 'node:fs'\nconsole.log(readFileSync('dist/page/index.html', 'utf8'))",
    )
    expect((await clone.run(['redline'])).stdout).toBe('<p>\n')
  })

  it('behaviour: a signal reaches the command itself', async () => {
    clone.write(
      'src/main.ts',
      "process.on('SIGINT', () => { console.log('bye'); process.exit(7) }); setInterval(() => {}, 1000); console.log('up')",
    )
    await clone.run(['test'])
    const child = clone.start(['redline'])
    const outcome = outcomeOf(child)
    if (child.stdout !== null) await once(child.stdout, 'data')
    child.kill('SIGINT')
    expect(await outcome).toMatchObject({ status: 7, stdout: 'up\nbye\n' })
  })

  it('error: no network', async () => {
    const { status, stderr } = await clone.run(['demo'], { FAKE_NPM: 'offline' })
    expect(status).toBe(1)
    expect(stderr).toContain('The package registry cannot be reached.')
  })

  it('error: a build that fails starts nothing', async () => {
    const { status, stdout } = await clone.run(['demo'], { FAKE_TSC: 'fails' })
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  })

  it('error: a Node.js that is too old', async () => {
    clone.write('npm/old.cjs', "Object.defineProperty(process.versions, 'node', { value: '18.20.8' })")
    const { status, stderr } = await clone.run(['demo'], { NODE_OPTIONS: '--require ./npm/old.cjs' })
    expect(status).toBe(1)
    expect(stderr).toContain('needs Node.js 20.19 or newer; this is 18.20.8')
  })

  it('error: an unknown command', async () => {
    expect((await clone.run(['constructor'])).status).toBe(2)
  })
})

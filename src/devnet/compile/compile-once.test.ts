import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Artifacts, loadArtifacts } from './artifacts.ts'
import { compileOnce } from './compile-once.ts'

let artifacts: Artifacts
let folder = ''
beforeAll(async () => {
  artifacts = await loadArtifacts()
}, 180_000)
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redline-compile-once-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const file = () => join(folder, 'deep/key.json')
const never = () => Promise.reject(new Error('compiled although it must not'))

describe('compileOnce', () => {
  it('behaviour: compiles on a miss and never again; nothing but the file is left', async () => {
    const messages: string[] = []
    expect(
      await compileOnce(
        file(),
        (text) => messages.push(text),
        async () => artifacts,
      ),
    ).toEqual(artifacts)
    expect(messages).toHaveLength(2)
    expect(await compileOnce(file(), (text) => messages.push(text), never)).toEqual(artifacts)
    expect(messages).toHaveLength(2)
    expect(await readdir(join(folder, 'deep'))).toEqual(['key.json'])
  })

  it('behaviour: of many that miss together one compiles and the others wait for it', async () => {
    let compiled = 0
    let finish = () => {}
    const released = new Promise<void>((resolve) => {
      finish = resolve
    })
    const compile = async () => {
      compiled++
      await released
      return artifacts
    }
    let waiting = 0
    const onProgress = (text: string) => {
      // The compilation ends only after all the others have said that they wait.
      if (text.startsWith('waiting') && ++waiting === 4) finish()
    }
    const all = await Promise.all(Array.from({ length: 5 }, () => compileOnce(file(), onProgress, compile)))
    expect(compiled).toBe(1)
    for (const each of all) expect(each).toEqual(artifacts)
  })

  it.each(['', '{"PoolInst', '{}', '[]', 'null'])(
    'behaviour: a damaged file (%j) is compiled anew',
    async (text) => {
      await mkdir(join(folder, 'deep'))
      await writeFile(file(), text)
      expect(await compileOnce(file(), undefined, async () => artifacts)).toEqual(artifacts)
      expect(await compileOnce(file(), undefined, never)).toEqual(artifacts)
    },
  )

  it('behaviour: the lock of a dead process is taken over', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    await mkdir(join(folder, 'deep'))
    await writeFile(`${file()}.lock`, String(child.pid))
    expect(await compileOnce(file(), undefined, async () => artifacts)).toEqual(artifacts)
  })

  it('behaviour: a failed compilation leaves no lock behind', async () => {
    await expect(compileOnce(file(), undefined, never)).rejects.toThrow('compiled although it must not')
    expect(await readdir(join(folder, 'deep'))).toEqual([])
  })

  it('behaviour: where nothing can be written, every call compiles and says so', async () => {
    // A file where the folder should be: refused for every user, root included.
    await writeFile(join(folder, 'deep'), '')
    await chmod(join(folder, 'deep'), 0o400)
    const messages: string[] = []
    expect(
      await compileOnce(
        file(),
        (text) => messages.push(text),
        async () => artifacts,
      ),
    ).toEqual(artifacts)
    expect(messages[1]).toContain('cannot be kept')
  })
})

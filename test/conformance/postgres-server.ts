import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * A PostgreSQL server of its own, in a temporary folder and reached only by a socket in it. Debian's binaries are
 * used (`apt-get install postgresql`); as root, the server runs as the user postgres, since it refuses root.
 */
export async function startPostgres(): Promise<{
  readonly databaseUrl: string
  readonly stop: () => Promise<void>
}> {
  const binaries = await newestBinaries()
  const folder = await mkdtemp(join(tmpdir(), 'redline-pg-'))
  const user = await serverUser()
  if (user !== undefined) await chown(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  await run(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'redline', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    {
      ...user,
      cwd: folder,
    },
  )
  const server = spawn(
    join(binaries, 'postgres'),
    ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'max_connections=30'],
    { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const exited = once(server, 'exit')
  await new Promise<void>((resolve, reject) => {
    let log = ''
    server.stderr.on('data', (text: Buffer) => {
      log += text.toString()
      if (log.includes('ready to accept connections')) resolve()
    })
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${log}`)))
  })
  return {
    databaseUrl: `postgresql:///postgres?host=${encodeURIComponent(folder)}&user=redline`,
    async stop() {
      server.kill('SIGINT')
      await exited
      await rm(folder, { recursive: true })
    },
  }
}

async function newestBinaries(): Promise<string> {
  const root = '/usr/lib/postgresql'
  const versions = await readdir(root).catch(() => [])
  const newest = versions.sort((one, other) => Number(other) - Number(one))[0]
  if (newest === undefined) throw new Error('PostgreSQL is missing: apt-get install postgresql')
  return join(root, newest, 'bin')
}

async function serverUser(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const id = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout)
  return { uid: await id('-u'), gid: await id('-g') }
}

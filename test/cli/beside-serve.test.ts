import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { lockHolder } from '../../src/store/lock-file.ts'
import { type CommandProcess, commandProcess } from '../support/command-process.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { joinServed, servedDevnet, statusUntil } from '../support/served-devnet.ts'

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 4, borrowers: 25 })
})
const KEYS = `desk:read:${createHash('sha256').update('desk').digest('hex')}`

describe('commands beside a running serve', () => {
  let service: CommandProcess
  let url: string
  let variables: Readonly<Record<string, string>>
  let clean: () => Promise<void>
  let dataDir: string

  beforeAll(async () => {
    const served = await servedDevnet(chain())
    dataDir = served.dataDir
    clean = served.remove
    variables = { REDLINE_CONFIG: served.configFile, REDLINE_DATA_DIR: dataDir, REDLINE_PORT: '0' }
    service = commandProcess(['serve'], { ...variables, REDLINE_API_KEYS: KEYS })
    const [, address = ''] = await service.says(/Serving at (http:\/\/[^/]+)\//)
    url = address
    await joinServed(url, chain().client, { authorization: 'Bearer desk' })
  })
  afterAll(async () => {
    service?.signal('SIGKILL')
    await service?.ended()
    await clean?.()
  })

  const command = (...argv: readonly string[]) => commandProcess(argv, variables).ended()

  it('behaviour: verify has the service compare what it holds, although strangers need a key', async () => {
    const { code, out, err } = await command('verify', '--json', '--sample', '10')
    expect(err).toContain(`compared by process ${service.pid} at ${url}`)
    expect(code).toBe(0)
    expect(JSON.parse(out).markets[0]).toMatchObject({
      market: 'aave-v3-devnet',
      equal: true,
      accounts: 10,
      largestDifference: '0',
      crossCheck: { differences: [] },
    })
    const status = await statusUntil(url, () => true, { authorization: 'Bearer desk' })
    expect(status.chains[0]?.markets[0]?.lastVerify).toMatchObject({ equal: true, accounts: 10 })
    expect((await fetch(`${url}/v1/verify`)).status).toBe(401)
  })

  it('behaviour: a block by its hash, and every account, are read from the chain', async () => {
    const { hash } = await chain().client.getBlock()
    for (const argv of [
      ['--at', hash],
      ['--sample', 'all'],
    ]) {
      const { code, err } = await command('verify', ...argv)
      expect([code, err.includes('compared by process')]).toEqual([0, false])
    }
  })

  it('behaviour: risk and position are answered by the service, in the same numbers as from the chain', async () => {
    const asked = ['--json', '--btc', '60000', '--scenario', 'market', '--shock', 'ETH/USD:0.5']
    const { code, out, err } = await command('risk', ...asked)
    expect(err).toBe(`Answered by process ${service.pid} at ${url}.\n`)
    expect(code).toBe(0)
    const { answerId, ...answer } = JSON.parse(out)
    const kept = await fetch(`${url}/v1/answers/${answerId}`, { headers: { authorization: 'Bearer desk' } })
    expect(await kept.json()).toEqual(JSON.parse(out))
    // Without the data folder of the service there is nobody to ask but the chain.
    const alone = { ...variables, REDLINE_DATA_DIR: join(dataDir, 'none') }
    const read = await commandProcess(['risk', ...asked], alone).ended()
    expect(read.err).toMatch(/^Read from chain \d+ at block \d+: aave-v3-devnet/)
    const own = ({ asOf: _, ...rest }: Record<string, unknown>) => rest
    expect(own(JSON.parse(read.out))).toEqual(own(answer))
    const list = await fetch(`${url}/v1/positions?limit=1`, { headers: { authorization: 'Bearer desk' } })
    const { positions } = (await list.json()) as { positions: { account: string }[] }
    const account = positions[0]?.account ?? ''
    const told = await command('position', account, '--json')
    expect(told.err).toContain(`Answered by process ${service.pid}`)
    const found = await commandProcess(['position', account, '--json'], alone).ended()
    expect(JSON.parse(told.out).positions).toHaveLength(1)
    expect(JSON.parse(found.out).positions).toEqual(JSON.parse(told.out).positions)
  })

  it.each([['migrate'], ['serve']])(
    'error: store_in_use for %s, with the address, the process and what to do',
    async (name) => {
      const { code, err } = await command(name)
      expect(code).toBe(1)
      expect(err).toContain('[store_in_use]')
      expect(err).toContain(`process ${service.pid}`)
      expect(err).toContain(url)
      expect(err).toMatch(/Ctrl-C in its terminal, or kill/)
    },
  )

  it('behaviour: the secret for commands is in a file that only its owner reads, and in no message', async () => {
    const { token } = (await lockHolder(dataDir)) ?? {}
    expect(token).toMatch(/^[\w-]{43}$/)
    const { err } = await command('migrate')
    expect(err).not.toContain(token)
  })

  it('behaviour: an end asked for is clean: exit code 0, nothing left of the lock', async () => {
    service.signal('SIGTERM')
    const { code, out, err } = await service.ended()
    expect(code).toBe(0)
    expect(err).toContain('Stopping: segments under way are finished first.')
    expect(out).toContain('"msg":"bootstrap')
    expect(`${out}${err}`).not.toMatch(/"level":"(?:error|fatal)"/)
    await expect(readFile(join(dataDir, 'store.lock'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

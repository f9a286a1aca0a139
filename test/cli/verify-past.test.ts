import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Serving } from '../../src/cli/serving.ts'
import { serve } from '../../src/compose/serve.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import type { VerificationAnswer } from '../../src/http/schema/verification.ts'
import { commandProcess } from '../support/command-process.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { joinServed, SERVED_MARKET, servedDevnet, statusUntil } from '../support/served-devnet.ts'

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 4, borrowers: 25 })
})
/** Blocks of which the node keeps the state, in the profile that the chain runs with. */
const KEPT_STATES = 256

describe('verify at an older block, beside a running serve', () => {
  let service: Serving
  let clean: () => Promise<void>
  let variables: Readonly<Record<string, string>>
  let joined: number
  let head: number

  beforeAll(async () => {
    const served = await servedDevnet(chain())
    const { configFile, dataDir, settings } = served
    variables = { REDLINE_CONFIG: configFile, REDLINE_DATA_DIR: dataDir }
    service = await serve(settings, {})
    clean = async () => {
      await service.stop()
      await served.remove()
    }
    const { chains } = await joinServed(service.url, chain().client)
    joined = chains[0]?.blockNumber ?? 0
    head = await mined(4)
  })
  afterAll(() => clean?.())

  /** Mines blocks and waits until the service has them; answers the height. */
  const mined = async (blocks: number): Promise<number> => {
    await chain().client.mine({ blocks, interval: 12 })
    const height = Number(await chain().client.getBlockNumber())
    await statusUntil(service.url, ({ blockNumber }) => blockNumber === height)
    return height
  }
  const command = (...argv: readonly string[]) => commandProcess(['verify', ...argv], variables).ended()
  const asked = async (query: string) => {
    const response = await fetch(`${service.url}/v1/verify?${query}`)
    const body: {
      readonly markets?: readonly VerificationAnswer[]
      readonly code?: string
      readonly detail?: string
    } = JSON.parse(await response.text())
    return { status: response.status, ...body }
  }
  const hashAt = async (height: number) =>
    (await chain().client.getBlock({ blockNumber: BigInt(height) })).hash

  it('behaviour: every stored block since the market joined is equal, to the last wei, at its own hash', async () => {
    for (const height of [joined, head - 2, head])
      for (const at of [`${height}`, `${chain().deployment.chainId}:${height}`])
        expect(await asked(`sample=10&at=${at}`)).toMatchObject({
          status: 200,
          markets: [
            {
              market: SERVED_MARKET,
              asOf: { blockNumber: height, blockHash: await hashAt(height) },
              equal: true,
              accounts: 10,
              largestDifference: '0',
              reserves: { uncovered: [] },
              crossCheck: { differences: [] },
            },
          ],
        })
  })

  it('behaviour: the command has the service compare, and says so', async () => {
    const { code, out, err } = await command('--json', '--sample', '10', '--at', `${head - 1}`)
    expect(err).toContain(
      `compared by process ${process.pid} at ${service.url}, from what it stores as of block ${head - 1}.`,
    )
    expect(JSON.parse(out).markets).toMatchObject([
      { equal: true, accounts: 10, asOf: { blockNumber: head - 1, blockHash: await hashAt(head - 1) } },
    ])
    expect(code).toBe(0)
  })

  it('error: not_stored with the range, after which the command reads the chain', async () => {
    const early = Number(chain().deployment.fromBlock) + 1
    const answer = await asked(`at=${early}`)
    expect(answer).toMatchObject({ status: 404, code: 'not_stored' })
    expect(answer.detail).toMatch(new RegExp(`blocks \\d+ to ${head} of it can be read`))
    const { code, out, err } = await command('--json', '--at', `${early}`)
    expect(err).toContain(`read from the chain, since process ${process.pid} at ${service.url} answers: `)
    expect(err).toContain(`to ${head} of it can be read`)
    expect(err).not.toContain('compared by process')
    expect(JSON.parse(out).markets).toMatchObject([{ equal: true, asOf: { blockNumber: early } }])
    expect(code).toBe(0)
  })

  it('error: market_not_joined at a stored block before that, after which the command reads the chain', async () => {
    const { detail = '' } = await asked('at=1')
    // The first stored segment never holds a fact: markets join with a later one.
    const first = /blocks (\d+) to/.exec(detail)?.[1] ?? ''
    expect(Number(first)).toBeLessThan(joined)
    const answer = await asked(`at=${first}`)
    expect(answer).toMatchObject({ status: 404, code: 'market_not_joined' })
    expect(answer.detail).toContain(`as of block ${first}`)
    const { code, out, err } = await command('--json', '--at', first)
    expect(err).toContain('read from the chain, since')
    expect(JSON.parse(out).markets).toMatchObject([{ equal: true, asOf: { blockNumber: Number(first) } }])
    expect(code).toBe(0)
  })

  it('error: block_not_found above the head, with the head', async () => {
    const { code, err } = await command('--at', `${head + 9}`)
    expect([code, err]).toEqual([1, expect.stringContaining('[block_not_found]')])
    expect(err).toContain(`which is ${head}`)
  })

  it('error: invalid_at for a chain that is not followed, at_not_held for a hash', async () => {
    expect(await asked('at=5:1')).toMatchObject({ status: 400, code: 'invalid_at' })
    expect(await asked(`at=${await hashAt(head)}`)).toMatchObject({ status: 400, code: 'at_not_held' })
  })

  it('error: state_pruned where the node has let the state go, also for the command', async () => {
    const last = await mined(KEPT_STATES + 8)
    expect(await asked(`at=${joined}`)).toMatchObject({ status: 502, code: 'state_pruned' })
    const { code, err } = await command('--at', `${joined}`)
    expect([code, err]).toEqual([1, expect.stringContaining('[state_pruned]')])
    expect(err).toContain('archive node')
    const finalized = await asked('sample=5&at=finalized')
    expect(finalized.markets).toMatchObject([{ equal: true, asOf: { finality: 'finalized' } }])
    expect(finalized.markets?.[0]?.asOf.blockNumber).toBeLessThan(last)
  })
})

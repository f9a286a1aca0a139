import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeFunctionData, parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../src/compose.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { type FaultScript, type FaultyRpc, startFaultyRpc } from '../support/faulty-rpc.ts'

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 3, borrowers: 40 })
})
const MARKET = 'aave-v3-devnet'
const COMET = 'comp'
const SOMEBODY = '0x00000000000000000000000000000000000000aa'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redline-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Changes = {
  readonly url?: string
  readonly chainId?: number
  readonly provider?: string
  readonly fromBlock?: bigint
  /** A Comet where there is none. */
  readonly comet?: true
}

/** Writes a config for the local chain, with something wrong in it if the test says so. */
async function configFile({ url, chainId, provider, fromBlock, comet }: Changes = {}): Promise<string> {
  const { anvil, deployment } = chain()
  const file = join(folder, `${crypto.randomUUID()}.json`)
  const id = chainId ?? deployment.chainId
  const market = {
    id: MARKET,
    protocol: 'aave-v3',
    addressesProvider: provider ?? deployment.addressesProvider,
    uiPoolDataProvider: deployment.uiPoolDataProvider,
    fromBlock: Number(fromBlock ?? deployment.fromBlock),
  }
  const nowhere = { id: COMET, protocol: 'compound-v3', comet: SOMEBODY, fromBlock: 1 }
  const devnet = {
    id,
    name: 'devnet',
    rpcUrls: [url ?? anvil.rpcUrl],
    staleAfterSeconds: 10 ** 10,
    markets: [market, ...(comet === undefined ? [] : [nowhere])],
  }
  await writeFile(file, JSON.stringify({ referenceChain: id, chains: [devnet] }))
  return file
}

async function redline(...argv: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await run(argv, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    interactive: false,
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

async function through(script: FaultScript, work: (rpc: FaultyRpc) => Promise<void>): Promise<void> {
  const rpc = await startFaultyRpc(chain().anvil.rpcUrl, script)
  try {
    await work(rpc)
  } finally {
    await rpc.stop()
  }
}

describe('commands on a live chain', () => {
  it('behaviour: position equals the pool’s own view', async () => {
    const { client, deployment } = chain()
    const [borrower] = await borrowers()
    const abi = parseAbi([
      'function getUserAccountData(address) view returns (uint256,uint256,uint256,uint256,uint256,uint256)',
    ])
    const call = {
      address: deployment.pool,
      abi,
      functionName: 'getUserAccountData',
      args: [borrower],
    } as const
    const [collateral, debt, , , , health] = await client.readContract(call)
    const { code, out } = await redline('position', borrower, '--json', '--config', await configFile())
    const [position] = JSON.parse(out).positions
    expect(code).toBe(0)
    expect(raw(position.collateralUsd)).toBe(collateral)
    expect(raw(position.debtUsd)).toBe(debt)
    expect(raw(position.healthFactor)).toBe(health)
    expect(position.legs.length).toBeGreaterThan(0)
  })

  it('behaviour: an account that nobody knows has no position, which is said in words', async () => {
    const config = await configFile()
    const { code, out } = await redline('position', SOMEBODY, '--json', '--config', config)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ positions: [], total: 0, unvalued: 0 })
    const text = await redline('position', SOMEBODY, '--config', config)
    expect(text.out).toMatch(/holds and owes nothing/)
  })

  it('behaviour: verify finds everything equal and exits 0', async () => {
    const { code, out } = await redline('verify', '--sample', 'all', '--json', '--config', await configFile())
    const [market] = JSON.parse(out).markets
    expect(code).toBe(0)
    expect(market).toMatchObject({
      equal: true,
      largestDifference: '0',
      differences: [],
      reserves: { total: 8, covered: 8 },
    })
    expect(market.crossCheck.figures).toBeGreaterThan(100)
  })

  it('behaviour: verify exits 3 and lists what differs when the node answers two ways', async () => {
    // The second half of the run is told another timestamp than the first, so that interest does not add up.
    const late: FaultScript = ({ method }) =>
      method === 'eth_getBlockByNumber'
        ? {
            kind: 'lie',
            change: (answer) => {
              const block = answer['result'] as Record<string, unknown>
              const time = BigInt(String(block['timestamp'])) + 86_400n
              return { ...answer, result: { ...block, timestamp: `0x${time.toString(16)}` } }
            },
          }
        : undefined
    await through(late, async ({ url }) => {
      const { code, out } = await redline(
        'verify',
        '--sample',
        'all',
        '--json',
        '--config',
        await configFile({ url }),
      )
      const [market] = JSON.parse(out).markets
      expect(code).toBe(3)
      expect(market.differences.length).toBeGreaterThan(10)
      expect(BigInt(market.largestDifference)).toBeGreaterThan(0n)
    })
  })

  it('behaviour: doctor finds everything in order', async () => {
    const { code, out } = await redline('doctor', '--json', '--config', await configFile())
    expect({ code, failed: JSON.parse(out).failed }).toEqual({ code: 0, failed: 0 })
    expect(out).toContain('aave-v3: revision 10, 8 assets')
    expect(out).toContain('read a second way are equal')
  })

  it.each(['risk', 'verify', 'doctor'])('behaviour: %s prints text for people', async (command) => {
    const { code, out, err } = await redline(command, '--config', await configFile())
    expect(code).toBe(0)
    expect(out + err).toContain(MARKET)
    expect(out).not.toMatch(/undefined|NaN|\[object/)
  })

  it('behaviour: risk and verify name the reserves whose borrowers are not all known', async () => {
    // The block in which everything is there already: no borrow is in it or after it.
    const config = await configFile({ fromBlock: await chain().client.getBlockNumber() })
    const risk = JSON.parse((await redline('risk', '--json', '--config', config)).out)
    expect(risk).toMatchObject({
      complete: false,
      missing: [{ chainId: chain().deployment.chainId, market: MARKET, reason: 'borrowers_missing' }],
    })
    const verified = await redline('verify', '--json', '--config', config)
    const symbol = JSON.parse(verified.out).markets[0].reserves.uncovered[0].symbol
    for (const [command, exit] of [
      ['risk', 0],
      ['verify', 3],
    ] as const) {
      const { code, out, err } = await redline(command, '--config', config)
      expect(code).toBe(exit)
      expect(command === 'risk' ? err : out).toMatch(
        new RegExp(`${symbol}: known scaled debt \\d+, in existence \\d+`),
      )
      expect(out + err).toContain('fromBlock')
      expect(out).not.toMatch(/Differences +0\n/)
    }
  })

  it('behaviour: doctor names a Comet that is not there', async () => {
    const { code, out } = await redline('doctor', '--json', '--config', await configFile({ comet: true }))
    expect(code).toBe(1)
    expect(JSON.parse(out).findings).toContainEqual(
      expect.objectContaining({ subject: `market ${COMET}`, verdict: 'failed', code: 'no_code' }),
    )
  })

  it('behaviour: doctor tells the time of the script where age means nothing', async () => {
    const { out } = await redline('doctor', '--config', await configFile())
    expect(out).toMatch(/script time 20\d\d-/)
  })

  it('behaviour: every command explains itself', async () => {
    for (const command of ['position', 'risk', 'verify', 'doctor', 'devnet', 'demo']) {
      const { code, out } = await redline(command, '--help')
      expect(code).toBe(0)
      expect(out).toContain('--json')
    }
  })
})

describe('what goes wrong is named, with an exit code', () => {
  const fails = async (
    changes: Changes,
    expected: { code: number; error: string },
    ...argv: readonly string[]
  ) => {
    const { code, err } = await redline(...argv, '--json', '--config', await configFile(changes))
    expect({ code, error: JSON.parse(err).error.code }).toEqual(expected)
    expect(JSON.parse(err).error.remedy.length).toBeGreaterThan(10)
  }

  it('error: rpc_unreachable', () =>
    fails({ url: 'http://127.0.0.1:9' }, { code: 1, error: 'rpc_unreachable' }, 'risk'))

  it('error: wrong_chain', () => fails({ chainId: 1 }, { code: 1, error: 'wrong_chain' }, 'risk'))

  it('error: no_code', () => fails({ provider: SOMEBODY }, { code: 1, error: 'no_code' }, 'risk'))

  it('error: block_not_found names the head', async () => {
    await fails({}, { code: 1, error: 'block_not_found' }, 'risk', '--at', '99999999')
    const { err } = await redline('risk', '--at', '99999999', '--config', await configFile())
    expect(err).toContain(`which is ${await chain().client.getBlockNumber()}`)
  })

  it.each(['risk', 'verify', 'position'])(
    'error: invalid_at when %s is asked for a block of a chain it does not look at',
    (command) =>
      fails(
        {},
        { code: 2, error: 'invalid_at' },
        ...[command, ...(command === 'position' ? [SOMEBODY] : []), '--at', '8453:5'],
      ),
  )

  it('error: rpc_rate_limited when the node answers 429 for ever', () =>
    through(
      ({ method }) =>
        method === 'eth_call' ? { kind: 'http', status: 429, headers: { 'retry-after': '0' } } : undefined,
      ({ url }) => fails({ url }, { code: 1, error: 'rpc_rate_limited' }, 'risk'),
    ))

  it('error: rpc_bad_response for truncated JSON', () =>
    through(
      ({ method }) => (method === 'eth_getLogs' ? { kind: 'truncated' } : undefined),
      ({ url }) => fails({ url }, { code: 1, error: 'rpc_bad_response' }, 'risk'),
    ))

  it('error: rpc_unreachable when the node dies in the middle', () =>
    through(
      ({ nth }) => (nth > 8 ? { kind: 'dropped' } : undefined),
      ({ url }) => fails({ url }, { code: 1, error: 'rpc_unreachable' }, 'risk'),
    ))

  it('error: unknown_revision for a pool that Redline was not proven against', async () => {
    const { client, deployment } = chain()
    // Answers 99 to whatever it is asked.
    const impostor = '0x0000000000000000000000000000000000009999' as const
    await client.setCode({ address: impostor, bytecode: '0x606360005260206000f3' })
    const abi = parseAbi(['function setAddress(bytes32 id, address newAddress)'])
    const id = `0x${Buffer.from('POOL').toString('hex').padEnd(64, '0')}` as const
    const data = encodeFunctionData({ abi, functionName: 'setAddress', args: [id, impostor] })
    const { admin, addressesProvider } = deployment
    await mineSuccessfully(client, [{ from: admin, to: addressesProvider, data, label: 'another pool' }])
    await fails({}, { code: 1, error: 'unknown_revision' }, 'risk')
    const { code, out } = await redline('doctor', '--json', '--config', await configFile())
    expect(code).toBe(1)
    expect(out).toContain('unknown_revision')
  })

  it('error: invalid_account', async () => {
    await fails({}, { code: 2, error: 'invalid_account' }, 'position', '0x1234')
  })

  it.each(['risk', 'doctor'])(
    'error: unknown_market from %s names those that can be read',
    async (command) => {
      const config = await configFile()
      const { code, err } = await redline(command, '--market', 'nope', '--config', config)
      expect(code).toBe(2)
      expect(err).toContain('names no market "nope"')
      expect(err).toContain(MARKET)
    },
  )

  it.each([
    [['devnet', '--port', '99999'], 'invalid_number'],
    [['devnet', '--csv', '/nope.csv'], 'price_path_unreadable'],
    [['risk', '--btc', '88000'], 'scenario_required'],
    [['position', SOMEBODY, '--btc', '88000'], 'scenario_required'],
    [['risk', '--btc', '-1', '--scenario', 'market'], 'invalid_request'],
    [['risk', '--shock', 'USDT/USD'], 'invalid_request'],
    [['nonsense'], 'usage'],
    [['risk', '--nonsense'], 'usage'],
    [[], 'usage'],
  ] as const)('error: %j starts nothing and exits 2 with %s as JSON', async (argv, error) => {
    const { code, out, err } = await redline(...argv, '--json')
    expect({ code, error: JSON.parse(err).error.code, out }).toEqual({ code: 2, error, out: '' })
  })

  it('error: invalid_price_path before a chain is started', async () => {
    const csv = join(folder, 'wrong.csv')
    await writeFile(csv, 'time,close\nnow,1\n')
    const { code, out, err } = await redline('devnet', '--csv', csv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^redline: Line 2 of the price file/)
  })

  it('error: config_not_found, invalid_config and no config at all', async () => {
    expect(await redline('risk', '--config', join(folder, 'none.json'))).toMatchObject({ code: 2 })
    const broken = join(folder, 'broken.json')
    await writeFile(broken, '{"referenceChain": "one", "chains": 7}')
    const { code, err } = await redline('risk', '--config', broken)
    expect(code).toBe(2)
    expect(err).toContain('referenceChain')
    expect(err).toContain('chains')
    expect(await redline('risk')).toMatchObject({ code: 2 })
  })

  it.each([
    [['nonsense']],
    [['risk', '--nonsense']],
    [['position']],
    [['verify', '--sample', '0']],
    [['risk', '--at', 'x']],
  ])('error: wrong usage %j exits 2', async (argv) => {
    expect((await redline(...argv)).code).toBe(2)
  })

  it('behaviour: doctor names a dead provider and goes on', async () => {
    const { code, out } = await redline('doctor', '--config', await configFile({ url: 'http://127.0.0.1:9' }))
    expect(code).toBe(1)
    expect(out).toContain('rpc_unreachable')
  })

  it('behaviour: a key in a URL is never printed', async () => {
    const url = 'http://user:hunter2secret@127.0.0.1:9/v2/abcdef0123456789?key=topsecretkey'
    for (const command of ['risk', 'doctor']) {
      const { out, err } = await redline(command, '--config', await configFile({ url }))
      expect(out + err).not.toMatch(/hunter2secret|abcdef0123456789|topsecretkey/)
    }
  })
})

const raw = (decimal: string): bigint => BigInt(decimal.replace('.', ''))

async function borrowers(): Promise<readonly [`0x${string}`]> {
  const { client, deployment } = chain()
  const abi = parseAbi([
    'event Borrow(address indexed reserve, address user, address indexed onBehalfOf, uint256 amount, uint8 interestRateMode, uint256 borrowRate, uint16 indexed referralCode)',
  ])
  const [log] = await client.getContractEvents({
    address: deployment.pool,
    abi,
    eventName: 'Borrow',
    fromBlock: 0n,
    strict: true,
  })
  return [log?.args.onBehalfOf ?? SOMEBODY]
}

import { parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../src/compose.ts'
import { decimal } from '../../src/core/decimal.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { servedDevnet } from '../support/served-devnet.ts'

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 3, borrowers: 40 })
})

let config: string
let clean: () => Promise<void>
beforeAll(async () => {
  const { configFile, remove } = await servedDevnet(chain())
  config = configFile
  clean = remove
})
afterAll(() => clean?.())

async function redline(...argv: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await run(argv, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    interactive: false,
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('risk and position read from a chain', () => {
  it('behaviour: risk at the present prices is whole, and every split sums to it', async () => {
    const { code, out, err } = await redline('risk', '--json', '--config', config)
    const answer = JSON.parse(out)
    expect(code).toBe(0)
    expect(err).toContain(`Read from chain ${chain().deployment.chainId} at block`)
    expect(answer).toMatchObject({ complete: true, missing: [], skewSeconds: 0 })
    expect(answer).not.toHaveProperty('scenario')
    expect(answer.asOf[0].blockHash).toMatch(/^0x[0-9a-f]{64}$/)
    expect(answer.all.positions).toBeGreaterThan(0)
    expect(answer.all.debtUsd).toMatch(/^\d+\.\d{8}$/)
    for (const split of ['protocol', 'market', 'collateral', 'debt'])
      expect(sum(answer.splits[split].map((part: Sets) => part.all.debtUsd))).toBe(raw(answer.all.debtUsd))
  })

  it('behaviour: risk at a BTC price says what it adds, and the four sets agree', async () => {
    const now = JSON.parse((await redline('risk', '--json', '--config', config)).out)
    const asked = ['--btc', '60000', '--scenario', 'market']
    const { code, out } = await redline('risk', '--json', ...asked, '--config', config)
    const answer = JSON.parse(out)
    expect(code).toBe(0)
    expect(answer.scenario).toMatchObject({ name: 'market', shocks: [] })
    expect(answer.added.positions).toBeGreaterThan(0)
    expect(answer.already.debtUsd).not.toBe('0.00000000')
    for (const field of ['repayableUsd', 'seizableUsd', 'feeUsd', 'badDebtUsd'])
      expect(raw(answer.all[field])).toBe(
        raw(answer.already[field]) + raw(answer.added[field]) - raw(answer.relieved[field]),
      )
    expect(now.all.positions).toBe(answer.already.positions)
    const shocked = await redline(
      'risk',
      '--json',
      ...asked,
      ...['--shock', 'ETH/USD:0.5', '--shock', 'BTC/USD:1'],
      '--config',
      config,
    )
    const { scenario, all } = JSON.parse(shocked.out)
    expect(scenario.shocks).toContainEqual({ leg: 'ETH/USD', ratio: '0.500000000000000000' })
    expect(raw(all.debtUsd)).toBeGreaterThan(raw(answer.all.debtUsd))
  })

  it('behaviour: risk for people has the headline first and its parts by collateral', async () => {
    const { code, out } = await redline(
      ...['risk', '--btc', '60000', '--scenario', 'market', '--config', config],
    )
    expect(code).toBe(0)
    expect(out).toMatch(/BTC at 60000 in scenario market, BTC now [\d,.]+/)
    expect(out).toMatch(/Under the threshold\s+Added\s+Already\s+Relieved\s+All/)
    expect(out).toMatch(/Added, by collateral/)
    expect(out).toMatch(/WBTC\s+[\d,.]+/)
  })

  it('behaviour: position says at which BTC price the account is liquidated, and risk agrees there', async () => {
    // Found by asking: most people of the local market owe dollars against BTC.
    let borrower = ''
    let found: Record<string, string> = {}
    for (const account of await borrowers()) {
      const { out } = await redline('position', account, '--json', '--config', config)
      const [position] = JSON.parse(out).positions
      if (position.liquidationBtcPrice.market.direction !== 'below') continue
      borrower = account
      found = position.liquidationBtcPrice.market
      break
    }
    const { price = '', status, distanceBps } = found
    expect(status).toBe('crosses')
    expect(distanceBps).toBeGreaterThan(0)
    const at = async (btc: string) => {
      const asked = ['--btc', btc, '--scenario', 'market', '--json', '--config', config]
      return JSON.parse((await redline('position', borrower, ...asked)).out).positions[0].underThreshold
    }
    expect(await at(price)).toBe(true)
    expect(await at(decimal(raw(price) + 10n ** 8n, 8))).toBe(false)
    const text = await redline('position', borrower, '--config', config)
    expect(text.out).toMatch(/Liquidated when BTC is\s+at, USD/)
    expect(text.out).toMatch(/market\s+[\d,.]+\s+below by \d+\.\d\d %/)
  })
})

type Sets = { readonly all: { readonly debtUsd: string } }

const raw = (text: string): bigint => BigInt(text.replace('.', ''))
const sum = (texts: readonly string[]): bigint => texts.reduce((all, one) => all + raw(one), 0n)

async function borrowers(): Promise<readonly string[]> {
  const { client, deployment } = chain()
  const abi = parseAbi([
    'event Borrow(address indexed reserve, address user, address indexed onBehalfOf, uint256 amount, uint8 interestRateMode, uint256 borrowRate, uint16 indexed referralCode)',
  ])
  const event = { address: deployment.pool, abi, eventName: 'Borrow', fromBlock: 0n, strict: true } as const
  const logs = await client.getContractEvents(event)
  return [...new Set(logs.map(({ args }) => args.onBehalfOf))]
}

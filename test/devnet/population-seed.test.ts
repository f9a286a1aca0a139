import { parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChain } from '../../src/devnet/chain.ts'
import { DevnetTransactionError } from '../../src/devnet/client-transactions.ts'
import { type Devnet, PopulationSizeError, startDevnet } from '../../src/devnet/devnet.ts'
import { readPeople, readStandings } from '../../src/devnet/market/people.ts'
import { reserveOf } from '../../src/devnet/market/transactions.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'

describe('a seeded chain', () => {
  let devnet: Devnet
  beforeAll(async () => {
    devnet = await startDevnet({ profile: 'demo', seed: 11, borrowers: 400 })
  })
  afterAll(() => devnet.stop())

  it('behaviour: every account stands at the health factor that was planned for it', async () => {
    const { accounts, client, deployment } = devnet
    const standings = await readStandings(
      client,
      deployment,
      accounts.map(({ address }) => address),
    )
    for (const [i, { position }] of accounts.entries()) {
      const standing = standings[i]
      if (standing === undefined || position.healthFactor === undefined) continue
      expect(Number(standing.healthFactor) / 1e18).toBeCloseTo(position.healthFactor, 2)
      expect(standing.healthFactor).toBeGreaterThan(10n ** 18n)
    }
  })

  it('behaviour: suppliers owe nothing; the ruined owe, and have nothing or next to nothing', async () => {
    const { accounts, client, deployment } = devnet
    const of = (kind: string) =>
      accounts.filter(({ position }) => position.kind === kind).map((it) => it.address)
    const suppliers = await readPeople(client, deployment, of('supplier'))
    expect(suppliers.every(({ debtBase, holdings }) => debtBase === 0n && holdings.length > 0)).toBe(true)
    const ruined = await readStandings(client, deployment, of('ruined'))
    expect(ruined).toHaveLength(8)
    for (const { debtBase, collateralBase, healthFactor } of ruined) {
      expect(debtBase).toBeGreaterThan(100n * 10n ** 8n)
      expect(collateralBase).toBeLessThan(21n * 10n ** 8n)
      expect(healthFactor).toBeLessThan(10n ** 17n)
    }
    expect(
      ruined.some(({ collateralBase, healthFactor }) => collateralBase === 0n && healthFactor === 0n),
    ).toBe(true)
    expect(ruined.some(({ collateralBase }) => collateralBase > 0n)).toBe(true)
  })

  it('behaviour: modes, isolation, loops, shorts, dust and idle supplies are on the chain', async () => {
    const { accounts, client, deployment } = devnet
    const addresses = accounts.map(({ address }) => address)
    const people = await readPeople(client, deployment, addresses)
    const count = (test: (person: (typeof people)[number]) => boolean) => people.filter(test).length
    const owes = (person: (typeof people)[number], ...symbols: readonly string[]) =>
      person.holdings.some(({ reserve, debt }) => debt > 0n && symbols.includes(reserve.symbol))
    expect(count(({ eMode }) => eMode === deployment.eModes.ether)).toBe(24)
    expect(count(({ eMode }) => eMode === deployment.eModes.bitcoin)).toBe(16)
    expect(
      count(({ holdings }) =>
        holdings.some(({ reserve, collateral }) => reserve.symbol === 'LINK' && collateral),
      ),
    ).toBe(16)
    expect(count((person) => person.eMode === 0 && owes(person, 'WBTC', 'cbBTC'))).toBe(28)
    expect(count(({ debtBase }) => debtBase > 0n && debtBase < 10n ** 8n)).toBe(8)
    expect(count(({ holdings }) => holdings.filter(({ debt }) => debt > 0n).length > 1)).toBeGreaterThan(25)
    expect(
      count(
        ({ debtBase, holdings }) =>
          debtBase > 0n && holdings.some((it) => it.supplied > 0n && !it.collateral),
      ),
    ).toBeGreaterThan(10)
    expect(count(({ debtBase }) => debtBase > 0n)).toBe(400)
  })
})

describe('startDevnet', () => {
  it('behaviour: the same seed gives the same chain, another seed another', async () => {
    const state = async (seed: number) => {
      const { client, deployment, accounts, stop } = await startDevnet({
        profile: 'demo',
        seed,
        borrowers: 40,
      })
      try {
        const addresses = accounts.map(({ address }) => address)
        const { number, timestamp } = await client.getBlock()
        return { number, timestamp, standings: await readStandings(client, deployment, addresses) }
      } finally {
        await stop()
      }
    }
    const first = await state(3)
    expect(await state(3)).toEqual(first)
    expect(await state(4)).not.toEqual(first)
  })

  it('error: invalid_population_size', async () => {
    for (const borrowers of [0, -1, 1.5, Number.NaN])
      await expect(startDevnet({ profile: 'demo', borrowers })).rejects.toThrow(PopulationSizeError)
  })
})

describe('seedPopulation', () => {
  it('error: devnet_transaction_reverted names the account and the reason of the pool', async () => {
    const { client, deployment, stop } = await startChain({ profile: 'demo' })
    try {
      await client.writeContract({
        account: deployment.admin,
        address: deployment.poolConfigurator,
        abi: parseAbi(['function setReserveBorrowing(address asset, bool enabled)']),
        functionName: 'setReserveBorrowing',
        args: [reserveOf(deployment, 'USDC').underlying, false],
        chain: null,
      })
      const seeding = seedPopulation(client, deployment, { seed: 1, borrowers: 20 })
      await expect(seeding).rejects.toThrow(DevnetTransactionError)
      await expect(seeding).rejects.toMatchObject({
        code: 'devnet_transaction_reverted',
        message: expect.stringMatching(/borrower \d+ \(0x[0-9a-fA-F]{40}\).*BorrowingNotEnabled/),
      })
    } finally {
      await stop()
    }
  })
})

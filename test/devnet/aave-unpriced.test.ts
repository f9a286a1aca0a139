import { expect, it } from 'vitest'
import { setPrice } from '../../src/devnet/feeds/prices.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { readAgain } from '../../src/pipeline/check-market.ts'
import { verifyAccounts } from '../../src/pipeline/verify.ts'
import { marketTotals } from '../../src/protocols/aave-v3/index.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { nodeOf, snapshotOf } from '../support/redline-on-devnet.ts'

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 9, borrowers: 150 })
})

it('behaviour: where the oracle has no price nothing is said, and the pool reverts for the same accounts', async () => {
  const { client, deployment } = chain()
  await setPrice(client, deployment, 'LINK/USD', 0n)
  const snapshot = await snapshotOf(chain())
  const { state, coverage, accounts } = snapshot
  const verified = await verifyAccounts(await nodeOf(chain()), snapshot, accounts)
  expect(verified.differences).toEqual([])
  expect(verified.unvalued.length).toBeGreaterThan(2)
  expect(verified.accounts).toBe(state.accounts.size)
  expect(coverage.every(({ complete }) => complete)).toBe(true)
  expect(marketTotals(state).unvalued).toBe(verified.unvalued.length)
})

it('behaviour: an account that one side values and the other does not is a difference', async () => {
  const { client, deployment } = chain()
  const before = await snapshotOf(chain())
  await setPrice(client, deployment, 'LINK/USD', 0n)
  const { block } = await snapshotOf(chain())
  const blind = { ...before, block }
  const verified = await verifyAccounts(await nodeOf(chain()), blind, blind.accounts)
  expect(verified.differences.filter(({ figure }) => figure === 'has a value').length).toBeGreaterThan(2)
})

it('behaviour: the second reading is not asked for what it cannot answer', async () => {
  const { client, deployment } = chain()
  await setPrice(client, deployment, 'LINK/USD', 0n)
  const snapshot = await snapshotOf(chain())
  const mustNotBeAsked = {
    reserves: () => Promise.reject(new Error('asked')),
    user: () => Promise.reject(new Error('asked')),
  }
  expect(await readAgain(mustNotBeAsked, snapshot, [])).toBe('price_missing')
})

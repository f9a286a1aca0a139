import { encodeFunctionData, getAddress, parseAbi } from 'viem'
import { expect, it } from 'vitest'
import { supplyTransactions } from '../../src/devnet/aave/seeder.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { statusOf } from '../../src/pipeline/follow/market-status.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { followDevnet, storeFolder } from '../support/followed-devnet.ts'

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 6, borrowers: 20 })
})

const LATE = getAddress('0x000000000000000000000000000000000001a7e0')
const poolAbi = parseAbi([
  'function borrow(address asset, uint256 amount, uint256 interestRateMode, uint16 referralCode, address onBehalfOf)',
])

/** Somebody who never was here supplies ether and borrows dollars. */
async function borrowLate(): Promise<void> {
  const { client, deployment } = chain()
  const usdc = deployment.reserves.find(({ symbol }) => symbol === 'USDC')?.underlying ?? deployment.admin
  const data = encodeFunctionData({
    abi: poolAbi,
    functionName: 'borrow',
    args: [usdc, 1_000_000n, 2n, 0, LATE],
  })
  await mineSuccessfully(client, [
    ...supplyTransactions(deployment, [{ account: LATE, symbol: 'WETH', amount: 10n ** 18n }]),
    { from: LATE, to: deployment.pool, data, label: 'a late borrow' },
  ])
}

it('behaviour: who first borrows after the logs were searched and before an account is read is known too', async () => {
  const { dataDir, remove } = await storeFolder()
  const { anvil, client, deployment } = chain()
  let searches = 0
  const redline = await followDevnet({ client, deployment, rpcUrl: anvil.rpcUrl }, dataDir, 1, (kept) => ({
    ...kept,
    chain: {
      ...kept.chain,
      logs: async function* (query) {
        yield* kept.chain.logs(query)
        searches += 1
        if (searches === 1) await borrowLate()
      },
    },
  }))
  try {
    await redline.joined()
    expect(statusOf(redline.book(), 'devnet')).toEqual({ state: 'complete' })
    expect(redline.book().legsOf('devnet', LATE).length).toBe(2)
  } finally {
    await redline.stop()
    await remove()
  }
})

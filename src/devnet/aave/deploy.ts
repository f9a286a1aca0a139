import { type Address, parseAbi } from 'viem'
import { RedlineError } from '../../core/errors.ts'
import type { DevnetClient } from '../client.ts'
import { mineSuccessfully } from '../client-transactions.ts'
import type { Artifacts } from '../compile/artifacts.ts'
import type { DeployedReserve, Deployment, FeedName, ReserveSymbol } from '../deployment.ts'
import { type DeployedPrices, deployPrices } from '../feeds/deploy.ts'
import { deployMarket } from './market.ts'
import { E_MODES, INITIAL_PRICES, INITIAL_STAKED_RATIO, RESERVE_PARAMETERS } from './parameters.ts'
import { listReserves } from './reserves.ts'
import { type DeploymentScript, deploymentScript } from './script.ts'
import { deployTokens } from './tokens.ts'

export type DeployMarketOptions = {
  /** First answers of the legs, 8 decimals; those left out are `INITIAL_PRICES`. */
  readonly prices?: Partial<Readonly<Record<FeedName, bigint>>>
  /** Ether behind one wstETH, 18 decimals. */
  readonly stakedRatio?: bigint
}

const poolAbi = parseAbi([
  'function POOL_REVISION() view returns (uint256)',
  'function getReserveAToken(address asset) view returns (address)',
  'function getReserveVariableDebtToken(address asset) view returns (address)',
])
const providerAbi = parseAbi([
  'function getPool() view returns (address)',
  'function getPoolConfigurator() view returns (address)',
])

/**
 * Puts a complete Aave V3.6 market with its tokens and price feeds on an empty chain, in one block. `admin`
 * must be an account that the chain unlocks; it owns everything.
 * @throws DevnetTransactionError `devnet_transaction_reverted` naming the step; DeploymentError `deployment_unexpected`.
 */
export async function deployLocalMarket(
  client: DevnetClient,
  artifacts: Artifacts,
  admin: Address,
  options: DeployMarketOptions = {},
): Promise<Deployment> {
  const script = deploymentScript(artifacts, admin, await client.getTransactionCount({ address: admin }))
  const tokens = deployTokens(script, options.stakedRatio ?? INITIAL_STAKED_RATIO)
  const prices = deployPrices(script, { ...INITIAL_PRICES, ...options.prices }, tokens.wstETH)
  const { aTokenImplementation: _a, debtTokenImplementation: _d, ...market } = list(script, tokens, prices)
  const seeder = script.deploy('Seeder', market.pool)
  const mined = await mineSuccessfully(client, script.transactions, artifacts.Errors.abi)
  await check(client, market)
  return {
    chainId: client.chain.id,
    admin,
    fromBlock: mined[0]?.blockNumber ?? 0n,
    ...market,
    seeder,
    reserves: await readReserves(client, market.pool, tokens, prices),
    feeds: prices.feeds,
    eModes: { bitcoin: E_MODES.bitcoin.id, ether: E_MODES.ether.id },
  }
}

type Tokens = Readonly<Record<ReserveSymbol, Address>>

function list(script: DeploymentScript, tokens: Tokens, prices: DeployedPrices) {
  const market = deployMarket(script, tokens, prices)
  listReserves(script, market, tokens)
  return market
}

/** The addresses were computed before anything existed: ask the chain whether it agrees. */
async function check(
  client: DevnetClient,
  market: Pick<Deployment, 'addressesProvider' | 'pool' | 'poolConfigurator'>,
): Promise<void> {
  const provider = { address: market.addressesProvider, abi: providerAbi } as const
  const [pool, configurator, revision] = await Promise.all([
    client.readContract({ ...provider, functionName: 'getPool' }),
    client.readContract({ ...provider, functionName: 'getPoolConfigurator' }),
    client.readContract({ address: market.pool, abi: poolAbi, functionName: 'POOL_REVISION' }),
  ])
  if (pool !== market.pool || configurator !== market.poolConfigurator || revision !== 10n)
    throw new DeploymentError({ pool, configurator, revision })
}

function readReserves(
  client: DevnetClient,
  pool: Address,
  tokens: Tokens,
  prices: DeployedPrices,
): Promise<readonly DeployedReserve[]> {
  return Promise.all(
    RESERVE_PARAMETERS.map(async ({ symbol, decimals }, id) => {
      const args = [tokens[symbol]] as const
      const [aToken, variableDebtToken] = await Promise.all([
        client.readContract({ address: pool, abi: poolAbi, functionName: 'getReserveAToken', args }),
        client.readContract({
          address: pool,
          abi: poolAbi,
          functionName: 'getReserveVariableDebtToken',
          args,
        }),
      ])
      const priceSource = prices.sourceOf[symbol]
      return { symbol, id, decimals, underlying: tokens[symbol], aToken, variableDebtToken, priceSource }
    }),
  )
}

/** The deployed market is not the one that was written down. */
export class DeploymentError extends RedlineError {
  override readonly name = 'DeploymentError'
  constructor(found: { readonly pool: string; readonly configurator: string; readonly revision: bigint }) {
    super({
      code: 'deployment_unexpected',
      happened: `The local market differs from its plan: pool ${found.pool}, revision ${found.revision}.`,
      remedy: 'The installed Aave sources are not the ones this version of Redline expects: run "npm ci".',
      context: found,
    })
  }
}

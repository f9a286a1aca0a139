import { parseAbi } from 'viem'
import type { Address } from '../../core/address.ts'
import type { DevnetClient } from '../client.ts'
import type { DeployedReserve, Deployment } from '../deployment.ts'
import { poolAbi } from './pool-abi.ts'

/** What an account has in one reserve. Amounts are without interest: good enough to decide, a little below the truth. */
export type Holding = {
  readonly reserve: DeployedReserve
  readonly supplied: bigint
  readonly collateral: boolean
  readonly debt: bigint
}

/** The pool's own figures for an account; base values in USD with 8 decimals. */
export type Standing = {
  readonly address: Address
  readonly collateralBase: bigint
  readonly debtBase: bigint
  readonly availableBorrowsBase: bigint
  /** Basis points, averaged over the collateral. */
  readonly liquidationThreshold: bigint
  readonly healthFactor: bigint
}

/** An account as it stands before it acts. */
export type Person = Standing & {
  readonly eMode: number
  /** Those with something in them, in the order of the reserves. */
  readonly holdings: readonly Holding[]
}

const dataProviderAbi = parseAbi([
  'struct UserReserveData { address underlyingAsset; uint256 scaledATokenBalance; bool usageAsCollateralEnabledOnUser; uint256 scaledVariableDebt; }',
  'function getUserReservesData(address provider, address user) view returns (UserReserveData[], uint8)',
])

/** How accounts stand at the newest block, one call each. */
export function readStandings(
  client: DevnetClient,
  deployment: Deployment,
  addresses: readonly Address[],
): Promise<readonly Standing[]> {
  return Promise.all(
    addresses.map(async (address) => {
      const [collateralBase, debtBase, availableBorrowsBase, liquidationThreshold, , healthFactor] =
        await client.readContract({
          address: deployment.pool,
          abi: poolAbi,
          functionName: 'getUserAccountData',
          args: [address],
        })
      return { address, collateralBase, debtBase, availableBorrowsBase, liquidationThreshold, healthFactor }
    }),
  )
}

/** The same with what they hold, two calls each. */
export async function readPeople(
  client: DevnetClient,
  deployment: Deployment,
  addresses: readonly Address[],
): Promise<readonly Person[]> {
  const standings = readStandings(client, deployment, addresses)
  const holdings = Promise.all(
    addresses.map((address) =>
      client.readContract({
        address: deployment.uiPoolDataProvider,
        abi: dataProviderAbi,
        functionName: 'getUserReservesData',
        args: [deployment.addressesProvider, address],
      }),
    ),
  )
  const rows = await holdings
  return (await standings).map((standing, i) => {
    const [reserves, eMode] = rows[i] ?? [[], 0]
    return {
      ...standing,
      eMode,
      holdings: reserves.flatMap((row, id): Holding[] => {
        const reserve = deployment.reserves[id]
        const isEmpty = row.scaledATokenBalance === 0n && row.scaledVariableDebt === 0n
        if (reserve === undefined || isEmpty) return []
        const { scaledATokenBalance: supplied, scaledVariableDebt: debt } = row
        return [{ reserve, supplied, collateral: row.usageAsCollateralEnabledOnUser, debt }]
      }),
    }
  })
}

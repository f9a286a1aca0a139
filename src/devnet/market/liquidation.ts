import type { Hash } from 'viem'
import type { Address } from '../../core/address.ts'
import type { DevnetClient } from '../client.ts'
import type { Deployment, ReserveSymbol } from '../deployment.ts'
import { DeploymentPartError } from '../feeds/prices.ts'
import { poolAbi } from './pool-abi.ts'

/** Debt of an account that the pool wrote off. */
export type WrittenOff = { readonly symbol: ReserveSymbol; readonly amount: bigint }

/** A liquidation as its events tell it; amounts in the token's smallest unit. */
export type ExecutedLiquidation = {
  readonly hash: Hash
  readonly blockNumber: bigint
  readonly borrower: Address
  readonly collateral: ReserveSymbol
  readonly debt: ReserveSymbol
  readonly debtRepaid: bigint
  /** Without the protocol's fee. */
  readonly collateralSeized: bigint
  readonly receiveAToken: boolean
  /** Bad debt that this call made the market record, one entry for each debt asset. */
  readonly deficits: readonly WrittenOff[]
}

/** All liquidations in a range of blocks, both ends included, in the order of the chain. */
export async function liquidationsIn(
  client: DevnetClient,
  deployment: Deployment,
  fromBlock: bigint,
  toBlock: bigint,
): Promise<readonly ExecutedLiquidation[]> {
  const logs = await client.getLogs({
    address: deployment.pool,
    events: poolAbi.filter((item) => item.type === 'event'),
    fromBlock,
    toBlock,
    strict: true,
  })
  const symbolOf = (asset: Address): ReserveSymbol => {
    const reserve = deployment.reserves.find(({ underlying }) => underlying === asset)
    if (reserve === undefined) throw new DeploymentPartError(asset)
    return reserve.symbol
  }
  return logs.flatMap((log): ExecutedLiquidation[] => {
    if (log.eventName !== 'LiquidationCall') return []
    const { args, transactionHash: hash, blockNumber } = log
    // The pool writes debt off within the same transaction, before it reports the liquidation.
    const deficits = logs.flatMap((other) =>
      other.eventName === 'DeficitCreated' && other.transactionHash === hash
        ? [{ symbol: symbolOf(other.args.debtAsset), amount: other.args.amountCreated }]
        : [],
    )
    return [
      {
        hash,
        blockNumber,
        borrower: args.user,
        collateral: symbolOf(args.collateralAsset),
        debt: symbolOf(args.debtAsset),
        debtRepaid: args.debtToCover,
        collateralSeized: args.liquidatedCollateralAmount,
        receiveAToken: args.receiveAToken,
        deficits,
      },
    ]
  })
}

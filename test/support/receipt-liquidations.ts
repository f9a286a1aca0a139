import { erc20Abi, parseEventLogs } from 'viem'
import type { Address, Hex } from '../../src/core/address.ts'
import type { DevnetClient } from '../../src/devnet/client.ts'
import type { Deployment } from '../../src/devnet/deployment.ts'
import { poolAbi } from '../../src/devnet/market/pool-abi.ts'

/** A liquidation as a receipt tells it; shares no code with the adapter. */
export type ReceiptLiquidation = {
  readonly block: bigint
  readonly blockHash: Hex
  readonly transaction: Hex
  readonly logIndex: number
  readonly account: Address
  readonly liquidator: Address
  readonly collateral: Address
  readonly debt: Address
  readonly repaid: bigint
  readonly seized: bigint
  readonly receivesLendingToken: boolean
  readonly deficits: readonly { readonly asset: Address; readonly amount: bigint }[]
  /** What the lending token's ERC-20 log says that the treasury received. */
  readonly feeTransferred: bigint
}

/** All liquidations of a range of blocks, ends included, by the receipts of all their transactions. */
export async function receiptLiquidations(
  client: DevnetClient,
  { reserves, treasury }: Deployment,
  from: bigint,
  to: bigint,
): Promise<readonly ReceiptLiquidation[]> {
  const found: ReceiptLiquidation[] = []
  for (let blockNumber = from; blockNumber <= to; blockNumber++) {
    const { transactions } = await client.getBlock({ blockNumber })
    for (const hash of transactions) {
      const { logs } = await client.getTransactionReceipt({ hash })
      let begin = -1
      for (const call of parseEventLogs({ abi: poolAbi, eventName: 'LiquidationCall', logs })) {
        const own = logs.filter(({ logIndex }) => logIndex > begin && logIndex < call.logIndex)
        begin = call.logIndex
        const { args } = call
        const aToken = reserves.find(({ underlying }) => underlying === args.collateralAsset)?.aToken
        const fees = parseEventLogs({ abi: erc20Abi, eventName: 'Transfer', logs: own }).filter(
          ({ address, args: { from: payer, to: payee } }) =>
            address.toLowerCase() === aToken?.toLowerCase() && payer === args.user && payee === treasury,
        )
        found.push({
          block: call.blockNumber,
          blockHash: call.blockHash,
          transaction: hash,
          logIndex: call.logIndex,
          account: args.user,
          liquidator: args.liquidator,
          collateral: args.collateralAsset,
          debt: args.debtAsset,
          repaid: args.debtToCover,
          seized: args.liquidatedCollateralAmount,
          receivesLendingToken: args.receiveAToken,
          deficits: parseEventLogs({ abi: poolAbi, eventName: 'DeficitCreated', logs: own }).map(
            ({ args: { debtAsset: asset, amountCreated: amount } }) => ({ asset, amount }),
          ),
          feeTransferred: fees.reduce((sum, { args: { value } }) => sum + value, 0n),
        })
      }
    }
  }
  return found
}

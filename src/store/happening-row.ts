import type { Address, Hex } from '../core/address.ts'
import type { Happening, WrittenOff } from '../core/happening.ts'
import { baseValue, bps, timestamp, tokenAmount, wad } from '../core/units.ts'

/** A happening as a table keeps it; SQL's `numeric` is digits here, which no driver rounds. */
export type HappeningRow = {
  readonly chain: bigint
  readonly block: bigint
  readonly log_index: number
  /** The end of the segment that it came with, and goes with. */
  readonly end_block: bigint
  readonly market: string
  readonly kind: Happening['kind']
  readonly block_hash: Hex
  readonly timestamp: bigint
  readonly transaction_hash: Hex
  readonly account: Address
  readonly liquidator: Address
  readonly collateral: Address
  readonly debt: Address
  readonly repaid: string
  readonly seized: string
  readonly fee: string
  readonly receives_lending_token: boolean
  readonly deficits: readonly DeficitRow[]
  readonly exchanged: string | null
  readonly bonus: string | null
  readonly collateral_price: string | null
  readonly debt_price: string | null
  readonly repaid_value: string | null
  readonly seized_value: string | null
  readonly fee_value: string | null
  readonly deficit_value: string | null
}

type DeficitRow = readonly [asset: Address, amount: string, value: string | null]

/** A happening's row as JSON, which a database takes in with many others in one statement. */
export function rowOf(happening: Happening, endBlock: bigint): object {
  const { prices, values } = happening
  return {
    chain: String(happening.chainId),
    block: text(happening.block),
    log_index: happening.logIndex,
    end_block: text(endBlock),
    market: happening.market,
    kind: happening.kind,
    block_hash: happening.blockHash,
    timestamp: text(happening.timestamp),
    transaction_hash: happening.transaction,
    account: happening.account,
    liquidator: happening.liquidator,
    collateral: happening.collateral,
    debt: happening.debt,
    repaid: text(happening.repaid),
    seized: text(happening.seized),
    fee: text(happening.fee),
    receives_lending_token: happening.receivesLendingToken,
    deficits: happening.deficits.map(({ asset, amount, value }) => [asset, text(amount), text(value)]),
    exchanged: text(happening.exchanged),
    bonus: text(happening.bonus),
    collateral_price: text(prices.collateral),
    debt_price: text(prices.debt),
    repaid_value: text(values.repaid),
    seized_value: text(values.seized),
    fee_value: text(values.fee),
    deficit_value: text(values.deficit),
  }
}

/** The happening that a row keeps. */
export const happeningOf = (row: HappeningRow): Happening => ({
  chainId: Number(row.chain),
  market: row.market,
  block: row.block,
  blockHash: row.block_hash,
  timestamp: timestamp(row.timestamp),
  transaction: row.transaction_hash,
  logIndex: row.log_index,
  kind: row.kind,
  account: row.account,
  liquidator: row.liquidator,
  collateral: row.collateral,
  debt: row.debt,
  repaid: tokenAmount(BigInt(row.repaid)),
  seized: tokenAmount(BigInt(row.seized)),
  fee: tokenAmount(BigInt(row.fee)),
  receivesLendingToken: row.receives_lending_token,
  deficits: row.deficits.map(
    ([asset, amount, value]): WrittenOff => ({
      asset,
      amount: tokenAmount(BigInt(amount)),
      value: given(value, baseValue),
    }),
  ),
  exchanged: given(row.exchanged, wad),
  bonus: given(row.bonus, bps),
  prices: { collateral: given(row.collateral_price, baseValue), debt: given(row.debt_price, baseValue) },
  values: {
    repaid: given(row.repaid_value, baseValue),
    seized: given(row.seized_value, baseValue),
    fee: given(row.fee_value, baseValue),
    deficit: given(row.deficit_value, baseValue),
  },
})

const text = (value: bigint | undefined): string | null => value?.toString() ?? null

const given = <Scaled>(digits: string | null, scale: (value: bigint) => Scaled): Scaled | undefined =>
  digits === null ? undefined : scale(BigInt(digits))

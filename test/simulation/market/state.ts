import { type Address, getAddress, type Hex, keccak256, pad, parseAbi, stringToHex } from 'viem'

/** What one account has in one asset. */
export type SimLeg = { readonly debt: bigint; readonly collateral: bigint; readonly enabled: boolean }

export type SimAccount = { readonly category: number; readonly legs: ReadonlyMap<Address, SimLeg> }

export type SimAsset = { readonly asset: Address; readonly price: bigint; readonly listedAt: bigint }

/** A lending contract as it is after a block. */
export type SimMarket = {
  readonly name: string
  readonly address: Address
  /** Whether debts grow without a log, so that only the stated totals tell, as in Compound's Comet. */
  readonly isSilent: boolean
  /** Every call reverts; nobody can do anything here. */
  readonly isPaused: boolean
  readonly assets: readonly SimAsset[]
  readonly accounts: ReadonlyMap<Address, SimAccount>
}

/** All contracts as they are after a block. */
export type SimState = readonly SimMarket[]

/** What the contracts answer. */
export const marketAbi = parseAbi([
  'function overview() view returns (address[] assets, uint256[] debts, uint256[] collaterals, uint256[] prices)',
  'function positionOf(address account) view returns (bool isKnown, uint8 category, uint256[] debts, uint256[] collaterals, bool[] enabled)',
])

/** First topic of the log that names an account of which something changed; of the market, or of an asset's token. */
export const CHANGED: Hex = keccak256(stringToHex('Changed(address)'))

/** An address that its text decides. */
export const addressOf = (text: string): Address => getAddress(`0x${keccak256(stringToHex(text)).slice(26)}`)

/** The last topic of a log that names an account. */
export const topicOf = (account: Address): Hex => pad(account.toLowerCase() as Hex, { size: 32 })

/** What all accounts have in an asset. */
export function totalsOf({ accounts }: SimMarket, asset: Address) {
  let [debt, collateral] = [0n, 0n]
  for (const { legs } of accounts.values()) {
    const leg = legs.get(asset)
    debt += leg?.debt ?? 0n
    collateral += leg?.collateral ?? 0n
  }
  return { debt, collateral }
}

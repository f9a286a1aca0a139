import { assets } from '../query/address.ts'
import { money } from '../query/decimals.ts'
import { markets } from '../query/market.ts'

/** Which positions sums are of; filters select whole positions. */
export const selection = { market: markets, collateral: assets, debt: assets, minDebtUsd: money }

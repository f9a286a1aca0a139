import { usd } from '../pipeline/answers/money.ts'
import type { MarketStep } from './devnet-port.ts'

/** One step of the scripted market on one line, for people. */
export function stepLine(step: MarketStep): string {
  const { time, btcUsd, block, actions, liquidations, deficits, absorbed, sales } = step
  const price = usd(btcUsd).slice(0, -6).padStart(9)
  const written = deficits > 0 ? `, ${deficits} debts written off` : ''
  const taken = absorbed + sales > 0 ? `; Compound: ${absorbed} absorbed, ${sales} sales` : ''
  return `${time.slice(0, 16)}  BTC ${price}  block ${block}  ${actions} acted, ${liquidations} liquidated${written}${taken}`
}

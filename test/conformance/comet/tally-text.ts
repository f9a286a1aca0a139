import { type AbiEvent, toEventSelector, toFunctionSelector } from 'viem'
import { cometAbi } from '../../../abis/compound-v3/comet.ts'
import type { Tally } from './compare.ts'

/** A tally in a few lines: how much was compared, and which events and refusals were among it. */
export function describeTally(tally: Tally, histories: number): string {
  const { steps, transactions, refused, logs, answers } = tally
  const events = cometAbi.filter((item): item is Extract<typeof item, AbiEvent> => item.type === 'event')
  const seen = events.filter((event) => tally.events.has(toEventSelector(event)))
  const missing = events.filter((event) => !seen.includes(event))
  return [
    `comet: ${histories} histories, ${steps} steps, ${transactions} transactions (${refused} refused), ${logs} logs, ${answers} answers: difference 0`,
    `steps: ${[...tally.kinds].map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
    `silent debts: ${tally.silentDebts}`,
    `events: ${seen.map((event) => `${event.name} ${tally.events.get(toEventSelector(event))}`).join(', ')}${missing.length === 0 ? '' : `; not seen: ${missing.map(({ name }) => name).join(', ')}`}`,
    `refusals: ${[...tally.refusals].map(nameOf).join(', ')}`,
  ].join('\n')
}

function nameOf(data: string): string {
  if (data.startsWith('0x4e487b71')) return `Panic(${Number(BigInt(`0x${data.slice(10)}`))})`
  return (
    REASONS.find((reason) => toFunctionSelector(reason.includes('(') ? reason : `${reason}()`) === data) ??
    data
  )
}

const REASONS = [
  'AlreadyInitialized',
  'BadAmount',
  'BadAsset',
  'BadPrice',
  'BorrowTooSmall',
  'InsufficientAllowance(address,uint256,uint256)',
  'InsufficientBalance(address,uint256,uint256)',
  'InsufficientReserves',
  'InvalidInt256',
  'InvalidUInt64',
  'InvalidUInt104',
  'InvalidUInt128',
  'NoSelfTransfer',
  'NotCollateralized',
  'NotForSale',
  'NotLiquidatable',
  'Paused',
  'SupplyCapExceeded',
  'TooMuchSlippage',
  'Unauthorized',
]

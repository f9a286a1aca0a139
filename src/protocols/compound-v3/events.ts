import { getAddress, toEventSelector } from 'viem'
import { cometAbi } from '../../../abis/compound-v3/comet.ts'
import type { Address, Hex } from '../../core/address.ts'
import type { Log } from '../../core/segment.ts'

type Named = Pick<Log, 'topics'>

/** At which topics an event names accounts; `comes` where one of them may be new to the market. */
type Reading = { readonly accounts: readonly number[]; readonly comes: boolean }

/**
 * Debt needs collateral first, or a withdrawal: `transfer` of base tokens that somebody does not have makes debt too and
 * may say nothing at all, but only an account with collateral can do it. So everybody who can ever owe is named by one
 * of the events that bring collateral or take base tokens out.
 */
const READINGS: Readonly<Record<string, Reading>> = {
  SupplyCollateral: { accounts: [2], comes: true },
  TransferCollateral: { accounts: [1, 2], comes: true },
  Withdraw: { accounts: [1], comes: true },
  WithdrawCollateral: { accounts: [1], comes: false },
  Supply: { accounts: [2], comes: false },
  Transfer: { accounts: [1, 2], comes: false },
  AbsorbDebt: { accounts: [2], comes: false },
  AbsorbCollateral: { accounts: [2], comes: false },
}

/** Events that say that the terms may be others. */
const GOVERNING = ['PauseAction', 'WithdrawReserves', 'BuyCollateral', 'Upgraded']

const selectors: ReadonlyMap<string, Hex> = new Map(
  cometAbi.flatMap((item) => (item.type === 'event' ? [[item.name, toEventSelector(item)] as const] : [])),
)

const selectorOf = (name: string): readonly Hex[] => {
  const selector = selectors.get(name)
  return selector === undefined ? [] : [selector]
}

const BY_TOPIC: ReadonlyMap<Hex, Reading> = new Map(
  Object.entries(READINGS).flatMap(([name, reading]) =>
    selectorOf(name).map((selector) => [selector, reading] as const),
  ),
)

/** First topics of all logs that say what changed. */
export const watchedTopics: readonly Hex[] = [...BY_TOPIC.keys(), ...GOVERNING.flatMap(selectorOf)]

/** First topics of the logs that name everybody who can owe. */
export const candidateTopics: readonly Hex[] = [...BY_TOPIC].flatMap(([topic, { comes }]) =>
  comes ? [topic] : [],
)

const [upgraded] = selectorOf('Upgraded')

/** Whether a log says that the market has other code, and so other parameters. */
export const isUpgrade = ({ topics }: Named): boolean => topics[0] === upgraded

/** Whom a log names; nobody for a log of another kind. */
export function accountsIn({ topics }: Named): readonly Address[] {
  const { accounts = [] } = BY_TOPIC.get(topics[0] ?? '0x') ?? {}
  return accounts.flatMap((at) => {
    const topic = topics[at]
    return topic === undefined || BigInt(topic) === 0n ? [] : [getAddress(`0x${topic.slice(-40)}`)]
  })
}

/** Whether somebody who was not known before may come with this log. */
export const bringsSomebody = ({ topics }: Named): boolean => BY_TOPIC.get(topics[0] ?? '0x')?.comes === true

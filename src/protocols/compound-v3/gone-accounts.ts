import type { Address } from '../../core/address.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Known } from '../adapter.ts'
import type { CometFact } from './facts.ts'

/** What was known of accounts that were read again and is no longer so: legs, and the account itself without any. */
export function goneAccounts(
  known: Known,
  market: string,
  facts: readonly CometFact[],
  accounts: readonly Address[],
): readonly FactRecord[] {
  const there = new Set(
    facts.flatMap((fact) => {
      if (fact.kind === 'account') return [fact.account as string]
      return fact.kind === 'leg' ? [`${fact.account}/${fact.asset}`] : []
    }),
  )
  return accounts.flatMap((account) => [
    ...known
      .legsOf(market, account)
      .map(({ asset }) => `${account}/${asset}`)
      .filter((key) => !there.has(key))
      .map((key) => ({ market, kind: 'leg', key, value: '' })),
    ...(there.has(account) || known.get(market, 'account', account) === undefined
      ? []
      : [{ market, kind: 'account', key: account, value: '' }]),
  ])
}

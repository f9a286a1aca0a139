import { getAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import { type FactValue, readFactValue } from '../../core/fact-value.ts'

/** One fact that the book holds otherwise than the chain says; undefined where only the other has it. */
export type DifferentRecord = {
  readonly kind: string
  readonly key: string
  readonly held: string | undefined
  readonly chain: string | undefined
}

/** Every fact that is not the same on both sides, in the order of what is held, then of what only the chain has. */
export function differentRecords(
  held: readonly FactRecord[],
  chain: readonly FactRecord[],
): readonly DifferentRecord[] {
  const there = new Map(chain.map((record) => [subjectOf(record), record]))
  const different: DifferentRecord[] = []
  for (const record of held) {
    const subject = subjectOf(record)
    const said = there.get(subject)
    there.delete(subject)
    if (said?.value !== record.value)
      different.push({ kind: record.kind, key: record.key, held: record.value, chain: said?.value })
  }
  for (const { kind, key, value } of there.values())
    different.push({ kind, key, held: undefined, chain: value })
  return different
}

/** The accounts that such differences are about. */
export function accountsAmong(different: readonly DifferentRecord[]): readonly Address[] {
  const accounts = different
    .filter(({ kind }) => kind === 'account' || kind === 'leg')
    .map(({ key }) => getAddress(key.slice(0, ADDRESS_TEXT)))
  return [...new Set(accounts)]
}

/** The largest gap between two amounts of one name; an amount that only one side has counts whole. */
export function largestGap(different: readonly DifferentRecord[]): bigint {
  let most = 0n
  for (const { held, chain } of different) {
    const [ours, theirs] = [amountsOf(held), amountsOf(chain)]
    for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
      const gap = (ours.get(name) ?? 0n) - (theirs.get(name) ?? 0n)
      const size = gap < 0n ? -gap : gap
      if (size > most) most = size
    }
  }
  return most
}

const ADDRESS_TEXT = 42

const subjectOf = ({ kind, key }: FactRecord): string => `${kind}\n${key.toLowerCase()}`

function amountsOf(text: string | undefined): ReadonlyMap<string, bigint> {
  const value: FactValue = text === undefined ? undefined : readFactValue(text)
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(
    Object.entries(value).flatMap(([name, amount]) => (typeof amount === 'bigint' ? [[name, amount]] : [])),
  )
}

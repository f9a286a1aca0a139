import { isAddress } from 'viem'
import type { Fault } from './fault.ts'
import { memberPath } from './json-path.ts'
import type { ConfigFile } from './schema.ts'
import { shown } from './shown.ts'

/** The faults that need two places of a well-formed file to be seen, or a checksum. */
export function inconsistencies(file: ConfigFile): readonly Fault[] {
  return [
    ...repeated(file.chains.map(({ id }, c) => [`$.chains[${c}].id`, id] as const)),
    ...repeated(file.chains.map(({ name }, c) => [`$.chains[${c}].name`, name] as const)),
    ...repeated(
      file.chains.flatMap(({ markets }, c) =>
        markets.map(({ id }, m) => [`$.chains[${c}].markets[${m}].id`, id] as const),
      ),
    ),
    ...referenceFaults(file),
    ...file.chains.flatMap(quorumFaults),
    ...assetKeyFaults(file),
    ...builtInFaults(file),
    ...bitcoinFaults(file),
    ...checksumFaults(file, '$'),
  ]
}

function repeated(values: readonly (readonly [path: string, value: string | number])[]): readonly Fault[] {
  return values.flatMap(([path, value], index) => {
    const first = values.findIndex(([, other]) => other === value)
    const earlier = values[first]?.[0]
    return first === index
      ? []
      : [
          {
            path,
            wrong: `is ${shown(value)}, as ${earlier} already is`,
            expected: 'a value that is unique in the file',
          },
        ]
  })
}

function referenceFaults(file: ConfigFile): readonly Fault[] {
  const index = file.chains.findIndex(({ id }) => id === file.referenceChain)
  if (index < 0) {
    const ids = file.chains.map(({ id }) => id).join(', ')
    return [
      { path: '$.referenceChain', wrong: `is ${file.referenceChain}`, expected: `the id of a chain: ${ids}` },
    ]
  }
  return file.btcThresholds?.length && file.chains[index]?.btcUsdFeed === undefined
    ? [
        {
          path: `$.chains[${index}].btcUsdFeed`,
          wrong: 'is missing',
          expected: 'the feed that btcThresholds follow',
        },
      ]
    : []
}

function quorumFaults(chain: ConfigFile['chains'][number], index: number): readonly Fault[] {
  const { quorum = 1, rpcUrls } = chain
  if (quorum <= rpcUrls.length) return []
  const expected = `at most ${rpcUrls.length}, the number of rpcUrls`
  return [{ path: `$.chains[${index}].quorum`, wrong: `is ${quorum}`, expected }]
}

function assetKeyFaults(file: ConfigFile): readonly Fault[] {
  const ids = file.chains.map(({ id }) => String(id))
  const tables = [
    ['$.drivers', file.drivers],
    ['$.depth', file.depth],
    ...Object.entries(file.scenarios ?? {}).map(
      ([name, table]) => [memberPath('$.scenarios', name), table] as const,
    ),
  ] as const
  return tables.flatMap(([path, table = {}]) => {
    const keys = Object.keys(table).filter((key) => key.includes(':'))
    const foreign = keys
      .filter((key) => !ids.includes(key.split(':')[0] ?? ''))
      .map((key) => ({
        path: memberPath(path, key),
        wrong: 'names a chain that is not configured',
        expected: `one of ${ids.join(', ')} before the colon`,
      }))
    return [...foreign, ...repeated(keys.map((key) => [memberPath(path, key), key.toLowerCase()]))]
  })
}

function builtInFaults(file: ConfigFile): readonly Fault[] {
  return ['btc-only', 'market']
    .filter((name) => Object.hasOwn(file.scenarios ?? {}, name))
    .map((name) => ({
      path: memberPath('$.scenarios', name),
      wrong: 'is built in and cannot be changed',
      expected: 'another name, such as "correlated"',
    }))
}

/** BTC is what a scenario is about: it moves to the price asked about, no more and no less. */
function bitcoinFaults(file: ConfigFile): readonly Fault[] {
  return Object.entries(file.scenarios ?? {})
    .filter(([, { BTC = '1' }]) => !/^0*1(?:\.0+)?$/.test(BTC))
    .map(([name, { BTC }]) => ({
      path: memberPath(memberPath('$.scenarios', name), 'BTC'),
      wrong: `is ${shown(BTC)}`,
      expected: '"1", which it also is when it is left out',
    }))
}

/** A mixed-case address whose checksum fails was mistyped; one in a single case carries no checksum. */
function checksumFaults(value: unknown, path: string): readonly Fault[] {
  if (typeof value === 'string') return mistyped(value) ? [checksumFault(path, value)] : []
  if (Array.isArray(value)) return value.flatMap((item, index) => checksumFaults(item, `${path}[${index}]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const [, address = ''] = key.split(':')
    const inner = memberPath(path, key)
    return [...(mistyped(address) ? [checksumFault(inner, address)] : []), ...checksumFaults(item, inner)]
  })
}

function mistyped(text: string): boolean {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return false
  const digits = text.slice(2)
  return digits !== digits.toLowerCase() && digits !== digits.toUpperCase() && !isAddress(text)
}

function checksumFault(path: string, address: string): Fault {
  return {
    path,
    wrong: `is ${address}, whose checksum fails`,
    expected: 'the address without a mistyped character',
  }
}

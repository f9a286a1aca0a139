import { getAddress } from 'viem'
import type { ConfigFile } from './schema.ts'

/** A checked configuration: defaults filled in, addresses checksummed, `${NAME}` replaced, frozen throughout. */
export type NetworkConfig = Frozen<
  Required<Omit<ConfigFile, '$schema' | 'chains' | 'retention'>> & {
    readonly chains: readonly ChainConfig[]
    readonly retention: RetentionConfig
  }
>
/** Days; without `factsDays` facts are kept for ever. */
export type RetentionConfig = Frozen<RetentionFile & Required<Pick<RetentionFile, 'orphanDays'>>>
type RetentionFile = NonNullable<ConfigFile['retention']>
export type ChainConfig = Frozen<Omit<ChainFile, Defaulted> & Required<Pick<ChainFile, Defaulted>>>

type ChainFile = ConfigFile['chains'][number]
type Defaulted = 'wsUrls' | 'quorum' | 'finality' | 'stride' | 'staleAfterSeconds' | 'tether'
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T

/** Turns a faultless file, its variables already replaced, into the configuration that the program sees. */
export function normalise(file: ConfigFile): NetworkConfig {
  const {
    referenceChain,
    chains,
    btcThresholds = [],
    drivers = {},
    scenarios = {},
    depth = {},
    retention,
  } = file
  return freeze(
    checksummed({
      referenceChain,
      chains: chains.map(withDefaults),
      btcThresholds,
      drivers,
      scenarios,
      depth,
      retention: { orphanDays: 90, ...retention },
    }),
  )
}

function withDefaults(chain: ChainFile): ChainConfig {
  return {
    wsUrls: [],
    quorum: Math.min(2, chain.rpcUrls.length),
    finality: 'tag',
    stride: 1,
    staleAfterSeconds: 60,
    tether: {},
    ...chain,
  }
}

/** Every address, as a value or after the colon of a key, in its one spelling. */
function checksummed<T>(value: T): T {
  return mapTexts(value, (text) =>
    text.replace(/(?<=^(?:\d+:)?)0x[0-9a-fA-F]{40}$/, (address) => getAddress(address)),
  ) as T
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [map(key), mapTexts(item, map)]))
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) freeze(item)
    Object.freeze(value)
  }
  return value
}

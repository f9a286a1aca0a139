import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { getAddress } from 'viem'
import { describe, expect, it } from 'vitest'
import { loadPresets } from '../../src/config/presets.ts'
import { COMETS } from '../fixtures/comets.ts'

const require = createRequire(import.meta.url)
const BOOK = join(dirname(require.resolve('@aave-dao/aave-address-book')), '../src')
const URLS = { rpcUrls: ['http://127.0.0.1:9'] }
const CHAINS = {
  ethereum: { id: 1, book: 'Ethereum' },
  base: { id: 8453, book: 'Base' },
  arbitrum: { id: 42_161, book: 'Arbitrum' },
  optimism: { id: 10, book: 'Optimism' },
  polygon: { id: 137, book: 'Polygon' },
} as const
/** The one market that is of the same code and in no book of Aave's. */
const SPARK = '0x02C3eA4e34C0cBd694D2adFa2c690EECbC1793eE'
const NUMERAIRE = { BTC: 'BTC__USD', ETH: 'ETH__USD', wstETH: 'wstETH__USD_Calculated' } as const

const chainOf = async (name: string) => {
  const [chain] = (await loadPresets({ presets: [name], ...URLS }, () => undefined)).chains
  if (chain === undefined) return expect.unreachable('a preset has a chain')
  return chain
}

/** An address that a library of the book states under a name. */
function bookAddress(library: string, name: string): string {
  const text = readFileSync(join(BOOK, `${library}.sol`), 'utf8')
  const found = new RegExp(`constant ${name}\\s*=\\s*(?:\\w+\\(\\s*)?(0x[0-9a-fA-F]{40})`).exec(text)
  return found?.[1] ?? expect.unreachable(`${library} has no ${name}`)
}

/** The Aave V3 instances of a chain: libraries of its name, or of its name and one more. */
const instances = (chain: string): readonly string[] =>
  readdirSync(BOOK)
    .map((file) => file.replace(/\.sol$/, ''))
    .filter((library) => new RegExp(`^AaveV3${chain}(?!Sepolia)[A-Za-z]*$`).test(library))

describe.each(Object.entries(CHAINS))('preset %s', (name, { id, book }) => {
  it('behaviour: is of its chain, with the BTC/USD feed of the address book and ids that say where they are', async () => {
    const chain = await chainOf(name)
    expect(chain).toMatchObject({ id, name, btcUsdFeed: bookAddress(`Chainlink${book}`, 'BTC__USD') })
    const ids = chain.markets.map((market) => market.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const market of ids)
      expect(market).toMatch(new RegExp(`^(aave-v3|compound|spark)(-[a-z-]+)?-${name}$`))
    for (const { fromBlock } of chain.markets) expect(fromBlock).toBeGreaterThan(0)
  })

  it('behaviour: has every Aave V3 instance of the address book, and no other but Spark', async () => {
    const { markets } = await chainOf(name)
    const expected = instances(book).map((library) => ({
      addressesProvider: bookAddress(library, 'POOL_ADDRESSES_PROVIDER'),
      uiPoolDataProvider: bookAddress(library, 'UI_POOL_DATA_PROVIDER'),
    }))
    expect(expected.length).toBeGreaterThan(0)
    const there = markets.flatMap((market) =>
      market.protocol === 'aave-v3' && market.addressesProvider !== SPARK
        ? [{ addressesProvider: market.addressesProvider, uiPoolDataProvider: market.uiPoolDataProvider }]
        : [],
    )
    expect(there).toHaveLength(expected.length)
    expect(new Set(there)).toEqual(new Set(expected))
  })

  it('behaviour: has every Comet, each with the feed of what it counts in', async () => {
    const { markets } = await chainOf(name)
    const there = markets.flatMap((market) =>
      market.protocol === 'compound-v3'
        ? [{ comet: market.comet, numeraireUsdFeed: market.numeraireUsdFeed }]
        : [],
    )
    const expected = (COMETS[name] ?? []).map(({ comet, countsIn }) => ({
      comet,
      numeraireUsdFeed: countsIn === 'USD' ? undefined : bookAddress(`Chainlink${book}`, NUMERAIRE[countsIn]),
    }))
    expect(there).toHaveLength(expected.length)
    expect(new Set(there)).toEqual(new Set(expected))
  })

  it('behaviour: writes every address with its checksum', () => {
    const text = readFileSync(join(import.meta.dirname, `../../config/presets/${name}.json`), 'utf8')
    for (const [address] of text.matchAll(/0x[0-9a-fA-F]{40}/g)) expect(address).toBe(getAddress(address))
  })
})

describe('loadPresets', () => {
  it('behaviour: all of them stand side by side, each with its own provider', async () => {
    const presets = Object.keys(CHAINS)
    const rpcUrls = presets.map((name) => `http://${name}.test`)
    const { chains, referenceChain } = await loadPresets({ presets, rpcUrls }, () => undefined)
    expect(chains.map(({ name, rpcUrls: urls }) => [name, urls])).toEqual(
      presets.map((name) => [name, [`http://${name}.test`]]),
    )
    expect(referenceChain).toBe(1)
  })

  it('behaviour: one takes several providers, and without any the variable that its file names', async () => {
    const two = ['http://a.test', 'http://b.test']
    const { chains } = await loadPresets({ presets: ['base'], rpcUrls: two }, () => undefined)
    expect(chains[0]?.rpcUrls).toEqual(two)
    const lookup = (name: string) => (name === 'BASE_RPC_URL' ? 'http://c.test' : undefined)
    const named = await loadPresets({ presets: ['base'], rpcUrls: [] }, lookup)
    expect(named.chains[0]?.rpcUrls).toEqual(['http://c.test'])
  })

  it.each([
    ['unknown_preset', { presets: ['etherium'], rpcUrls: [] }],
    ['unknown_preset', { presets: ['../example'], rpcUrls: [] }],
    ['repeated_preset', { presets: ['base', 'base'], rpcUrls: [] }],
    ['rpc_mismatch', { presets: ['base', 'polygon'], rpcUrls: ['http://a.test'] }],
    ['invalid_config', { presets: ['base'], rpcUrls: [] }],
    ['invalid_config', { presets: ['base'], rpcUrls: ['a.test'] }],
  ])('error: %s', async (code, choice) => {
    await expect(loadPresets(choice, () => undefined)).rejects.toMatchObject({ code })
  })
})

import { encodeFunctionData } from 'viem'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cometAbi } from '../../abis/compound-v3/comet.ts'
import { serve } from '../../src/compose/serve.ts'
import type { Address } from '../../src/core/address.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { loadArtifacts } from '../../src/devnet/compile/artifacts.ts'
import { deployComets } from '../../src/devnet/compound/deploy.ts'
import type { DeployedComet } from '../../src/devnet/compound/deployment.ts'
import { absorb, buySeized } from '../../src/devnet/compound/liquidator.ts'
import { readScene } from '../../src/devnet/compound/scene.ts'
import { seedComet } from '../../src/devnet/compound/seeder.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { readPrices, setPrice } from '../../src/devnet/feeds/prices.ts'
import { random } from '../../src/devnet/random.ts'
import { checkedBy } from '../support/api-document.ts'
import { cometRef } from '../support/comet-on-devnet.ts'
import { joinServed, SERVED_MARKET, servedDevnet, statusUntil } from '../support/served-devnet.ts'

const SEED = 5
const USD = 10n ** 8n
const MARKETS = [SERVED_MARKET, 'cusdcv3', 'cwethv3']

let devnet: Devnet
let comets: readonly DeployedComet[]
let borrowers: readonly [Address, ...Address[]]
let url: string
let check: ReturnType<typeof checkedBy>
const cleaners: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  devnet = await startDevnet({ profile: 'archive', seed: SEED, borrowers: 30 })
  cleaners.push(devnet.stop)
  const { client, deployment, rpcUrl, people } = devnet
  comets = Object.values(await deployComets(client, await loadArtifacts(), deployment))
  const [first, ...others] = people
  borrowers = [first, ...others.slice(0, 19)]
  for (const comet of comets)
    await seedComet(client, await readScene(client, deployment, comet, people), { seed: SEED, borrowers })
  const refs = comets.map((comet) => cometRef(devnet, comet))
  const { settings, remove } = await servedDevnet({ anvil: { rpcUrl }, deployment }, { comets: refs })
  cleaners.push(remove)
  const serving = await serve(settings, {})
  cleaners.push(serving.stop)
  url = serving.url
  check = checkedBy(JSON.parse(await (await fetch(`${url}/openapi.json`)).text()))
  await joinServed(url, client)
  // Bitcoin falls in ether too, so that both Compound markets have somebody under their threshold.
  await setPrice(client, deployment, 'BTC/USD', 52_000n * USD)
  await setPrice(client, deployment, 'ETH/USD', 2_600_12345678n)
}, 120_000)
afterAll(async () => {
  for (const clean of cleaners.reverse()) await clean()
})

/** An answer as of the chain's newest block, as the document says that it looks. */
async function asked<T>(path: string, template: string): Promise<T> {
  const head = Number(await devnet.client.getBlockNumber())
  await statusUntil(url, ({ blockNumber }) => blockNumber === head)
  const response = await fetch(`${url}/v1/${path}`)
  const answer: T = JSON.parse(await response.text())
  expect([path, response.status, check.answer(`/v1/${template}`, answer)]).toEqual([path, 200, null])
  return answer
}

type Leg = {
  readonly asset: Address
  readonly collateralRaw: string
  readonly debtRaw: string
  readonly collateralUsd: string
  readonly debtUsd: string
}
type Position = {
  readonly market: string
  readonly account: Address
  readonly protocol: string
  readonly collateralUsd: string
  readonly debtUsd: string
  readonly underThreshold: boolean
  readonly underThresholdAsStored: boolean | null
  readonly legs: readonly Leg[]
}
type Positions = { readonly positions: readonly Position[]; readonly total: number }

const units = (text: string): bigint => BigInt(text.replace('.', ''))
const idOf = ({ symbol }: DeployedComet): string => symbol.toLowerCase()
const positionsIn = (comet: DeployedComet) =>
  asked<Positions>(`positions?market=${idOf(comet)}&limit=1000`, 'positions')
const onComet = ({ comet: address }: DeployedComet) => ({ address, abi: cometAbi }) as const

/** Brings the stored indices up to the block, in one block for both markets: views then say what Redline says. */
async function accrue(): Promise<void> {
  const { client, liquidator: from } = devnet
  const data = encodeFunctionData({ abi: cometAbi, functionName: 'accrueAccount', args: [from] })
  const calls = comets.map(({ comet: to }) => ({ from, to, data, gas: 500_000n, label: 'accrue' }))
  await mineSuccessfully(client, calls, cometAbi)
}

const FIGURES = ['collateralUsd', 'debtUsd', 'repayableUsd', 'seizableUsd', 'badDebtUsd'] as const
type Sums = { readonly positions: number } & Readonly<Record<(typeof FIGURES)[number], string>>
type Totals = {
  readonly complete: boolean
  readonly all: Sums
  readonly splits: Readonly<
    Record<'protocol' | 'market', readonly { readonly key: string; readonly all: Sums }[]>
  >
}

/** Totals whose splits by protocol and market sum to the whole in every figure. */
async function expectSums(path: string): Promise<Totals> {
  const totals = await asked<Totals>(path, 'risk/totals')
  const { complete, all, splits } = totals
  expect(complete).toBe(true)
  expect(splits.protocol.map(({ key }) => key)).toEqual(['aave-v3', 'compound-v3'])
  expect(splits.market.map(({ key }) => key)).toEqual(MARKETS)
  for (const split of [splits.protocol, splits.market]) {
    for (const row of split) expect(row.all.positions).toBeGreaterThan(0)
    expect(split.reduce((sum, row) => sum + row.all.positions, 0)).toBe(all.positions)
    for (const figure of FIGURES)
      expect([figure, split.reduce((sum, row) => sum + units(row.all[figure]), 0n)]).toEqual([
        figure,
        units(all[figure]),
      ])
  }
  return totals
}

it('behaviour: three markets of two protocols are complete, and the protocols sum to the whole', async () => {
  type Status = {
    readonly chains: readonly [
      { readonly markets: readonly { id: string; protocol: string; state: string }[] },
    ]
  }
  const { chains } = await asked<Status>('status', 'status')
  expect(chains[0].markets.map(({ id, protocol, state }) => [id, protocol, state])).toEqual([
    [SERVED_MARKET, 'aave-v3', 'complete'],
    ['cusdcv3', 'compound-v3', 'complete'],
    ['cwethv3', 'compound-v3', 'complete'],
  ])
  await expectSums('risk/totals')
})

it.each(['btc-only', 'market'])(
  'behaviour: at BTC 10,000 in %s the risk of both protocols adds up',
  async (scenario) => {
    const { splits } = await expectSums(`risk/totals?btcPrice=10000&scenario=${scenario}`)
    const now = (await expectSums('risk/totals')).splits
    const under = (rows: typeof now.market, id: string) =>
      rows.find(({ key }) => key === id)?.all.positions ?? 0
    for (const id of MARKETS) {
      // Where ether falls with BTC, nothing moves in a market that counts in ether but what follows dollars.
      if (id === 'cwethv3' && scenario === 'market') continue
      expect([id, under(splits.market, id) > under(now.market, id)]).toEqual([id, true])
    }
  },
)

it('behaviour: an account’s positions in all markets are listed, each under its market', async () => {
  const inAave = await asked<Positions>(`positions?market=${SERVED_MARKET}&limit=1000`, 'positions')
  const account = inAave.positions.find((row) => borrowers.includes(row.account))?.account ?? 'nobody'
  const found = await asked<Positions>(`positions?account=${account}`, 'positions')
  expect(found.positions.map(({ market }) => market).sort()).toEqual(MARKETS)
  expect(new Set(found.positions.map((row) => row.account))).toEqual(new Set([account]))
})

it('behaviour: debt, collateral and threshold of every Compound position are the contract’s', async () => {
  const { client } = devnet
  await accrue()
  let under = 0
  for (const comet of comets) {
    const { positions } = await positionsIn(comet)
    expect(positions.length).toBeGreaterThan(10)
    for (const { account, legs, protocol, underThreshold } of positions) {
      expect(protocol).toBe('compound-v3')
      const args = [account] as const
      const { baseToken, assetConfigs } = comet.configuration
      const owed = await client.readContract({ ...onComet(comet), functionName: 'borrowBalanceOf', args })
      expect(legs.find(({ asset }) => asset === baseToken)?.debtRaw).toBe(owed.toString())
      const held = await Promise.all(
        assetConfigs.map(async ({ asset }) => {
          const of = { functionName: 'userCollateral', args: [account, asset] } as const
          return [asset, (await client.readContract({ ...onComet(comet), ...of }))[0].toString()] as const
        }),
      )
      const told = legs.filter(({ asset }) => asset !== baseToken)
      expect(new Map(told.map(({ asset, collateralRaw }) => [asset, collateralRaw]))).toEqual(
        new Map(held.filter(([, amount]) => amount !== '0')),
      )
      expect([account, underThreshold]).toEqual([
        account,
        await client.readContract({ ...onComet(comet), functionName: 'isLiquidatable', args }),
      ])
      if (underThreshold) under += 1
    }
  }
  expect(under).toBeGreaterThan(3)
})

it('behaviour: what the view says with the interest of the last accrual is told beside it; Aave has none', async () => {
  const { client } = devnet
  // So much interest comes in between that the two answers differ.
  const { timestamp } = await client.getBlock()
  await client.setNextBlockTimestamp({ timestamp: timestamp + 40_000_000n })
  await client.mine({ blocks: 1 })
  let [seen, apart] = [0, 0]
  for (const comet of comets)
    for (const { account, underThreshold, underThresholdAsStored } of (await positionsIn(comet)).positions) {
      const query = { functionName: 'isLiquidatable', args: [account] } as const
      const answer = await client.readContract({ ...onComet(comet), ...query })
      expect([account, underThresholdAsStored]).toEqual([account, answer])
      seen += 1
      if (underThreshold !== underThresholdAsStored) apart += 1
    }
  expect(apart).toBeGreaterThan(0)
  expect(seen).toBeGreaterThan(20)
  const aave = await asked<Positions>(`positions?market=${SERVED_MARKET}&limit=5`, 'positions')
  expect(aave.positions.map((one) => one.underThresholdAsStored)).toEqual(Array(5).fill(null))
})

it('behaviour: the market that counts in ether is told in dollars, at the ether price', async () => {
  const { client, deployment } = devnet
  const { legs: prices } = await readPrices(client, deployment)
  const [, weth] = comets
  if (weth === undefined) throw new Error('no WETH market')
  const { baseToken, assetConfigs } = weth.configuration
  const inUsd = (ether: bigint) => (ether * prices['ETH/USD']) / USD
  for (const { legs, debtUsd } of (await positionsIn(weth)).positions) {
    for (const leg of legs) {
      const slot = assetConfigs.find(({ asset }) => asset === leg.asset)
      const price =
        slot === undefined
          ? USD
          : await client.readContract({
              ...onComet(weth),
              functionName: 'getPrice',
              args: [slot.priceFeed],
            })
      const unit = 10n ** BigInt(slot?.decimals ?? 18)
      expect(units(leg.collateralUsd)).toBe(inUsd((BigInt(leg.collateralRaw) * price) / unit))
      expect(units(leg.debtUsd)).toBe(inUsd((BigInt(leg.debtRaw) * price) / unit))
      if (leg.asset === baseToken) expect(leg.debtUsd).toBe(debtUsd)
    }
  }
})

it('behaviour: what is held of each market equals the contracts’ own views', async () => {
  type Verified = {
    readonly markets: readonly { market: string; equal: boolean; accounts: number; figures: number }[]
  }
  const { markets } = await asked<Verified>('verify?sample=1000', 'verify')
  expect(markets.map(({ market, equal }) => [market, equal])).toEqual(MARKETS.map((id) => [id, true]))
  for (const { accounts, figures } of markets) expect([accounts >= 20, figures > 60]).toEqual([true, true])
})

it('behaviour: an absorption is a liquidation, what is bought later a sale, and only the first is summed', async () => {
  const { client, deployment, liquidator } = devnet
  await setPrice(client, deployment, 'BTC/USD', 45_000n * USD)
  const absorbed: (readonly [string, Address])[] = []
  const bought: (readonly [string, Address, string, string])[] = []
  for (const comet of comets) {
    const scene = await readScene(client, deployment, comet, borrowers)
    const accounts = await absorb(client, scene, liquidator, borrowers)
    absorbed.push(...accounts.map((account) => [idOf(comet), account] as const))
    const purchases = await buySeized(client, scene, random(SEED, idOf(comet)), liquidator)
    bought.push(
      ...purchases.map(
        ({ asset, baseAmount, collateralAmount }) =>
          [idOf(comet), asset, `${baseAmount}`, `${collateralAmount}`] as const,
      ),
    )
  }
  type Row = Readonly<
    Record<'kind' | 'market' | 'liquidator' | 'repaidRaw' | 'seizedRaw', string> &
      Record<'account' | 'collateralAsset', Address> &
      Record<'repaidUsd', string>
  >
  const { liquidations } = await asked<{ readonly liquidations: readonly Row[] }>(
    'liquidations?limit=1000',
    'liquidations',
  )
  const of = (kind: string) => liquidations.filter((row) => row.kind === kind)
  const places = new Set(of('liquidation').map(({ market, account }) => `${market} ${account}`))
  expect(places).toEqual(new Set(absorbed.map((place) => place.join(' '))))
  expect(new Set(absorbed.map(([market]) => market))).toEqual(new Set(['cusdcv3', 'cwethv3']))
  expect(
    of('sale').map((row) => [row.market, row.collateralAsset, row.repaidRaw, row.seizedRaw].join(' ')),
  ).toEqual(bought.map((sale) => sale.join(' ')).toReversed())
  expect(bought.length).toBeGreaterThan(1)
  expect(new Set(of('sale').map(({ account }) => account))).toEqual(new Set([liquidator]))
  type Summary = { readonly total: { readonly liquidations: number; readonly repaidUsd: string } }
  const { total } = await asked<Summary>('liquidations/summary', 'liquidations/summary')
  expect(total.liquidations).toBe(of('liquidation').length)
  expect(units(total.repaidUsd)).toBe(
    of('liquidation').reduce((sum, { repaidUsd }) => sum + units(repaidUsd), 0n),
  )
})

it('behaviour: what a Compound market owns and sells is the contract’s; Aave has nothing of the kind', async () => {
  const { client } = devnet
  await accrue()
  type Market = {
    readonly market: {
      readonly absorbing: null | {
        readonly reservesRaw: string
        readonly targetReservesRaw: string
        readonly selling: boolean
        readonly absorbPaused: boolean
        readonly forSale: readonly { readonly asset: Address; readonly raw: string }[]
      }
    }
  }
  const marketOf = async (id: string) =>
    (await asked<Market>(`markets/${id}`, 'markets/{id}')).market.absorbing
  expect(await marketOf(SERVED_MARKET)).toBeNull()
  for (const comet of comets) {
    const reserves = await client.readContract({ ...onComet(comet), functionName: 'getReserves' })
    const { targetReserves, assetConfigs } = comet.configuration
    const stock = await Promise.all(
      assetConfigs.map(async ({ asset }) => {
        const of = { functionName: 'getCollateralReserves', args: [asset] } as const
        return [asset, (await client.readContract({ ...onComet(comet), ...of })).toString()]
      }),
    )
    const told = await marketOf(idOf(comet))
    expect(told).toMatchObject({
      reservesRaw: reserves.toString(),
      targetReservesRaw: targetReserves.toString(),
      selling: reserves < targetReserves,
      absorbPaused: false,
    })
    expect(new Map(told?.forSale.map(({ asset, raw }) => [asset, raw]))).toEqual(
      new Map(stock.map(([asset = '', raw]) => [asset, raw])),
    )
    expect(stock.some(([, raw]) => raw !== '0')).toBe(true)
  }
})

import type { Address } from 'viem'
import type { Random } from '../../../src/devnet/random.ts'
import type { EmittedLog } from '../tree/block.ts'
import { addressOf, CHANGED, type SimAccount, type SimLeg, type SimMarket, topicOf } from './state.ts'

/** A market after something happened in it, and what it said about that. */
export type Act = { readonly market: SimMarket; readonly logs: readonly EmittedLog[] }

/** Accounts that a market has at most: enough for every case, few enough to be fast. */
const MOST_ACCOUNTS = 12
const MOST_ASSETS = 4
/** A new asset rests until every follower knows it, as a listing does that comes in a transaction of its own. */
const REST_BLOCKS = 16n

/** A market at its beginning, with a few accounts that nobody has to be told of twice. */
export function newMarket(random: Random, name: string, isSilent: boolean, number: bigint): Act {
  const assets = [0, 1].map((i) => newAsset(random, name, i, number - REST_BLOCKS))
  let act: Act = {
    market: {
      name,
      address: addressOf(`market/${name}`),
      isSilent,
      isPaused: false,
      assets,
      accounts: new Map(),
    },
    logs: [],
  }
  for (let i = 0; i < 4; i += 1) act = joined(act, newcomer(random, act.market, number))
  return act
}

/** What happens in a market during one block: nothing, or some of all that can. */
export function actsIn(random: Random, before: SimMarket, number: bigint, mayPause: boolean): Act {
  const quiet: Act = { market: before, logs: [] }
  if (before.isPaused) {
    const back = { ...before, isPaused: !random.chance(0.4) }
    return before.isSilent && random.chance(0.3) ? grown(random, back) : { market: back, logs: [] }
  }
  if (mayPause && random.chance(0.04)) return { market: { ...before, isPaused: true }, logs: [] }
  let act = quiet
  const times = random.weighted([
    [4, 0],
    [4, 1],
    [2, 3],
  ])
  for (let i = 0; i < times; i += 1) {
    const what = random.weighted([
      [5, changed],
      [2, newcomer],
      [1, closed],
      [2, repriced],
      [1, listed],
    ])
    act = joined(act, what(random, act.market, number))
  }
  return before.isSilent && random.chance(0.2) ? joined(act, grown(random, act.market)) : act
}

const joined = (first: Act, second: Act): Act => ({
  market: second.market,
  logs: [...first.logs, ...second.logs],
})

/** Somebody borrows or repays; the market names who in its first asset, the asset's token in any other. */
function changed(random: Random, market: SimMarket, number: bigint): Act {
  const account = anyone(random, market)
  const usable = market.assets.filter(({ listedAt }) => listedAt + REST_BLOCKS <= number)
  const place = random.integer(0, usable.length - 1)
  const asset = usable[place]?.asset
  if (account === undefined || asset === undefined) return { market, logs: [] }
  const logs = [naming(place === 0 ? market.address : asset, account)]
  return { market: withLeg(market, account, asset, anyLeg(random)), logs }
}

function newcomer(random: Random, market: SimMarket, _: bigint): Act {
  const [first] = market.assets
  const account = addressOf(`${market.name}/${random.bits()}`)
  if (first === undefined || market.accounts.size >= MOST_ACCOUNTS) return { market, logs: [] }
  const leg = { ...anyLeg(random), debt: amount(random) }
  const opened = { category: random.integer(0, 3), legs: new Map([[first.asset, leg]]) }
  return { market: withAccount(market, account, opened), logs: [naming(market.address, account)] }
}

/** Everything is paid back and taken out. */
function closed(random: Random, market: SimMarket, _: bigint): Act {
  const account = anyone(random, market)
  const known = account === undefined ? undefined : market.accounts.get(account)
  if (account === undefined || known === undefined) return { market, logs: [] }
  return {
    market: withAccount(market, account, { ...known, legs: new Map() }),
    logs: [naming(market.address, account)],
  }
}

function repriced(random: Random, market: SimMarket, _: bigint): Act {
  const assets = market.assets.map((one) => (random.chance(0.5) ? { ...one, price: amount(random) } : one))
  return { market: { ...market, assets }, logs: [] }
}

function listed(random: Random, market: SimMarket, number: bigint): Act {
  const { assets, name } = market
  if (assets.length >= MOST_ASSETS) return { market, logs: [] }
  return {
    market: { ...market, assets: [...assets, newAsset(random, name, assets.length, number)] },
    logs: [],
  }
}

/** A debt grows and nobody says so. It never shrinks, so that no two of these can cancel in a total. */
function grown(random: Random, market: SimMarket): Act {
  const account = anyone(random, market)
  const [first] = market.assets
  if (account === undefined || first === undefined) return { market, logs: [] }
  const leg = market.accounts.get(account)?.legs.get(first.asset) ?? NOTHING
  const more = { ...leg, debt: leg.debt + amount(random) }
  return { market: withLeg(market, account, first.asset, more), logs: [] }
}

const NOTHING: SimLeg = { debt: 0n, collateral: 0n, enabled: false }

const naming = (address: Address, account: Address): EmittedLog => ({
  address,
  topics: [CHANGED, topicOf(account)],
  data: '0x',
})

const amount = (random: Random): bigint => BigInt(random.bits()) * 1_000_003n + 1n

const anyLeg = (random: Random): SimLeg => ({
  debt: random.chance(0.7) ? amount(random) : 0n,
  collateral: random.chance(0.7) ? amount(random) : 0n,
  enabled: random.chance(0.5),
})

const newAsset = (random: Random, market: string, place: number, listedAt: bigint) => ({
  asset: addressOf(`asset/${market}/${place}`),
  price: amount(random),
  listedAt,
})

function anyone(random: Random, { accounts }: SimMarket): Address | undefined {
  const all = [...accounts.keys()]
  return all[random.integer(0, Math.max(0, all.length - 1))]
}

/** An account with nothing is none: no total could tell whether a reader has it. */
function withAccount(market: SimMarket, account: Address, value: SimAccount): SimMarket {
  const accounts = new Map([...market.accounts, [account, value]])
  if (value.legs.size === 0) accounts.delete(account)
  return { ...market, accounts }
}

function withLeg(market: SimMarket, account: Address, asset: Address, leg: SimLeg): SimMarket {
  const known = market.accounts.get(account) ?? { category: 0, legs: new Map() }
  const legs = new Map([...known.legs, [asset, leg]])
  if (leg.debt === 0n && leg.collateral === 0n) legs.delete(asset)
  return withAccount(market, account, { ...known, legs })
}

import { type Address, getAddress, parseAbi } from 'viem'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readUiPool, readUiPoolUser } from '../../src/chain/aave-ui-pool.ts'
import { readBlock } from '../../src/chain/block.ts'
import { type ChainClient, openClient } from '../../src/chain/client.ts'
import { runPlan } from '../../src/chain/state-reader.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { ask, call } from '../../src/protocols/plan.ts'
import { type Fault, type FaultyRpc, startFaultyRpc } from '../support/faulty-rpc.ts'

const dataProviderAbi = parseAbi([
  'function getReserveConfigurationData(address asset) view returns (uint256 decimals, uint256 ltv, uint256 liquidationThreshold, uint256 liquidationBonus, uint256 reserveFactor, bool usageAsCollateralEnabled, bool borrowingEnabled, bool stableBorrowRateEnabled, bool isActive, bool isFrozen)',
  'function getReserveData(address asset) view returns (uint256 unbacked, uint256 accruedToTreasuryScaled, uint256 totalAToken, uint256, uint256 totalVariableDebt, uint256 liquidityRate, uint256 variableBorrowRate, uint256, uint256, uint256 liquidityIndex, uint256 variableBorrowIndex, uint40 lastUpdateTimestamp)',
  'function getUserReserveData(address asset, address user) view returns (uint256, uint256, uint256, uint256, uint256 scaledVariableDebt, uint256, uint256, uint40, bool usageAsCollateralEnabled)',
])
const restAbi = parseAbi([
  'function getAssetPrice(address asset) view returns (uint256)',
  'function scaledBalanceOf(address user) view returns (uint256)',
  'function scaledTotalSupply() view returns (uint256)',
  'function symbol() view returns (string)',
  'function name() view returns (string)',
  'function getUserEMode(address user) view returns (uint256)',
])

let devnet: Devnet
let rpc: FaultyRpc
let client: ChainClient
let block: BlockRef

beforeAll(async () => {
  devnet = await startDevnet({ profile: 'archive', borrowers: 30, seed: 7 })
  rpc = await startFaultyRpc(devnet.rpcUrl)
  client = await openClient({ chainId: devnet.deployment.chainId, rpcUrls: [rpc.url] }, { attempts: 1 })
  block = await readBlock(client, 'latest')
  // Time goes on, prices move and people act: what is read below is the past.
  for await (const _ of devnet.history(60)) break
})

afterAll(async () => {
  await rpc?.stop()
  await devnet?.stop()
})

test('behaviour: reserves equal what the data provider, the oracle and the tokens say at the same hash', async () => {
  const { deployment } = devnet
  const read = await readUiPool(client, deployment, block)
  expect(read.map(({ asset }) => asset)).toEqual(deployment.reserves.map(({ underlying }) => underlying))
  for (const [i, reserve] of read.entries()) {
    const { underlying, aToken, variableDebtToken } = deployment.reserves[i]!
    function* direct() {
      return yield* ask([
        call(deployment.protocolDataProvider, dataProviderAbi, 'getReserveConfigurationData', underlying),
        call(deployment.protocolDataProvider, dataProviderAbi, 'getReserveData', underlying),
        call(deployment.oracle, restAbi, 'getAssetPrice', underlying),
        call(variableDebtToken, restAbi, 'scaledTotalSupply'),
        call(underlying, restAbi, 'symbol'),
        call(underlying, restAbi, 'name'),
      ])
    }
    const [terms, data, price, scaledVariableDebt, symbol, name] = await runPlan(client, direct(), block)
    expect(reserve).toEqual({
      asset: getAddress(underlying),
      name,
      symbol,
      decimals: Number(terms[0]),
      liquidationThresholdBps: terms[2],
      liquidationBonusBps: terms[3],
      isActive: terms[8],
      isFrozen: terms[9],
      isPaused: false,
      liquidityIndexRay: data[9],
      variableBorrowIndexRay: data[10],
      lastUpdate: BigInt(data[11]),
      scaledVariableDebt,
      price,
      aToken,
      variableDebtToken,
    })
  }
})

test('behaviour: a user’s reserves equal the tokens’ own scaled balances at the same hash', async () => {
  const { deployment, people } = devnet
  let legs = 0
  for (const user of people.slice(0, 10)) {
    const read = await readUiPoolUser(client, deployment, user, block)
    for (const [i, leg] of read.reserves.entries()) {
      const { underlying, aToken } = deployment.reserves[i]!
      const [collateral, data, eMode] = await runPlan(client, directUser(user, underlying, aToken), block)
      const direct = { scaledCollateral: collateral, scaledDebt: data[4], collateralEnabled: data[8] }
      expect(leg).toEqual({ asset: underlying, ...direct })
      expect(read.eModeCategory).toBe(Number(eMode))
      legs += Number(leg.scaledDebt > 0n)
    }
  }
  expect(legs).toBeGreaterThan(5)
})

function* directUser(user: Address, underlying: Address, aToken: Address) {
  const { protocolDataProvider, pool } = devnet.deployment
  return yield* ask([
    call(aToken, restAbi, 'scaledBalanceOf', user),
    call(protocolDataProvider, dataProviderAbi, 'getUserReserveData', underlying, user),
    call(pool, restAbi, 'getUserEMode', user),
  ])
}

test('behaviour: it is read at the hash, in one request, and nothing is written to the console', async () => {
  const spies = [
    ...(['log', 'warn', 'error', 'info', 'debug'] as const).map((name) => vi.spyOn(console, name)),
    vi.spyOn(process.stdout, 'write'),
    vi.spyOn(process.stderr, 'write'),
  ]
  const before = await readUiPool(client, devnet.deployment, block)
  const head = await readUiPool(client, devnet.deployment, await readBlock(client, 'latest'))
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
  vi.restoreAllMocks()
  expect(head).not.toEqual(before)
  rpc.script(() => undefined)
  expect(await readUiPool(client, devnet.deployment, block)).toEqual(before)
  expect(rpc.requests.map(({ method, params }) => [method, params[1]])).toEqual([
    ['eth_call', { blockHash: block.hash, requireCanonical: true }],
  ])
})

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['rpc_rate_limited', { kind: 'http', status: 429 }],
  ['rpc_server_error', { kind: 'http', status: 500 }],
  ['rpc_bad_response', { kind: 'truncated' }],
  ['rpc_unreachable', { kind: 'dropped' }],
  ['block_not_found', { kind: 'error', code: -32000, message: 'header not found' }],
  ['state_pruned', { kind: 'error', code: -32000, message: 'missing trie node 00' }],
  // ethers takes a revert for an answer and then cannot decode it.
  ['call_undecodable', { kind: 'error', code: 3, message: 'execution reverted', data: '0x' }],
]
test.each(FAULTS)('error: %s', async (code, fault) => {
  rpc.script(() => fault)
  const [user] = devnet.people
  await expect(readUiPool(client, devnet.deployment, block)).rejects.toMatchObject({
    name: 'ChainError',
    code,
  })
  await expect(readUiPoolUser(client, devnet.deployment, user, block)).rejects.toMatchObject({ code })
  rpc.script(() => undefined)
})

test('error: call_undecodable for a contract of another layout, and for none', async () => {
  for (const uiPoolDataProvider of [devnet.deployment.reserves[0]!.aToken, devnet.deployment.admin]) {
    const reading = readUiPool(client, { ...devnet.deployment, uiPoolDataProvider }, block)
    await expect(reading).rejects.toMatchObject({ code: 'call_undecodable' })
  }
})

import {
  decodeFunctionData,
  encodeErrorResult,
  encodeFunctionResult,
  getAddress,
  type Hex,
  multicall3Abi,
  parseAbi,
} from 'viem'
import { MULTICALL3 } from '../../../src/chain/multicall3.ts'
import { marketAbi, type SimMarket, type SimState, totalsOf } from './state.ts'

type CallAnswer = { readonly success: boolean; readonly returnData: Hex }

/** What `eth_call` of Multicall3 answers on these contracts. */
export function aggregated(state: SimState, timestamp: bigint, data: Hex): Hex {
  const { functionName, args } = decodeFunctionData({ abi: multicall3Abi, data })
  if (functionName !== 'aggregate3') throw new Error(`the simulated Multicall3 has no ${functionName}`)
  const result = args[0].map(({ target, callData }) => answer(state, timestamp, target, callData))
  return encodeFunctionResult({ abi: multicall3Abi, functionName: 'aggregate3', result })
}

function answer(state: SimState, timestamp: bigint, target: Hex, data: Hex): CallAnswer {
  const address = getAddress(target)
  if (address === MULTICALL3) return success(`0x${timestamp.toString(16).padStart(64, '0')}`)
  const market = state.find((one) => one.address === address)
  if (market === undefined) return success('0x')
  if (market.isPaused)
    return {
      success: false,
      returnData: encodeErrorResult({ abi: errorAbi, errorName: 'Error', args: ['paused'] }),
    }
  return success(marketAnswer(market, data))
}

function marketAnswer(market: SimMarket, data: Hex): Hex {
  const { functionName, args } = decodeFunctionData({ abi: marketAbi, data })
  const assets = market.assets.map(({ asset }) => asset)
  if (functionName === 'overview') {
    const totals = assets.map((asset) => totalsOf(market, asset))
    return encodeFunctionResult({
      abi: marketAbi,
      functionName,
      result: [
        assets,
        totals.map(({ debt }) => debt),
        totals.map(({ collateral }) => collateral),
        market.assets.map(({ price }) => price),
      ],
    })
  }
  const account = market.accounts.get(getAddress(args[0]))
  const legs = assets.map((asset) => account?.legs.get(asset))
  return encodeFunctionResult({
    abi: marketAbi,
    functionName,
    result: [
      account !== undefined,
      account?.category ?? 0,
      legs.map((leg) => leg?.debt ?? 0n),
      legs.map((leg) => leg?.collateral ?? 0n),
      legs.map((leg) => leg?.enabled ?? false),
    ],
  })
}

const success = (returnData: Hex): CallAnswer => ({ success: true, returnData })
const errorAbi = parseAbi(['error Error(string)'])

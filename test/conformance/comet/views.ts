import { type Abi, type Address, encodeFunctionData, type Hex, zeroAddress } from 'viem'
import { cometAbi } from '../../../abis/compound-v3/comet.ts'
import type { DeployedComet } from '../../../src/devnet/compound/deployment.ts'

/** One question to a market, encoded once and asked after every step. */
export type View = { readonly label: string; readonly data: Hex }

/** Names are checked above; arguments are as many kinds as there are views. */
const abi: Abi = cometAbi

type ViewName = Extract<
  (typeof cometAbi)[number],
  { type: 'function'; stateMutability: 'view' | 'pure' }
>['name']

/** Every question whose answer may depend on the state, for some accounts and for every token that is looked at. */
export function stateViews(
  market: DeployedComet,
  accounts: readonly Address[],
  tokens: readonly Address[],
): readonly View[] {
  const { baseTokenPriceFeed, baseBorrowMin, assetConfigs } = market.configuration
  const amounts = [1n, baseBorrowMin * 7n + 3n]
  return [
    ...unary((name) => MOVING.includes(name)),
    ...tokens.flatMap((token) => [
      view('totalsCollateral', [token]),
      view('getCollateralReserves', [token]),
      ...amounts.map((amount) => view('quoteCollateral', [token, amount])),
    ]),
    ...[baseTokenPriceFeed, zeroAddress, ...new Set(assetConfigs.map(({ priceFeed }) => priceFeed))].map(
      (feed) => view('getPrice', [feed]),
    ),
    ...accounts.flatMap((account, i) => [
      ...ACCOUNT_VIEWS.map((name) => view(name, [account])),
      ...tokens.map((token) => view('userCollateral', [account, token])),
      ...tokens.slice(-1).map((token) => view('collateralBalanceOf', [account, token])),
      ...accounts.slice(i + 1).map((other) => view('allowance', [account, other])),
    ]),
  ]
}

/** Questions about parameters and slots: their answers change only with the implementation. */
export function slotViews(tokens: readonly Address[]): readonly View[] {
  return [
    ...unary((name) => !MOVING.includes(name)),
    ...RATES_AT.flatMap((at) => [view('getSupplyRate', [at]), view('getBorrowRate', [at])]),
    ...Array.from({ length: 26 }, (_, i) => view('getAssetInfo', [i])),
    view('getAssetInfo', [255]),
    ...[...tokens, zeroAddress].map((token) => view('getAssetInfoByAddress', [token])),
  ]
}

/** The questions as one message: the same is sent to both chains. */
export function messageOf(comet: Address, views: readonly View[]): string {
  const requests = [
    ...views.map(({ data }) => ({
      method: 'eth_call',
      params: [{ to: comet, data }, 'latest'] as unknown[],
    })),
    { method: 'eth_getProof', params: [comet, [], 'latest'] },
  ]
  return JSON.stringify(requests.map((request, id) => ({ jsonrpc: '2.0', id, ...request })))
}

/** What one node answers at its newest block, word for word. */
export async function ask(rpcUrl: string, message: string): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  return (await fetch(rpcUrl, { method: 'POST', headers, body: message })).text()
}

/**
 * The answers by question, with the market's whole storage as one hash. An answer is the returned data, or the data of
 * the refusal.
 */
export function answersIn(text: string, views: readonly View[]): Readonly<Record<string, string>> {
  const answers: readonly Answer[] = JSON.parse(text)
  const labels = [...views.map(({ label }) => label), 'storage']
  return Object.fromEntries(answers.map((answer) => [labels[answer.id], textOf(answer)]))
}

type Answer = {
  readonly id: number
  readonly result?: string | { readonly storageHash: string }
  readonly error?: { readonly message: string; readonly data?: unknown }
}

function textOf({ result, error }: Answer): string {
  if (typeof result === 'string') return result
  if (result !== undefined) return result.storageHash
  return typeof error?.data === 'string' ? `refused ${error.data}` : `refused: ${error?.message}`
}

function unary(isAsked: (name: string) => boolean): readonly View[] {
  return cometAbi.flatMap((item) =>
    item.type === 'function' &&
    item.inputs.length === 0 &&
    item.stateMutability !== 'nonpayable' &&
    isAsked(item.name)
      ? [view(item.name, [])]
      : [],
  )
}

function view(functionName: ViewName, args: readonly unknown[]): View {
  return {
    label: `${functionName}(${args.join(', ')})`,
    data: encodeFunctionData({ abi, functionName, args }),
  }
}

const ACCOUNT_VIEWS = [
  'userBasic',
  'balanceOf',
  'borrowBalanceOf',
  'baseTrackingAccrued',
  'isLiquidatable',
  'isBorrowCollateralized',
  'liquidatorPoints',
] as const

/** Views without arguments that follow the state. */
const MOVING: readonly string[] = [
  'totalsBasic',
  'totalSupply',
  'totalBorrow',
  'getUtilization',
  'getReserves',
  'isSupplyPaused',
  'isTransferPaused',
  'isWithdrawPaused',
  'isAbsorbPaused',
  'isBuyPaused',
]

const RATES_AT = [0n, 8n * 10n ** 17n, 9n * 10n ** 17n + 1n, 10n ** 18n, 3n * 10n ** 18n, 2n ** 256n - 1n]

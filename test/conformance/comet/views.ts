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
  const { baseToken, baseTokenPriceFeed, baseBorrowMin, assetConfigs } = market.configuration
  const amounts = [0n, 1n, baseBorrowMin * 7n + 3n]
  return [
    ...unary(),
    ...RATES_AT.flatMap((at) => [view('getSupplyRate', [at]), view('getBorrowRate', [at])]),
    ...[...tokens, baseToken].flatMap((token) => [
      view('totalsCollateral', [token]),
      view('getCollateralReserves', [token]),
      ...amounts.map((amount) => view('quoteCollateral', [token, amount])),
    ]),
    ...[baseTokenPriceFeed, zeroAddress, ...new Set(assetConfigs.map(({ priceFeed }) => priceFeed))].map(
      (feed) => view('getPrice', [feed]),
    ),
    ...accounts.flatMap((account, i) => [
      ...ACCOUNT_VIEWS.map((name) => view(name, [account])),
      ...tokens.flatMap((token) => [
        view('userCollateral', [account, token]),
        view('collateralBalanceOf', [account, token]),
      ]),
      ...accounts
        .slice(i)
        .flatMap((other) => [
          view('allowance', [account, other]),
          view('isAllowed', [other, account]),
          view('hasPermission', [other, account]),
        ]),
    ]),
  ]
}

/** Questions about the slots: their answers change only with the implementation. */
export function slotViews(tokens: readonly Address[]): readonly View[] {
  return [
    ...Array.from({ length: 26 }, (_, i) => view('getAssetInfo', [i])),
    view('getAssetInfo', [255]),
    ...[...tokens, zeroAddress].map((token) => view('getAssetInfoByAddress', [token])),
  ]
}

/**
 * Asks all of them of one node at its newest block, with the market's whole storage as one hash. An answer is the
 * returned data, or the data of the refusal.
 */
export async function askAll(
  rpcUrl: string,
  comet: Address,
  views: readonly View[],
): Promise<Readonly<Record<string, string>>> {
  const requests = [
    ...views.map(({ data }) => ({
      method: 'eth_call',
      params: [{ to: comet, data }, 'latest'] as unknown[],
    })),
    { method: 'eth_getProof', params: [comet, [], 'latest'] },
  ]
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(requests.map((request, id) => ({ jsonrpc: '2.0', id, ...request }))),
  })
  const answers = (await response.json()) as readonly Answer[]
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

function unary(): readonly View[] {
  return cometAbi.flatMap((item) =>
    item.type === 'function' && item.inputs.length === 0 && item.stateMutability !== 'nonpayable'
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

const RATES_AT = [0n, 8n * 10n ** 17n, 9n * 10n ** 17n + 1n, 10n ** 18n, 3n * 10n ** 18n, 2n ** 256n - 1n]

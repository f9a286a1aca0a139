import type { Hex } from 'viem'
import { type DevnetChain, startChain } from '../../../src/devnet/chain.ts'
import type { MinedTransaction } from '../../../src/devnet/client-transactions.ts'
import type { Artifacts } from '../../../src/devnet/compile/artifacts.ts'
import { deployComets } from '../../../src/devnet/compound/deploy.ts'
import type { DeployedComets } from '../../../src/devnet/compound/deployment.ts'

/** A chain of its own with both markets, made of the given contracts. */
export type Twin = {
  readonly chain: DevnetChain
  readonly artifacts: Artifacts
  readonly comets: DeployedComets
}

/**
 * Starts a chain for one of the two contracts under comparison. Addresses depend on senders and their counts of
 * transactions alone, so that they are the same on every chain: logs and answers can be compared as they are.
 */
export async function startTwin(artifacts: Artifacts): Promise<Twin> {
  const chain = await startChain({ profile: 'demo' })
  const comets = await deployComets(chain.client, artifacts, chain.deployment)
  await chain.client.setAutomine(false)
  return { chain, artifacts, comets }
}

/** What a step did on one chain, in a form that can be compared as a whole. */
export type StepOutcome = {
  readonly transactions: readonly {
    readonly status: string
    /** The data of a refusal. */
    readonly output: Hex | undefined
    readonly logs: number
  }[]
  readonly logs: readonly { readonly address: string; readonly topics: readonly Hex[]; readonly data: Hex }[]
}

/** Reads back what some mined transactions did: success, or the data of the refusal, and all logs in their order. */
export async function outcomeOf(
  { chain: { client } }: Twin,
  fromBlock: bigint,
  mined: readonly MinedTransaction[],
): Promise<StepOutcome> {
  const logs = await client.getLogs({ fromBlock })
  const transactions = await Promise.all(
    mined.map(async ({ status, hash }) => ({
      status,
      output: status === 'success' ? undefined : await refusal(client, hash),
      logs: logs.filter(({ transactionHash }) => transactionHash === hash).length,
    })),
  )
  return { transactions, logs: logs.map(({ address, topics, data }) => ({ address, topics, data })) }
}

async function refusal(client: DevnetChain['client'], hash: Hex): Promise<Hex | undefined> {
  const { output } = await client.request<{
    Method: 'debug_traceTransaction'
    Parameters: [
      Hex,
      { readonly tracer: 'callTracer'; readonly tracerConfig: { readonly onlyTopCall: true } },
    ]
    ReturnType: { readonly output?: Hex }
  }>({
    method: 'debug_traceTransaction',
    params: [hash, { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } }],
  })
  return output
}

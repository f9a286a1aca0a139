import type { EIP1193RequestFn } from 'viem'

/** One JSON-RPC request, without the frame that it travels in. */
export type Question = { readonly method: string; readonly params?: unknown }

/** The result, or the `ChainError` or viem `RpcRequestError` that stands in its place. */
export type Reply = PromiseSettledResult<unknown>

/** Puts questions to a node, all of them in as few messages as it bears; a reply each, in order. Never rejects. */
export type Exchange = (questions: readonly Question[]) => Promise<readonly Reply[]>

/** The same for one question, as viem asks it. */
export function requestOver(exchange: Exchange): EIP1193RequestFn {
  return (async (question: Question): Promise<unknown> => {
    const [reply] = await exchange([question])
    if (reply?.status === 'fulfilled') return reply.value
    throw reply?.reason
  }) as EIP1193RequestFn
}

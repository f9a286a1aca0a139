import { describe, expect, it } from 'vitest'
import { askSocket } from '../../src/chain/ask-socket.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { everythingIn, failureOf } from '../support/failure.ts'

const chain = useDevnetChain()
const socketUrl = () => chain().anvil.rpcUrl.replace('http', 'ws')

describe('askSocket', () => {
  it('behaviour: a socket of the chain is in order', async () => {
    await expect(askSocket(socketUrl(), chain().deployment.chainId)).resolves.toBeUndefined()
  })

  it('error: wrong_chain', async () => {
    await expect(askSocket(socketUrl(), 5)).rejects.toMatchObject({ name: 'ChainError', code: 'wrong_chain' })
  })

  it('error: rpc_unreachable, and nothing of the URL but its origin is told', async () => {
    const error = await failureOf(() => askSocket('ws://127.0.0.1:9/secret-key', 1))
    expect(error).toMatchObject({ code: 'rpc_unreachable', context: { url: 'ws://127.0.0.1:9' } })
    expect(everythingIn(error)).not.toContain('secret-key')
  })
})

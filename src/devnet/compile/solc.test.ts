import { describe, expect, it } from 'vitest'
import { packageRoot } from './package-root.ts'
import { runSolc } from './solc.ts'

const input = (content: string) =>
  JSON.stringify({
    language: 'Solidity',
    sources: { 'a.sol': { content } },
    settings: {
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.bytecode.linkReferences'] } },
    },
  })

describe('runSolc', () => {
  it('behaviour: answers interface and code; warnings do not matter', async () => {
    const output = await runSolc(packageRoot(), input('contract A { function f() external {} }'))
    expect(output['a.sol']?.['A']).toMatchObject({
      abi: [{ type: 'function', name: 'f' }],
      evm: { bytecode: { object: expect.stringMatching(/^[0-9a-f]+$/), linkReferences: {} } },
    })
  }, 30_000)

  it("error: solc_failed with the compiler's own messages", async () => {
    const run = runSolc(packageRoot(), input('contract A { function f() external { missing(); } }'))
    await expect(run).rejects.toMatchObject({
      code: 'solc_failed',
      context: { messages: expect.stringContaining('Undeclared identifier') },
    })
  }, 30_000)

  it('error: solc_failed when the input is no JSON', async () => {
    await expect(runSolc(packageRoot(), 'nonsense')).rejects.toMatchObject({ code: 'solc_failed' })
  }, 30_000)

  it('error: solc_failed when there is no compiler', async () => {
    await expect(runSolc('/nowhere', input(''))).rejects.toMatchObject({ code: 'solc_failed' })
  }, 30_000)
})

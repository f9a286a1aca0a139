import { type Address, encodeFunctionData, type Hex, parseAbi, toEventSelector } from 'viem'
import { describe, expect, it } from 'vitest'
import { useDevnetChain } from '../../../test/support/devnet-chain.ts'
import { mineSuccessfully, mineTransactions } from '../client-transactions.ts'

const abi = parseAbi([
  'function name() view returns (string)',
  'function decimals() view returns (uint256)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address account) view returns (uint256)',
  'function allowance(address owner, address spender) view returns (uint256)',
  'function isBlackListed(address account) view returns (bool)',
  'function basisPointsRate() view returns (uint256)',
  'function transfer(address to, uint256 value)',
  'function transferFrom(address from, address to, uint256 value)',
  'function approve(address spender, uint256 value)',
  'function issue(uint256 amount)',
  'function redeem(uint256 amount)',
  'function addBlackList(address account)',
  'function removeBlackList(address account)',
  'function destroyBlackFunds(address account)',
  'function pause()',
  'function unpause()',
  'function setParams(uint256 basisPoints, uint256 maxFee)',
])

const ALICE = '0x00000000000000000000000000000000000a11ce'
const BOB = '0x0000000000000000000000000000000000000b0b'
const MAX = 2n ** 256n - 1n

const chain = useDevnetChain()
const admin = () => chain().deployment.admin
const token = () => ({
  address: chain().deployment.reserves.find(({ symbol }) => symbol === 'USDT')?.underlying ?? '0x',
  abi,
})
const send = (from: Address, data: Hex) => ({ from, to: token().address, data, label: 'usdt' })
const issue = (amount: bigint) =>
  send(admin(), encodeFunctionData({ abi, functionName: 'issue', args: [amount] }))
const transfer = (from: Address, to: Address, value: bigint) =>
  send(from, encodeFunctionData({ abi, functionName: 'transfer', args: [to, value] }))
const transferFrom = (by: Address, from: Address, to: Address, value: bigint) =>
  send(by, encodeFunctionData({ abi, functionName: 'transferFrom', args: [from, to, value] }))
const approve = (from: Address, spender: Address, value: bigint) =>
  send(from, encodeFunctionData({ abi, functionName: 'approve', args: [spender, value] }))
const blackList = (
  functionName: 'addBlackList' | 'removeBlackList' | 'destroyBlackFunds',
  account: Address,
  from: Address = admin(),
) => send(from, encodeFunctionData({ abi, functionName, args: [account] }))
const plain = (functionName: 'pause' | 'unpause', from: Address = admin()) =>
  send(from, encodeFunctionData({ abi, functionName }))

const run = (...transactions: readonly ReturnType<typeof send>[]) =>
  mineSuccessfully(chain().client, transactions)
const statuses = async (...transactions: readonly ReturnType<typeof send>[]) =>
  (await mineTransactions(chain().client, transactions)).map(({ status }) => status)
const balance = (account: Address) =>
  chain().client.readContract({ ...token(), functionName: 'balanceOf', args: [account] })
const supply = () => chain().client.readContract({ ...token(), functionName: 'totalSupply' })
/** Topics and data of what the newest block logged. */
const logged = async () => {
  const { hash } = await chain().client.getBlock()
  return (await chain().client.getLogs({ blockHash: hash })).map(({ topics, data }) => ({ topics, data }))
}
const word = (value: bigint | Address): Hex => `0x${BigInt(value).toString(16).padStart(64, '0')}`
const join = (...words: readonly Hex[]): Hex => `0x${words.map((each) => each.slice(2)).join('')}`

describe('UsdtToken', () => {
  it('behaviour: transfer, approve and transferFrom return no data at all', async () => {
    await run(issue(10n))
    for (const { from, to, data } of [transfer(admin(), BOB, 1n), approve(admin(), BOB, 1n)])
      expect((await chain().client.call({ account: from, to, data })).data).toBeUndefined()
    await run(approve(admin(), BOB, 5n))
    const { from, to, data } = transferFrom(BOB, admin(), ALICE, 5n)
    expect((await chain().client.call({ account: from, to, data })).data).toBeUndefined()
  })

  it('behaviour: approve refuses non-zero to non-zero and allows the way over zero', async () => {
    expect(
      await statuses(
        approve(ALICE, BOB, 5n),
        approve(ALICE, BOB, 6n),
        approve(ALICE, BOB, 5n),
        approve(ALICE, BOB, 0n),
        approve(ALICE, BOB, 6n),
      ),
    ).toEqual(['success', 'reverted', 'reverted', 'success', 'success'])
  })

  it('behaviour: an allowance is used up, one without limit is not', async () => {
    await run(issue(10n), transfer(admin(), ALICE, 10n), approve(ALICE, BOB, 3n))
    await run(transferFrom(BOB, ALICE, BOB, 2n))
    const allowance = (): Promise<bigint> =>
      chain().client.readContract({ ...token(), functionName: 'allowance', args: [ALICE, BOB] })
    expect(await allowance()).toBe(1n)
    expect(await statuses(transferFrom(BOB, ALICE, BOB, 2n))).toEqual(['reverted'])
    await run(approve(ALICE, BOB, 0n), approve(ALICE, BOB, MAX), transferFrom(BOB, ALICE, BOB, 2n))
    expect(await allowance()).toBe(MAX)
  })

  it('behaviour: issue and redeem change the supply by an event that indexes nothing, without Transfer', async () => {
    await run(issue(10n))
    expect(await logged()).toEqual([{ topics: [toEventSelector('Issue(uint256)')], data: word(10n) }])
    expect([await supply(), await balance(admin())]).toEqual([10n, 10n])
    await run(send(admin(), encodeFunctionData({ abi, functionName: 'redeem', args: [4n] })))
    expect(await logged()).toEqual([{ topics: [toEventSelector('Redeem(uint256)')], data: word(4n) }])
    expect([await supply(), await balance(admin())]).toEqual([6n, 6n])
  })

  it('behaviour: a black-listed account cannot pay; it can receive and spend what others allow', async () => {
    await run(issue(10n), transfer(admin(), ALICE, 5n), transfer(admin(), BOB, 5n))
    await run(approve(ALICE, BOB, MAX), approve(BOB, ALICE, MAX), blackList('addBlackList', ALICE))
    expect(await logged()).toContainEqual({
      topics: [toEventSelector('AddedBlackList(address)')],
      data: word(ALICE),
    })
    expect(
      await statuses(
        transfer(ALICE, BOB, 1n),
        transferFrom(BOB, ALICE, BOB, 1n),
        transfer(BOB, ALICE, 1n),
        transferFrom(ALICE, BOB, ALICE, 1n),
      ),
    ).toEqual(['reverted', 'reverted', 'success', 'success'])
    await run(blackList('removeBlackList', ALICE), transfer(ALICE, BOB, 1n))
  })

  it('behaviour: destroying funds needs the black list and lowers the supply without Transfer', async () => {
    await run(issue(10n), transfer(admin(), ALICE, 4n))
    expect(await statuses(blackList('destroyBlackFunds', ALICE))).toEqual(['reverted'])
    await run(blackList('addBlackList', ALICE))
    await run(blackList('destroyBlackFunds', ALICE))
    expect(await logged()).toEqual([
      {
        topics: [toEventSelector('DestroyedBlackFunds(address,uint256)')],
        data: join(word(ALICE), word(4n)),
      },
    ])
    expect([await supply(), await balance(ALICE)]).toEqual([6n, 0n])
  })

  it('behaviour: a pause stops transfers, not approvals and not issues', async () => {
    await run(issue(10n), approve(admin(), BOB, 5n), plain('pause'))
    expect(
      await statuses(
        transfer(admin(), ALICE, 1n),
        transferFrom(BOB, admin(), ALICE, 1n),
        approve(ALICE, BOB, 1n),
        issue(1n),
        plain('pause'),
        plain('unpause'),
        plain('unpause'),
        transfer(admin(), ALICE, 1n),
      ),
    ).toEqual(['reverted', 'reverted', 'success', 'success', 'reverted', 'success', 'reverted', 'success'])
  })

  it('behaviour: the fee is zero; the owner may raise it to 19 basis points', async () => {
    const params = (points: bigint, max: bigint) =>
      send(admin(), encodeFunctionData({ abi, functionName: 'setParams', args: [points, max] }))
    const rate = () => chain().client.readContract({ ...token(), functionName: 'basisPointsRate' })
    expect(await rate()).toBe(0n)
    expect(await statuses(params(20n, 1n), params(1n, 50n), params(10n, 1n))).toEqual([
      'reverted',
      'reverted',
      'success',
    ])
    await run(issue(20_000n), transfer(admin(), ALICE, 10_000n), transfer(ALICE, BOB, 9_990n))
    // 10 on the first transfer, 9.99 cut to 9 on the second; the owner gets both.
    expect(await balance(BOB)).toBe(9_981n)
    expect(await balance(admin())).toBe(10_019n)
  })

  it.each([
    ['issue', () => send(ALICE, issue(1n).data)],
    ['pause', () => plain('pause', ALICE)],
    ['addBlackList', () => blackList('addBlackList', BOB, ALICE)],
    ['destroyBlackFunds', () => blackList('destroyBlackFunds', BOB, ALICE)],
  ])('behaviour: only the owner may %s', async (_, transaction) => {
    // Or destroying funds would fail for another reason.
    await run(blackList('addBlackList', BOB))
    expect(await statuses(transaction())).toEqual(['reverted'])
  })

  it('behaviour: six decimals', async () => {
    expect(await chain().client.readContract({ ...token(), functionName: 'decimals' })).toBe(6n)
    expect(await chain().client.readContract({ ...token(), functionName: 'name' })).toBe('Tether USD')
  })

  it('behaviour: transfers beyond the balance revert', async () => {
    await run(issue(1n))
    expect(await statuses(transfer(admin(), BOB, 2n))).toEqual(['reverted'])
  })
})

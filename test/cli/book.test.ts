import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../src/compose.ts'
import { setPrice } from '../../src/devnet/feeds/prices.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { changed, lowerAccount, moved } from '../support/book-lines.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { servedDevnet } from '../support/served-devnet.ts'

const SCHEMA = join(import.meta.dirname, '../../docs/schemas/book-file-1.json')
const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 3, borrowers: 40 })
})

let config: string
let folder: string
let clean: () => Promise<void>
/** The whole book with the chain's figures, and without. */
let viewed: Book
let plain: Book
beforeAll(async () => {
  const { configFile, remove } = await servedDevnet(chain())
  config = configFile
  clean = remove
  folder = await mkdtemp(join(tmpdir(), 'redline-book-'))
  viewed = await exported('viewed.ndjson', '--with-chain-view')
  plain = await exported('plain.ndjson')
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await clean?.()
})

type Book = { readonly file: string; readonly text: string; readonly lines: readonly string[] }

async function redline(...argv: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await run(argv, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    interactive: false,
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

async function exported(name: string, ...options: readonly string[]): Promise<Book> {
  const file = join(folder, name)
  const { code, err } = await redline('book', 'export', file, '--config', config, ...options)
  expect({ code, err }).toMatchObject({ code: 0 })
  const text = await readFile(file, 'utf8')
  return { file, text, lines: text.trimEnd().split('\n') }
}

/** Puts changed lines into a file, count and hash made right again. */
async function sealed(lines: readonly string[]): Promise<string> {
  const before = `${lines.slice(0, -1).join('\n')}\n`
  const sha256 = createHash('sha256').update(before).digest('hex')
  return written(`${before}${JSON.stringify({ positions: `${lines.length - 2}`, sha256 })}\n`)
}

async function written(content: string | Uint8Array): Promise<string> {
  const file = join(folder, `${crypto.randomUUID()}.ndjson`)
  await writeFile(file, content)
  return file
}

describe('book export', () => {
  it('behaviour: every line is what the published schema says, and nothing else is', async () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
      JSON.parse(await readFile(SCHEMA, 'utf8')),
    )
    for (const line of [...viewed.lines, ...plain.lines]) {
      const said = JSON.parse(line)
      expect(validate(said), `${line.slice(0, 200)} ${JSON.stringify(validate.errors)}`).toBe(true)
      expect(validate({ ...said, more: '1' })).toBe(false)
    }
    const [first = '', second = ''] = plain.lines
    expect(validate({ ...JSON.parse(first), chainId: 31_337 })).toBe(false)
    expect(validate({ ...JSON.parse(second), account: '0x12' })).toBe(false)
  })

  it('behaviour: the same book gives the same bytes, beside its name until it is whole', async () => {
    const again = await exported('again.ndjson', '--with-chain-view')
    expect(again.text).toBe(viewed.text)
    expect((await readdir(folder)).filter((name) => name.includes('part'))).toEqual([])
  })

  it('behaviour: the file says of which block it is, and that all borrowers are there', async () => {
    const { client, deployment } = chain()
    const block = await client.getBlock()
    const header = JSON.parse(plain.lines[0] ?? '')
    expect(header).toMatchObject({
      schema: 'redline-book/1',
      chainId: `${deployment.chainId}`,
      block: { number: `${block.number}`, hash: block.hash, timestamp: `${block.timestamp}` },
      positions: '40',
      unread: [],
      markets: [{ protocol: 'aave-v3', accounts: '40', positions: '40', coveredBorrowers: true }],
    })
    for (const { known, stated } of header.markets[0].controlTotals) expect(known).toBe(stated)
    const accounts = plain.lines.slice(1, -1).map((line): string => JSON.parse(line).account.toLowerCase())
    expect(accounts).toEqual([...new Set(accounts)].sort())
    expect(accounts).toHaveLength(40)
  })

  it('behaviour: the view of a position is what the pool says of it', async () => {
    const { client, deployment } = chain()
    const { account, view } = JSON.parse(viewed.lines[7] ?? '')
    const [collateral, debt, , threshold, , healthFactor] = await client.readContract({
      address: deployment.pool,
      abi: POOL,
      functionName: 'getUserAccountData',
      args: [account],
    })
    expect(view).toEqual({
      kind: 'aave-v3',
      figures: {
        collateral: `${collateral}`,
        debt: `${debt}`,
        liquidationThreshold: `${threshold}`,
        healthFactor: `${healthFactor}`,
      },
    })
  })

  it('behaviour: markets are sorted by id, each with its positions, and one can be asked alone', async () => {
    const file = JSON.parse(await readFile(config, 'utf8'))
    const [market] = file.chains[0].markets
    file.chains[0].markets.push({ ...market, id: 'aave-v3-another' })
    const both = await written(JSON.stringify(file))
    const { lines, file: book } = await exported('both.ndjson', '--config', both)
    expect(JSON.parse(lines[0] ?? '').markets.map((one: { market: string }) => one.market)).toEqual([
      'aave-v3-another',
      'aave-v3-devnet',
    ])
    expect(lines.slice(41, -1)).toEqual(plain.lines.slice(1, -1))
    for (const only of [[], ['--market', 'aave-v3-devnet']]) {
      const read = await redline('risk', '--json', ...only, '--config', both)
      const held = await redline('risk', '--json', ...only, '--config', both, '--book', book)
      expect(JSON.parse(held.out)).toEqual(JSON.parse(read.out))
    }
    const swapped = await sealed([lines[0] ?? '', ...lines.slice(41, -1), ...lines.slice(1, 41), ''])
    const { code, err } = await redline('book', 'import', swapped)
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('does not come after') })
  })

  it('error: book_of_one_chain names the chains that there are', async () => {
    const { code, err } = await redline(
      ...['book', 'export', join(folder, 'no.ndjson'), '--chain', '5', '--config', config],
    )
    expect(code).toBe(2)
    expect(err).toContain('book_of_one_chain')
    expect(err).toContain(`${chain().deployment.chainId}`)
  })
})

describe('risk and position from a file', () => {
  const SUPPOSED = ['--btc', '60000', '--scenario', 'market', '--shock', 'ETH/USD:0.9']

  it.each([
    ['the present prices', []],
    ['a BTC price', SUPPOSED],
  ])('behaviour: at %s both answer what the chain gives at that block', async (_, supposed) => {
    const asked = [...supposed, '--json', '--config', config]
    const account = JSON.parse(plain.lines[5] ?? '').account
    for (const command of [['risk'], ['position', account]]) {
      const read = await redline(...command, ...asked)
      const held = await redline(...command, ...asked, '--book', plain.file)
      expect(held.code).toBe(0)
      expect(held.err).toContain(`Read from ${plain.file}`)
      expect(JSON.parse(held.out)).toEqual(JSON.parse(read.out))
      expect(JSON.parse(held.out)).toMatchObject({ complete: true, missing: [] })
    }
  })

  it('behaviour: a file needs no config, and its block is stale by the clock', async () => {
    const { code, out } = await redline('risk', '--json', '--book', plain.file, ...SUPPOSED)
    const read = JSON.parse((await redline('risk', '--json', ...SUPPOSED, '--config', config)).out)
    const answer = JSON.parse(out)
    expect(code).toBe(0)
    expect(answer.asOf[0]).toMatchObject({ stale: true, finality: 'latest' })
    expect({ ...answer, asOf: [] }).toEqual({ ...read, asOf: [] })
  })

  it('behaviour: of a sample nothing is called complete, and the reason is named', async () => {
    const sample = await exported('sample.ndjson', '--sample', '7')
    expect(sample.lines).toHaveLength(9)
    const { out } = await redline('risk', '--json', '--book', sample.file, ...SUPPOSED)
    const answer = JSON.parse(out)
    expect(answer).toMatchObject({ complete: false, missing: [{ reason: 'sample' }] })
    expect(BigInt(answer.missing[0].lastDebtUsd.replace('.', ''))).toBeGreaterThan(0n)
    const account = JSON.parse(sample.lines[3] ?? '').account
    const position = JSON.parse((await redline('position', account, '--json', '--book', sample.file)).out)
    const whole = JSON.parse((await redline('position', account, '--json', '--book', plain.file)).out)
    expect(position.complete).toBe(false)
    expect(position.positions).toEqual(whole.positions)
  })

  it('error: another block and an unknown market are refused', async () => {
    const at = await redline('risk', '--book', plain.file, '--at', '3')
    expect(at).toMatchObject({ code: 2, err: expect.stringContaining('at_with_book') })
    const market = await redline('risk', '--book', plain.file, '--market', 'other')
    expect(market).toMatchObject({ code: 2, err: expect.stringContaining('unknown_market') })
    const missing = await redline('risk', '--book', join(folder, 'none'))
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('book_file_unreadable') })
  })
})

describe('verify --book', () => {
  it('behaviour: every position and index of a file with the chain’s view is recomputed', async () => {
    const { code, out } = await redline('verify', '--json', '--book', viewed.file)
    expect(code).toBe(0)
    const [market] = JSON.parse(out).markets
    expect(market).toMatchObject({ equal: true, positions: 40, differences: [], largestDifference: '0' })
    expect(market.figures).toBe(4 * 40 + 2 * market.totals.length)
  })

  it.each(['collateral', 'debt'] as const)('behaviour: a changed %s is a difference', async (side) => {
    const { code, out } = await redline('verify', '--book', await sealed(moved(viewed.lines, side)))
    expect(code).toBe(3)
    expect(out).toMatch(new RegExp(`${side} of 0x[0-9a-fA-F]{40}: Redline \\d+, chain \\d+`))
    expect(out).toContain('DIFFERENT.')
    expect(out).not.toMatch(/Largest difference of a figure +0\n/)
    // Aave states what all debts sum to and says nothing of the sort about collateral.
    expect(/Totals that sum exactly +8 of 8/.test(out)).toBe(side === 'collateral')
  })

  it.each([
    ['a figure of a position', 4, /("healthFactor":")(\d)/],
    ['an index', 0, /("figure":"borrowIndex","value":")(\d)/],
  ])('behaviour: %s that is not what Redline computes is a difference', async (_, at, figure) => {
    const other = changed(viewed.lines, at, (line) =>
      line.replace(figure, (_all, before: string, digit: string) => `${before}${(Number(digit) % 9) + 1}`),
    )
    const { code, out } = await redline('verify', '--json', '--book', await sealed(other))
    expect(code).toBe(3)
    expect(JSON.parse(out).markets[0].differences).toHaveLength(1)
  })

  it('behaviour: where a price is missing both say nothing, and the file keeps that', async () => {
    const { client, deployment } = chain()
    await setPrice(client, deployment, 'LINK/USD', 0n)
    const { file } = await exported('unpriced.ndjson', '--with-chain-view')
    const { code, out } = await redline('verify', '--json', '--book', file)
    expect(code).toBe(0)
    const [{ unvalued, differences }] = JSON.parse(out).markets
    expect(differences).toEqual([])
    expect(unvalued.length).toBeGreaterThan(0)
    const { markets } = JSON.parse((await redline('book', 'import', '--json', file)).out)
    expect(markets[0].unvalued).toBe(unvalued.length)
  })

  it('error: book_without_view says how to export with it', async () => {
    const { code, err } = await redline('verify', '--book', plain.file)
    expect(code).toBe(1)
    expect(err).toContain('--with-chain-view')
    expect(err).toContain('book_without_view')
  })
})

describe('book import', () => {
  it('behaviour: what is in a file is said, its sums as risk has them', async () => {
    const { code, out } = await redline('book', 'import', viewed.file, '--json')
    expect(code).toBe(0)
    const { markets, ...file } = JSON.parse(out)
    expect(file).toMatchObject({ positions: 40, chainId: chain().deployment.chainId, unread: [] })
    expect(markets).toMatchObject([
      { accounts: 40, positions: 40, sample: false, coveredBorrowers: true, view: true, unvalued: 0 },
    ])
    const debts = viewed.lines.slice(1, -1).map((line) => BigInt(JSON.parse(line).view.figures.debt))
    const sum = debts.reduce((all, one) => all + one, 0n)
    expect(markets[0].debtUsd.replace('.', '')).toBe(`${sum}`)
    const text = await redline('book', 'import', plain.file)
    expect(text.out).toMatch(/40 positions, written by redline .*; whole and unchanged/)
  })

  type Fault = readonly [string, (book: Book) => Promise<string>, number | undefined, RegExp]
  const swap = (lines: readonly string[], a: number, b: number) =>
    lines.map((line, i) => lines[i === a ? b : i === b ? a : i] ?? line)
  const edited = (at: number, from: string | RegExp, to: string) => (book: Book) =>
    sealed(changed(book.lines, at, (line) => line.replace(from, to)))

  it.each<Fault>([
    ['a file cut in a line', ({ text }) => written(text.slice(0, -300)), 41, /breaks off/],
    [
      'a file cut between lines',
      ({ lines }) => written(`${lines.slice(0, 9).join('\n')}\n`),
      9,
      /ends with it/,
    ],
    ['an edited digit', ({ lines }) => written(`${moved(lines, 'debt').join('\n')}\n`), 42, /SHA-256/],
    ['an edited debt under a new hash', ({ lines }) => sealed(moved(lines, 'debt')), 1, /its positions have/],
    [
      'another version',
      edited(0, 'redline-book/1', 'redline-book/2'),
      1,
      /redline-book\/2.*reads redline-book\/1/,
    ],
    [
      'a position twice',
      ({ lines }) => sealed([...lines.slice(0, 5), ...lines.slice(4)]),
      6,
      /same position/,
    ],
    ['positions out of order', ({ lines }) => sealed(swap(lines, 4, 5)), 6, /does not come after/],
    [
      'a position too few',
      ({ lines }) => sealed(lines.filter((_, i) => i !== 4)),
      41,
      /counts 40 positions, and 39/,
    ],
    [
      'CR and LF',
      ({ text }) => written(text.replaceAll('\n', '\r\n')),
      1,
      /CR and LF.*Copy the file as binary/,
    ],
    ['gzip', ({ text }) => written(gzipSync(text)), 1, /compressed.*gunzip/],
    ['nothing', () => written(''), 1, /empty/],
    ['a huge line', () => written(Buffer.alloc(17 << 20, 97)), 1, /longer than/],
    ['a huge second line', ({ text }) => written(`${text}${'a'.repeat(17 << 20)}`), 43, /longer than/],
    [
      'bytes that are no UTF-8',
      ({ text }) => written(Buffer.concat([Buffer.from(text), Buffer.from([0xff, 10])])),
      43,
      /UTF-8/,
    ],
    ['a line after the last', ({ text }) => written(`${text}{}\n`), 43, /after the last line/],
    ['a space more', edited(3, ',"account"', ', "account"'), 4, /one way/],
    [
      'a zero in front of an amount',
      edited(3, /"debt":\{"#":"/, '"debt":{"#":"0'),
      4,
      /the position cannot be/,
    ],
    ['an amount as a number', edited(3, /"debt":\{"#":"(\d+)"\}/, '"debt":$1'), 4, /the position cannot be/],
    ['an account in lower case', ({ lines }) => sealed(changed(lines, 3, lowerAccount)), 4, /one way/],
    ['an unknown market', edited(3, '"market":"aave', '"market":"other'), 4, /not in the first line/],
    [
      'an unknown protocol',
      edited(0, '"protocol":"aave-v3"', '"protocol":"comet"'),
      1,
      /as this version knows it/,
    ],
    ['a total that its records do not state', edited(0, /("stated":")(\d)/, '$19'), 1, /its records/],
    [
      'borrowers said to be missing',
      edited(0, '"coveredBorrowers":true', '"coveredBorrowers":false'),
      1,
      /covered borrowers/,
    ],
    [
      'a leg of nothing',
      edited(3, /("kind":"leg","subject":")0x[0-9a-fA-F]{40}/, '$1'),
      4,
      /address of an asset/,
    ],
    ['impossible decimals', edited(0, /"decimals":\d+/, '"decimals":-1'), 1, /cannot be/],
    ['text that is no JSON', edited(3, '{', '{{'), 4, /not JSON/],
    ['a field more', edited(3, '{"market"', '{"more":"1","market"'), 4, /not a position/],
    ['a chain that is no number', edited(0, /"chainId":"\d+"/, '"chainId":"x"'), 1, /chainId/],
  ])('error: book_file_invalid for %s', async (_, make, line, wrong) => {
    const { code, out, err } = await redline('book', 'import', await make(plain), '--json')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    const { error } = JSON.parse(err)
    expect(error.code).toBe('book_file_invalid')
    expect(error.context.line).toBe(line)
    expect(`${error.happened} ${error.remedy}`).toMatch(wrong)
  })

  it('behaviour: no command answers from a file that is at fault', async () => {
    const file = await written(`${moved(viewed.lines, 'collateral').join('\n')}\n`)
    const account = JSON.parse(viewed.lines[5] ?? '').account
    for (const command of [['risk'], ['position', account], ['verify']]) {
      const { code, out, err } = await redline(...command, '--book', file)
      expect({ code, out }).toEqual({ code: 1, out: '' })
      expect(err).toContain('book_file_invalid')
    }
  })
})

const POOL = parseAbi([
  'function getUserAccountData(address) view returns (uint256, uint256, uint256, uint256, uint256, uint256)',
])

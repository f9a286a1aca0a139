import { describe, expect, it } from 'vitest'
import { layerFaults } from './check-layers.ts'
import { sourceFiles } from './source-files.ts'

describe('the layers of src', () => {
  it('behaviour: imports point down only', () => {
    expect(layerFaults(sourceFiles())).toEqual([])
  })
})

describe('layerFaults', () => {
  it.each([
    ['an import up', 'core/units.ts', "import { a } from '../store/a.ts'", 'imports up: core is below store'],
    [
      'a type import up',
      'pipeline/a.ts',
      "import type { A } from '../cli/a.ts'",
      'imports up: pipeline is below cli',
    ],
    [
      'an export-from up',
      'chain/a.ts',
      "export { a } from '../alert/a.ts'; export const b = 1",
      'imports up',
    ],
    ['an import() type up', 'chain/a.ts', "export type A = import('../http/a.ts').A", 'imports up'],
    ['a dynamic import up', 'protocols/a.ts', "export const a = () => import('../compose.ts')", 'imports up'],
    [
      'an import across',
      'chain/a.ts',
      "import '../store/a.ts'",
      'imports across: chain and store are siblings',
    ],
    ['another import across', 'cli/a.ts', "import '../devnet/a.ts'", 'imports across'],
    [
      'config taken by a command',
      'cli/a.ts',
      "import '../config/a.ts'",
      'only compose and main may import config',
    ],
    ['config that reaches out', 'config/a.ts', "import '../chain/a.ts'", 'config may import only core'],
    [
      'a dashboard with a shortcut',
      'dashboard/a.ts',
      "import '../store/a.ts'",
      'dashboard may import only core',
    ],
    ['an import of main', 'compose.ts', "import './main.ts'", 'imports up: compose is below main'],
    ['a folder without a layer', 'utils/a.ts', "import '../core/units.ts'", 'is in utils, which'],
    [
      'a part without a place in core',
      'core/extra.ts',
      "import './units.ts'",
      'needs core/extra in CORE_ORDER',
    ],
    ['core against its order', 'core/math/a.ts', "import '../book/a.ts'", 'math comes before book'],
    ['a test that points up', 'core/units.test.ts', "import '../chain/a.ts'", 'imports up'],
    [
      'a file that is not there',
      'cli/a.ts',
      "import './gone.ts'",
      'imports cli/gone.ts, which does not exist',
    ],
    ['a way out of src', 'cli/a.ts', "import '../../scripts/a.mjs'", 'outside src/'],
    ['an ABI in core', 'core/math/a.ts', "import '../../../abis/a.ts'", 'may import ../abis/'],
    ['a computed import', 'cli/a.ts', 'export const a = (b: string) => import(b)', 'imports a computed name'],
    ['node in core', 'core/math/a.ts', "import { readFileSync } from 'node:fs'", 'core does no I/O'],
    [
      'a viem client in protocols',
      'protocols/a.ts',
      "import { createPublicClient } from 'viem'",
      'createPublicClient',
    ],
    ['all of viem in core', 'core/math/a.ts', "import * as viem from 'viem'", 'imports * from viem'],
    [
      'viem actions in core',
      'core/math/a.ts',
      "import { call } from 'viem/actions'",
      'values of viem/actions',
    ],
    [
      'ethers elsewhere',
      'chain/a.ts',
      "import type { BigNumber } from 'ethers'",
      'only place is chain/aave-ui-pool.ts',
    ],
    ['math-utils in production', 'cli/a.ts', "import '@aave/math-utils'", 'its only place is a test'],
    ['the clock', 'core/math/a.ts', 'export const a = Date.now()', 'uses Date.now'],
    ['the clock again', 'protocols/a.ts', 'export const a = new Date()', 'uses new Date'],
    ['chance', 'core/math/a.ts', 'export const a = Math.random()', 'uses Math.random'],
    ['the network', 'protocols/a.ts', "export const a = fetch('x')", 'uses fetch'],
    ['a timer', 'core/math/a.ts', 'setTimeout(() => {}, 1)', 'uses setTimeout'],
    ['the environment', 'cli/a.ts', "export const a = process.env['A']", 'only place is config/env.ts'],
    ['the environment, quoted', 'cli/a.ts', "export const a = process['env']", 'only place is config/env.ts'],
    ['the environment, unpacked', 'cli/a.ts', 'export const { env } = process', 'takes process apart'],
    ['the environment, imported', 'cli/a.ts', "import { env } from 'node:process'", 'use the global process'],
    ['an exit', 'cli/a.ts', 'process.exit(1)', 'only place is main.ts'],
    ['a nested index.ts', 'chain/rpc/index.ts', 'export const a = 1', 'is a barrel'],
    ['a barrel by another name', 'chain/all.ts', "export * from './a.ts'", 'is a barrel'],
  ])('error: %s', (_, path, source, expected) => {
    const files = new Map([...STUBS, [path, source]])
    const faults = layerFaults(files)
    expect(faults.join('\n')).toContain(expected)
    expect(faults.every((fault) => fault.startsWith(`src/${path}`))).toBe(true)
  })

  it('error: a cycle', () => {
    const files = new Map([
      ['cli/a.ts', "import { b } from './b.ts'"],
      ['cli/b.ts', "export { c } from './c.ts'; export const b = 1"],
      ['cli/c.ts', "export const c = () => import('./a.ts')"],
    ])
    expect(layerFaults(files)).toEqual([
      'src/cli/a.ts is in a cycle: cli/a.ts → cli/b.ts → cli/c.ts → cli/a.ts',
    ])
  })

  it('error: a cycle of types in core, which elsewhere is none', () => {
    const pair = (folder: string): ReadonlyMap<string, string> =>
      new Map([
        [`${folder}/a.ts`, "import type { B } from './b.ts'; export type A = B"],
        [`${folder}/b.ts`, "import type { A } from './a.ts'; export type B = A"],
      ])
    expect(layerFaults(pair('core/book'))).toHaveLength(1)
    expect(layerFaults(pair('cli'))).toEqual([])
  })

  it('error: a file that cannot be parsed is not passed over', () => {
    expect(() => layerFaults(new Map([['cli/a.ts', 'export const = 1']]))).toThrow(SyntaxError)
  })

  it.each([
    ['down', 'pipeline/a.ts', "import '../chain/a.ts'; import '../core/units.ts'"],
    ['a command on a use case', 'cli/a.ts', "import type { A } from '../pipeline/a.ts'"],
    [
      'compose on everything',
      'compose.ts',
      "import './cli/a.ts'; import './config/a.ts'; import './devnet/a.ts'",
    ],
    ['within a line of core', 'core/block.ts', "import './units.ts'; import './errors.ts'"],
    [
      'viem, types and pure functions',
      'protocols/a.ts',
      "import { type Client, keccak256, parseAbi } from 'viem'",
    ],
    ['types of a client', 'protocols/a.ts', "import type { PublicClient } from 'viem'"],
    ['a date of something', 'core/math/a.ts', 'export const a = new Date(0).toISOString()'],
    ['an ABI in an adapter', 'protocols/x/a.ts', "import { poolAbi } from '../../../abis/a.ts'"],
    ['ethers at home', 'chain/aave-ui-pool.ts', "import { providers } from 'ethers'"],
    ['the environment at home', 'config/env.ts', 'export const a = process.env'],
    ['process otherwise', 'cli/a.ts', 'export const a = process.stdout.isTTY'],
    [
      'a test that reads fixtures',
      'core/units.test.ts',
      "import { readFileSync } from 'node:fs'; import '../../test/x.ts'",
    ],
    ['the index of an adapter', 'protocols/aave-v3/index.ts', "export * from '../a.ts'"],
    ['a word in a text', 'core/math/a.ts', "export const a = 'Date.now()' // process.env"],
  ])('behaviour: allowed: %s', (_, path, source) => {
    expect(layerFaults(new Map([...STUBS, [path, source]]))).toEqual([])
  })
})

const STUBS: readonly (readonly [string, string])[] = [
  'core/units.ts',
  'core/errors.ts',
  'core/book/a.ts',
  'protocols/a.ts',
  'chain/a.ts',
  'store/a.ts',
  'pipeline/a.ts',
  'alert/a.ts',
  'cli/a.ts',
  'http/a.ts',
  'devnet/a.ts',
  'config/a.ts',
  'compose.ts',
  'main.ts',
].map((path) => [path, 'export const a = 1'])

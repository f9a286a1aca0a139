import { describe, expect, it } from 'vitest'
import { errorFaults } from './check-errors.ts'
import { sourceFiles } from './source-files.ts'

describe('the errors of src', () => {
  it('behaviour: every error is typed, nothing prints to the console, nothing is suppressed', () => {
    expect(errorFaults(sourceFiles())).toEqual([])
  })
})

describe('errorFaults', () => {
  it.each([
    ["throw new Error('x')", 'makes a bare Error'],
    ["const a = new TypeError('x')", 'makes a bare TypeError'],
    ["export const f = () => Promise.reject(Error('x'))", 'makes a bare Error'],
    ['class A extends Error {}', 'extends Error'],
    ['export default class extends RangeError {}', 'extends RangeError'],
    ["throw 'x'", 'throws something that is not an error'],
    ["console.warn('x')", 'uses console.warn'],
    ["console['log']('x')", "uses console['log']"],
    ['// @ts-expect-error no\nf()', 'suppresses a check'],
    ['/* biome-ignore lint: no */ f()', 'suppresses a check'],
    ['// oxlint-disable-next-line\nf()', 'suppresses a check'],
    ['const a = b as unknown as string', 'casts through unknown'],
  ])('error: %s', (source, expected) => {
    const faults = errorFaults(new Map([['cli/a.ts', source]]))
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(/^src\/cli\/a\.ts:\d /)
    expect(faults[0]).toContain(expected)
  })

  it.each([
    ['cli/a.ts', "throw new UsageError({ code: 'a', happened: 'x', remedy: 'y' })"],
    ['cli/a.ts', 'class A extends RedlineError {}'],
    ['cli/a.ts', 'if (error instanceof Error) throw error'],
    ['cli/a.ts', "const a = 'new Error( console.log' // new Error()"],
    ['cli/a.ts', 'const a = b as unknown'],
    ['core/errors.ts', 'export class RedlineError extends Error {}'],
    ['cli/a.test.ts', "throw new Error('x')"],
  ])('behaviour: allowed in %s: %s', (path, source) => {
    expect(errorFaults(new Map([[path, source]]))).toEqual([])
  })
})

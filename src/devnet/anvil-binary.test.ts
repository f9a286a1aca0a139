import { accessSync, constants } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { anvilBinary } from './anvil-binary.ts'

const missing = (specifier: string): string => {
  throw new Error(`Cannot find module ${specifier}`)
}

describe('anvilBinary', () => {
  it("behaviour: this machine's binary can be run", () => {
    expect(() => accessSync(anvilBinary(), constants.X_OK)).not.toThrow()
  })

  it.each([
    ['linux', 'x64', '@foundry-rs/anvil-linux-amd64/bin/anvil'],
    ['linux', 'arm64', '@foundry-rs/anvil-linux-arm64/bin/anvil'],
    ['darwin', 'arm64', '@foundry-rs/anvil-darwin-arm64/bin/anvil'],
    ['win32', 'x64', '@foundry-rs/anvil-win32-amd64/bin/anvil.exe'],
  ])('behaviour: %s %s is %s', (platform, architecture, path) => {
    expect(anvilBinary(platform, architecture, (specifier) => specifier)).toBe(path)
  })

  it.each([
    ['linux', 'x64'],
    ['sunos', 'sparc'],
  ])('error: anvil_binary_missing on %s %s', (platform, architecture) => {
    expect(() => anvilBinary(platform, architecture, missing)).toThrow(
      expect.objectContaining({ code: 'anvil_binary_missing' }),
    )
  })
})

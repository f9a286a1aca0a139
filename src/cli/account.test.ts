import { describe, expect, it } from 'vitest'
import { UsageError } from '../core/errors.ts'
import { parseAccount } from './account.ts'

const checksummed = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'

describe('parseAccount', () => {
  it.each([checksummed, checksummed.toLowerCase(), `0x${checksummed.slice(2).toUpperCase()}`])(
    'behaviour: %s is one account',
    (text) => {
      expect(parseAccount(text)).toBe(checksummed)
    },
  )

  it.each([
    '',
    '0x',
    'vitalik.eth',
    checksummed.slice(0, -1),
    `${checksummed}0`,
    checksummed.replace('f39F', 'F39F'),
  ])('error: invalid_account for "%s"', (text) => {
    expect(() => parseAccount(text)).toThrow(UsageError)
  })
})

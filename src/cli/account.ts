import { getAddress, isAddress } from 'viem'
import type { Address } from '../core/address.ts'
import { UsageError } from '../core/errors.ts'

/**
 * Reads an account as people write it: lower case, upper case or with a correct checksum.
 * @throws UsageError `invalid_account`, also on a wrong checksum: one mistyped letter names another account.
 */
export function parseAccount(text: string): Address {
  const plain = text === text.toLowerCase() || text.slice(2) === text.slice(2).toUpperCase()
  if (isAddress(text, { strict: !plain })) return getAddress(text)
  const shaped = /^0x[0-9a-fA-F]{40}$/.test(text)
  throw new UsageError({
    code: 'invalid_account',
    happened: shaped
      ? `The checksum of "${text}" is wrong, so at least one character is.`
      : `"${text}" is not an account address.`,
    remedy:
      'Write 0x and 40 hexadecimal digits, all in lower case or with the checksum that your source shows.',
    context: { account: text },
  })
}

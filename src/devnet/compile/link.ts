import type { Address, Hex } from '../../core/address.ts'
import type { Artifact } from './artifacts.ts'

/**
 * Creation code with every library's address in place. `addressOf` names where a library is, or will be,
 * deployed.
 */
export function linkBytecode<Name extends string>(
  artifact: Pick<Artifact<Name>, 'bytecode' | 'links'>,
  addressOf: (library: Name) => Address,
): Hex {
  let code = artifact.bytecode.slice(2)
  for (const { library, offsets } of artifact.links) {
    const address = addressOf(library).slice(2).toLowerCase()
    for (const offset of offsets)
      code = code.slice(0, 2 * offset) + address + code.slice(2 * offset + address.length)
  }
  return `0x${code}`
}

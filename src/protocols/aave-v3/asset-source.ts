import { getAddress, zeroAddress } from 'viem'
import { oracleAbi } from '../../../abis/aave-v3/oracle.ts'
import type { Address } from '../../core/address.ts'
import type { OracleSubject } from '../oracle/read-oracles.ts'
import { ask, call, optional } from '../plan.ts'

/** Finds where an oracle reads an asset's price; nothing where it names no source, as one of another make does. */
export const sourceIn = (oracle: Address): OracleSubject['sourceOf'] =>
  function* (asset) {
    const [source = zeroAddress] = yield* ask([optional(call(oracle, oracleAbi, 'getSourceOfAsset', asset))])
    return source === zeroAddress ? undefined : getAddress(source)
  }

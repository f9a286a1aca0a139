import type { Address } from '../../core/address.ts'
import type { ReserveSymbol } from '../deployment.ts'
import { RESERVE_PARAMETERS } from './parameters.ts'
import type { DeploymentScript } from './script.ts'

/**
 * Writes down the tokens that the reserves hold, in the order of `RESERVE_PARAMETERS`. USDT and wstETH have
 * contracts of their own because programs stumble over what makes them special; the others differ in name and
 * decimals only.
 */
export function deployTokens(
  script: DeploymentScript,
  stakedRatio: bigint,
): Readonly<Record<ReserveSymbol, Address>> {
  const tokens = RESERVE_PARAMETERS.map(({ symbol, name, decimals }) => {
    if (symbol === 'USDT') return [symbol, script.deploy('UsdtToken', script.admin)] as const
    if (symbol === 'wstETH')
      return [symbol, script.deploy('StakedEther', name, symbol, script.admin, stakedRatio)] as const
    return [symbol, script.deploy('TestToken', name, symbol, decimals)] as const
  })
  return Object.fromEntries(tokens) as Record<ReserveSymbol, Address>
}

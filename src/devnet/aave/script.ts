import { encodeDeployData, encodeFunctionData, getContractAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import { RedlineError } from '../../core/errors.ts'
import type { DevnetTransaction } from '../client-transactions.ts'
import type { Artifact } from '../compile/artifacts.ts'
import type { ContractName } from '../compile/contract-names.ts'
import { linkBytecode } from '../compile/link.ts'

/**
 * A list of deployments and calls written down before any of them is sent. An address follows from the sender
 * and the sender's count of transactions, so that later steps can name contracts that do not exist yet and
 * nothing has to wait for a receipt.
 */
export type DeploymentScript<Name extends string = ContractName> = {
  readonly admin: Address
  readonly transactions: readonly DevnetTransaction[]
  /** Adds a deployment and tells the contract's address. Libraries it links must have been deployed before. */
  readonly deploy: (name: Name, ...args: readonly unknown[]) => Address
  /** Adds a call of the contract at `to`, by the interface of `name`. */
  readonly call: (name: Name, to: Address, functionName: string, ...args: readonly unknown[]) => void
}

/** Enough for the largest contract. */
const CREATION_GAS = 8_000_000n

/** An empty script of `admin`, whose next transaction has the number `nonce`. */
export function deploymentScript<Name extends string>(
  artifacts: Readonly<Record<Name, Artifact<Name>>>,
  admin: Address,
  nonce: number,
): DeploymentScript<Name> {
  const transactions: DevnetTransaction[] = []
  const libraries = new Map<Name, Address>()
  return {
    admin,
    transactions,
    deploy: (name, ...args) => {
      const address = getContractAddress({ from: admin, nonce: BigInt(nonce + transactions.length) })
      const bytecode = linkBytecode(artifacts[name], (library) => {
        const address = libraries.get(library)
        if (address === undefined) throw new ScriptError(name, library)
        return address
      })
      const data = encodeDeployData({ abi: artifacts[name].abi, bytecode, args })
      transactions.push({ from: admin, data, gas: CREATION_GAS, label: `deploy ${name}` })
      libraries.set(name, address)
      return address
    },
    call: (name, to, functionName, ...args) => {
      const data = encodeFunctionData({ abi: artifacts[name].abi, functionName, args })
      transactions.push({
        from: admin,
        to,
        data,
        label: `${name}.${functionName}(${args.map(String).join(', ')})`,
      })
    },
  }
}

/** The steps of a deployment are in an order that cannot work. */
export class ScriptError extends RedlineError {
  override readonly name = 'ScriptError'
  constructor(contract: string, library: string) {
    super({
      code: 'library_not_deployed',
      happened: `${contract} links ${library}, which is not deployed before it.`,
      remedy: 'Deploy the library first.',
      context: { contract, library },
    })
  }
}

import { getAddress } from 'viem'
import type { OpenStore } from '../../../src/store/open.ts'
import { everything } from '../../conformance/store-histories.ts'
import { ancestorAt } from '../tree/block.ts'
import type { Block } from '../tree/world.ts'

/** Every log in which a market itself names an account counts as something that happened; see `simAdapter`. */
export async function happeningProblems(
  store: OpenStore,
  chainId: number,
  target: Block,
): Promise<readonly string[]> {
  const { happenings, since, isMore } = await store.happenings.list({
    ...everything(chainId),
    limit: 100_000,
  })
  if (isMore) return ['more happened than the check looks at']
  return target.state.flatMap(({ name, address }) => {
    const begin = since.find(({ market }) => market === name)?.block
    if (begin === undefined) return [`it is not known since when ${name} is recorded`]
    const real: string[] = []
    for (let number = begin; number <= target.number; number++) {
      const block = ancestorAt(target, number)
      for (const log of block?.logs ?? []) {
        const account = log.topics[1]
        if (log.address !== address || account === undefined || log.data !== '0x') continue
        real.push(`${block?.hash} ${Number(log['logIndex'])} ${getAddress(`0x${account.slice(26)}`)}`)
      }
    }
    const had = happenings
      .filter(({ market, block }) => market === name && block >= begin)
      .map(({ blockHash, logIndex, account }) => `${blockHash} ${logIndex} ${account}`)
      .toReversed()
    return had.join() === real.join()
      ? []
      : [`of what happened in ${name}, ${had.length} are stored and not ${real.length}`]
  })
}

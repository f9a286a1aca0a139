import { getAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import type { Adapter, Known } from '../adapter.ts'
import { cometControlTotals } from './control-totals.ts'
import { accountsIn, candidateTopics, isUpgrade, watchedTopics } from './events.ts'
import { happened } from './happened.ts'
import { knownComet } from './known-terms.ts'
import type { CometCode, CometContract } from './read-code.ts'
import { type Reading, readAnew, readOn } from './read-market.ts'

/** A Compound III market, and the chain's own BTC price that is read along with it. */
export type CometSubject = {
  readonly comet: Address
  readonly numeraireFeed?: Address | undefined
  readonly btcUsdFeed?: Address | undefined
}

/** A Compound III market as the pipeline follows it. */
export function cometAdapter(market: string, { comet, numeraireFeed, btcUsdFeed }: CometSubject): Adapter {
  const address = getAddress(comet)
  const contract: CometContract = { comet: address, numeraireFeed }
  const reading: Reading = { market, contract, btcUsdFeed }
  return {
    market,
    identity: { protocol: 'compound-v3', contract: address },
    candidates: () => ({ address, topics: candidateTopics, accountsOf: accountsIn }),
    watched: () => ({ addresses: [address], topics: watchedTopics }),
    *update(known, place, logs, since) {
      const own = logs.filter((log) => log.address.toLowerCase() === address.toLowerCase())
      const code = codeKnown(known, market, contract)
      if (code === undefined || own.some(isUpgrade)) {
        const everybody = [...new Set([...known.accountsOf(market), ...own.flatMap(accountsIn)])]
        return yield* readAnew(reading, known, place, everybody)
      }
      return yield* readOn({ ...reading, code }, known, place, { logs: own, since })
    },
    *read(known, place, accounts) {
      return yield* readAnew(reading, known, place, accounts)
    },
    happened: (known, segment, isCurrent) => happened(known, market, segment, isCurrent),
    controlTotals: (known) => cometControlTotals(known, market),
  }
}

/** The code as it is known, unless it is that of another contract or counts in something else. */
function codeKnown(known: Known, market: string, contract: CometContract): CometCode | undefined {
  const found = knownComet(known, market)
  if (found === undefined) return undefined
  const isSame =
    found.terms.comet === contract.comet &&
    found.terms.numeraireFeed === (contract.numeraireFeed && getAddress(contract.numeraireFeed))
  return isSame ? found : undefined
}

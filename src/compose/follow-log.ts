import type { Told } from '../pipeline/watch/event.ts'
import type { Logger } from '../telemetry/logger.ts'
import { progressLog } from './progress-log.ts'

/** Differences that a line of the log names; the status and the metrics count all. */
const SHOWN = 5

/** Passes events on and logs them: what a person wants to know at info and above, every segment at debug. */
export function followLog(log: Logger, pass: Told, now: () => number): Told {
  const progress = progressLog(log, now)
  let isHeldBack = false
  return (event) => {
    pass(event)
    if (event.kind === 'held-back' && !isHeldBack)
      log.warn(
        { block: event.end.number },
        'no node has the state of this block any more: it is known again from the first block that can be read',
      )
    if (event.kind === 'held-back' || event.kind === 'processed') isHeldBack = event.kind === 'held-back'
    switch (event.kind) {
      case 'processed': {
        const { end, changes, statuses, reread, repaired, joined, left } = event.processed
        const unsound = [...statuses].filter(([, { state }]) => state !== 'complete')
        log.debug({ block: end.number, hash: end.hash, changes: changes.length }, 'segment')
        for (const market of joined) log.info({ block: end.number, market }, 'market joined')
        for (const market of left)
          log.warn({ block: end.number, market }, 'market left: it is no longer configured')
        if (reread.length > 0)
          log.warn({ block: end.number, markets: reread }, 'totals differed, accounts read again')
        for (const [market, accounts] of repaired)
          log.warn({ block: end.number, market, accounts }, 'read again what differed from the chain')
        for (const [market, status] of unsound)
          log.error({ block: end.number, market, status }, 'market not sound')
        return
      }
      case 'held-back':
        return log.debug({ block: event.end.number }, 'held back')
      case 'orphaned':
        return log.info(
          { block: event.end.number, hash: event.end.hash },
          'block left the chain while it was read',
        )
      case 'rolled-back':
        return log.warn(
          { to: event.to.number, hash: event.to.hash, segments: event.segments },
          'reorganisation',
        )
      case 'stalled':
        return log.error({ code: event.code, reason: event.reason }, 'chain stopped advancing')
      case 'resumed':
        return log.info('chain advances again')
      case 'finalized':
        return log.debug({ block: event.number }, 'finalized')
      case 'head':
        return log.trace({ block: event.number }, 'head')
      case 'bootstrap-planned': {
        const { market, stage, total, calls, seconds } = event
        return log.info({ market, stage, total, calls, seconds: Math.ceil(seconds) }, 'bootstrap: planned')
      }
      case 'bootstrap-advanced':
        return progress(event)
      case 'bootstrap-read':
        return log.info({ market: event.market, accounts: event.accounts }, 'bootstrap: all read')
      case 'bootstrap-failed':
        return log.error(
          { market: event.market, err: event.error, code: event.code },
          'bootstrap: failed, is tried again from where it was',
        )
      case 'standing':
        return log.info({ block: event.end.number, hash: event.end.hash }, 'following')
      case 'failed':
        return log.error(
          { err: event.error, code: event.code, retryInMs: event.retryInMs },
          'following failed',
        )
      case 'reconciled': {
        const { market, end, accounts, facts, different, largest } = event.reconciliation
        const compared = {
          market,
          block: end.number,
          hash: end.hash,
          accounts,
          facts,
          different: different.length,
        }
        if (different.length === 0) return log.debug(compared, 'equal to the chain')
        return log.error(
          { ...compared, largest, first: different.slice(0, SHOWN) },
          'differs from the chain: read again with the next segment',
        )
      }
      case 'verified': {
        const { market, block, verification, largest, equal } = event.checked
        const { accounts, figures, differences } = verification
        return log[equal ? 'info' : 'error'](
          { market, block: block.number, accounts, figures, differences: differences.length, largest },
          equal ? 'verified: equal to the chain' : 'verified: DIFFERENT from the chain',
        )
      }
      case 'unreconciled':
        return log[event.code === 'unexpected' ? 'error' : 'debug'](
          { market: event.market, code: event.code, err: event.error },
          'not compared with the chain this time',
        )
      case 'unproven':
        return log.warn({ block: event.number, reason: event.reason }, 'logs taken as they came, unproven')
      case 'store-error':
        return log.warn({ code: event.code }, 'the store failed a call')
      case 'safe':
        return log.debug({ block: event.number }, 'safe')
      case 'dealt':
        return log.trace({ ms: event.ms }, 'segment dealt with')
    }
  }
}

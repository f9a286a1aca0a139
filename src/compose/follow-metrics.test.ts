import { describe, expect, it } from 'vitest'
import { fakeSegment } from '../../test/support/fake-market.ts'
import { liquidation } from '../../test/support/happening.ts'
import { timestamp } from '../core/units.ts'
import type { StatusSubject } from '../pipeline/answers/status.ts'
import { afterEvent, newChainStatus } from '../pipeline/serve/chain-status.ts'
import type { WatchEvent } from '../pipeline/watch/event.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { countEvent, showState } from './follow-metrics.ts'

const end = { chainId: 1, number: 8n, hash: '0x08', timestamp: timestamp(1_000n) } as const
const NOW = 1_010_000
const change = { market: 'aave', kind: 'price', key: 'x', value: '2', before: '1' }
const incomplete = { state: 'incomplete', since: 8n, subjects: ['0xaa'] } as const

const EVENTS: readonly WatchEvent[] = [
  {
    kind: 'processed',
    processed: {
      end,
      changes: [change, change],
      happenings: [liquidation({ market: 'aave' })],
      statuses: new Map([['aave', incomplete]]),
      reread: ['aave'],
      repaired: new Map(),
      joined: [],
      left: [],
    },
    segment: fakeSegment(8n),
  },
  { kind: 'dealt', ms: 300 },
  { kind: 'rolled-back', to: end, segments: 3 },
  { kind: 'store-error', code: 'store_unavailable' },
  { kind: 'failed', error: undefined, code: 'rpc_unreachable', retryInMs: 1 },
  { kind: 'finalized', number: 7n },
  { kind: 'stalled', code: 'providers_disagree', reason: 'One of two.' },
]

async function samplesAfter(events: readonly WatchEvent[]) {
  const metrics = createMetrics()
  let status = newChainStatus(1, 'one', ['aave'])
  const subject = (): StatusSubject => ({
    status,
    staleAfterSeconds: 60,
    quorum: 1,
    providers: [{ name: 'https://rpc', head: 10n, aside: undefined }],
    markets: [{ id: 'aave', protocol: 'aave-v3', revision: 10 }],
    held: undefined,
  })
  // A page after each event, so that one that keeps what only an earlier one knew is found out.
  showState(metrics, [{ subject: subject(), requests: 4 }], NOW)
  for (const event of events) {
    countEvent(metrics, 'one', event)
    status = afterEvent(status, event, NOW)
    showState(metrics, [{ subject: subject(), requests: 5 }], NOW)
  }
  const page = await metrics.page()
  return { page, own: page.split('\n').filter((line) => line.startsWith('redline_')) }
}

describe('metrics', () => {
  it('behaviour: every event is counted once, and the state shows the same figures as the status', async () => {
    const { own } = await samplesAfter(EVENTS)
    expect(own).toEqual(
      expect.arrayContaining([
        'redline_segments_total{chain="one"} 1',
        'redline_fact_changes_total{chain="one"} 2',
        'redline_liquidations_total{chain="one",market="aave"} 1',
        'redline_rereads_total{chain="one",market="aave"} 1',
        'redline_reorgs_total{chain="one"} 1',
        'redline_reorg_depth_segments_sum{chain="one"} 3',
        'redline_store_errors_total{chain="one",code="store_unavailable"} 1',
        'redline_failures_total{chain="one",code="rpc_unreachable"} 1',
        'redline_segment_duration_seconds_sum{chain="one"} 0.3',
        'redline_rpc_requests_total{chain="one"} 5',
        'redline_head_block{chain="one"} 10',
        'redline_processed_block{chain="one"} 8',
        'redline_finalized_block{chain="one"} 7',
        'redline_lag_blocks{chain="one"} 2',
        'redline_lag_seconds{chain="one"} 10',
        'redline_stale{chain="one"} 1',
        'redline_following{chain="one"} 0',
        'redline_stalled{chain="one",code="providers_disagree"} 1',
        'redline_market_state{chain="one",market="aave",state="incomplete"} 1',
        'redline_market_state{chain="one",market="aave",state="complete"} 0',
        'redline_control_totals_equal{chain="one",market="aave"} 0',
      ]),
    )
  })

  it('behaviour: a stall that is over is no longer shown, and what is unknown is left out', async () => {
    const { own } = await samplesAfter([...EVENTS, { kind: 'resumed' }])
    expect(own.filter((line) => line.startsWith('redline_stalled'))).toEqual([])
    const { own: early } = await samplesAfter([])
    expect(early.filter((line) => /processed_block|lag_|finalized|control_totals/.test(line))).toEqual([])
  })

  it('behaviour: names follow the conventions, and process and event loop are among them', async () => {
    const { page } = await samplesAfter(EVENTS)
    const types = [...page.matchAll(/^# TYPE (redline_\S+) (\w+)$/gm)]
    expect(types.length).toBeGreaterThan(20)
    for (const [, name, type] of types) {
      expect(name).toMatch(/^redline_[a-z_]+$/)
      expect(name?.endsWith('_total')).toBe(type === 'counter')
    }
    expect(page).toContain('nodejs_eventloop_lag_p99_seconds')
    expect(page).toContain('process_resident_memory_bytes')
  })
})

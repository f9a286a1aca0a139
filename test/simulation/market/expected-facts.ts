import type { FactRecord } from '../../../src/core/fact-record.ts'
import { type SimMarket, totalsOf } from './state.ts'

/**
 * Everything that is to be known of a market at a block, written down from the contract itself: no log, no call, no
 * adapter and no canonical writer stands in between.
 */
export function expectedFacts(state: SimMarket): readonly FactRecord[] {
  const market = state.name
  const terms = state.assets.map(({ asset }) => {
    const { debt, collateral } = totalsOf(state, asset)
    return `{"asset":"${asset}","collateral":{"#":"${collateral}"},"debt":{"#":"${debt}"}}`
  })
  const records: FactRecord[] = [
    {
      market,
      kind: 'identity',
      key: '',
      value: `{"contract":"${state.address}","protocol":"simulated"}`,
    },
    { market, kind: 'status', key: '', value: '{"state":"complete"}' },
    { market, kind: 'terms', key: '', value: `[${terms.join()}]` },
  ]
  for (const { asset, price } of state.assets)
    records.push({ market, kind: 'price', key: asset, value: `{"#":"${price}"}` })
  for (const [account, { category, legs }] of state.accounts) {
    records.push({ market, kind: 'account', key: account, value: `{"category":${category}}` })
    for (const [asset, { debt, collateral, enabled }] of legs) {
      const value = `{"collateral":{"#":"${collateral}"},"collateralEnabled":${enabled},"debt":{"#":"${debt}"}}`
      records.push({ market, kind: 'leg', key: `${account}/${asset}`, value })
    }
  }
  return records
}

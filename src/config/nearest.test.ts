import { describe, expect, it } from 'vitest'
import { nearest } from './nearest.ts'

const KEYS = ['markets', 'rpcUrls', 'quorum', 'btcUsdFeed', 'id']

describe('nearest', () => {
  it.each([
    ['market', 'markets'],
    ['makrets', 'markets'],
    ['rpcUrl', 'rpcUrls'],
    ['rpcurls', 'rpcUrls'],
    ['btcFeed', 'btcUsdFeed'],
    ['btc', 'btcUsdFeed'],
    ['timeout', undefined],
    ['ix', undefined],
  ])('behaviour: %s means %s', (word, meant) => {
    expect(nearest(word, KEYS)).toBe(meant)
  })
})

import Type from 'typebox'
import { address, closed, maybe, text, time, usd, wad, whole } from './fields.ts'

const source = {
  source: maybe(address('Contract that was asked.')),
  round: maybe(Type.String({ pattern: '^\\d+$', description: 'Round of the feed, where it has rounds.' })),
  updatedAt: maybe(time('When the feed last changed, where it says so.')),
}

/** The body of `/v1/prices`. */
export const PricesBody = Type.Object(
  {
    prices: Type.Array(
      Type.Object(
        {
          chainId: whole('Chain id.'),
          market: text('As the config names it; markets may price an asset differently.'),
          asset: address('Asset.'),
          symbol: text('Its symbol.'),
          priceUsd: maybe(usd('As the market sees it; null where it has none.')),
          driver: maybe(text('What moves the price: BTC, ETH, USD, EUR, GOLD, SELF; null where unknown.')),
          ratio: maybe(wad('Price over the price of the driver.')),
          ...source,
        },
        closed,
      ),
    ),
    btcUsd: Type.Array(
      Type.Object({ chainId: whole('Chain id.'), priceUsd: usd('BTC/USD.'), ...source }, closed),
    ),
    referenceBtcPrice: maybe(
      Type.Object({ chainId: whole('The reference chain.'), priceUsd: usd('BTC/USD there.') }, closed),
    ),
  },
  closed,
)

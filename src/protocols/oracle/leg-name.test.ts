import { expect, it } from 'vitest'
import { address } from '../../../test/support/aave-state.ts'
import { legName } from './leg-name.ts'

it.each([
  ['BTC / USD', 'price', 'BTC/USD'],
  ['USDT/USD', 'price', 'USDT/USD'],
  ['wstETH / ETH / USD', 'ratio', 'wstETH/ETH'],
  ['Capped wstETH / stETH(ETH) / USD', 'ratio', 'wstETH/ETH'],
  ['Capped weETH / eETH(ETH) / USD', 'ratio', 'weETH/ETH'],
  ['Capped sDAI / DAI / USD', 'ratio', 'sDAI/DAI'],
  ['Bitcoin', 'price', address(1)],
  ['', 'price', address(1)],
  ['A b / USD', 'price', address(1)],
  ['A:B / USD', 'price', address(1)],
  ['Custom price feed for WBTC / USD', 'price', 'WBTC/USD'],
  ['wstETH / ETH exchange rate', 'price', 'wstETH/ETH'],
  ['some / thing else', 'price', address(1)],
  [undefined, 'ratio', address(1)],
] as const)('behaviour: "%s" of a %s is called %s', (description, role, name) => {
  expect(legName({ contract: address(1), description, role })).toBe(name)
})

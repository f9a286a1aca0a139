import { describe, expect, it } from 'vitest'
import { newRig } from '../../../test/http/api-rig.ts'
import { type Cell, csvOf } from './csv.ts'

const rowOf = (value: Cell): string =>
  csvOf(newRig().resolved, { columns: ['x'], rows: [{ x: value }] }).split('\r\n')[1] ?? ''

/** The cell of a row with one column of its own. */
const cellOf = (value: Cell): string => rowOf(value).slice(rowOf(null).length)

describe('csvOf', () => {
  it('behaviour: the columns that say what it is true at come first, and are the same in every row', () => {
    const rows = [{ x: 1 }, { x: 2 }]
    const [header, ...lines] = csvOf(newRig().resolved, { columns: ['x'], rows })
      .trim()
      .split('\r\n')
    expect(header).toBe('asOf,asOfHashes,asOfTimes,asOfFinality,skewSeconds,stale,complete,scenario,x')
    expect(lines.map((line) => line.slice(0, -1))).toEqual([lines[0]?.slice(0, -1), lines[0]?.slice(0, -1)])
    expect(lines[0]).toContain('1:21500000,')
  })

  it('behaviour: without rows the columns are still named', () => {
    expect(csvOf(newRig().resolved, { columns: ['x', 'y'], rows: [] })).toMatch(/^asOf,.*,x,y\r\n$/)
  })

  it.each<[Cell, string]>([
    ['=1+1', `"'=1+1"`],
    ['+cmd', `"'+cmd"`],
    ['-1+1|cmd', `"'-1+1|cmd"`],
    ['@sum', `"'@sum"`],
    ['\tx', `"'\tx"`],
    ['=a"b,c', `"'=a""b,c"`],
    ['-5.00000000', '-5.00000000'],
    ['-5', '-5'],
    ['--5', `"'--5"`],
    ['WBTC', 'WBTC'],
    ['a,b "c"', '"a,b ""c"""'],
    [null, ''],
    [false, 'false'],
    [-7, '-7'],
  ])('behaviour: %j is written as %s', (value, expected) => {
    expect(cellOf(value)).toBe(expected)
  })
})

import { describe, expect, it } from 'vitest'
import { ageText } from './age.ts'

describe('ageText', () => {
  it.each([
    [0, '0 s'],
    [119, '119 s'],
    [120, '2 minutes'],
    [7_199, '119 minutes'],
    [7_200, '2 hours'],
    [172_799, '47 hours'],
    [172_800, '2 days'],
    [26_438_400, '306 days'],
  ])('behaviour: %i seconds are %s', (seconds, text) => {
    expect(ageText(seconds)).toBe(text)
  })
})

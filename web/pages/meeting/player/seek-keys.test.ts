import { expect, test } from 'bun:test'
import { seekTarget } from './seek-keys.ts'

test('the keys of the slider move by steps, by leaps and to the ends', () => {
  const targets = {
    ArrowLeft: 55_000,
    ArrowDown: 55_000,
    ArrowRight: 65_000,
    ArrowUp: 65_000,
    PageDown: 30_000,
    PageUp: 90_000,
    Home: 0,
    End: 600_000,
  }
  for (const [key, target] of Object.entries(targets)) {
    expect(seekTarget(key, 60_000, 600_000)).toBe(target)
  }
})

test('other keys move nothing', () => {
  for (const key of ['a', 'Enter', 'Tab', ' '])
    expect(seekTarget(key, 60_000, 600_000)).toBeUndefined()
})

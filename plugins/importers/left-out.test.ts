import { expect, test } from 'bun:test'
import { leftOut } from './left-out.ts'

test('one and several are said as people say them', () => {
  expect([leftOut(1, 'cue'), leftOut(3, 'line')]).toEqual([
    '1 cue was left out',
    '3 lines were left out',
  ])
})

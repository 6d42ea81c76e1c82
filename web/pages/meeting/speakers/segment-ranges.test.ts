import { expect, test } from 'bun:test'
import { changedIds, onlySpeaker, runEnd } from './segment-ranges.ts'

const talk = [1, 1, 2, 2, 2, null, 1].map((speakerId, at) => ({ segmentId: at + 1, speakerId }))

test('a run ends where somebody else begins, or with the transcript', () => {
  expect([0, 1, 2, 4, 5, 6].map((at) => runEnd(talk, at))).toEqual([1, 1, 4, 4, 5, 6])
})

test('only what changes hands counts as changed', () => {
  expect([...changedIds(talk, 0, 4, 2)]).toEqual([1, 2])
  expect([...changedIds(talk, 4, 6, undefined)]).toEqual([5, 6, 7])
})

test('a range of several speakers cannot be given back at once', () => {
  expect(onlySpeaker(talk, 2, 4)).toBe(2)
  expect(onlySpeaker(talk, 0, 4)).toBeUndefined()
  expect(onlySpeaker(talk, 5, 5)).toBeUndefined()
})

import { expect, test } from 'bun:test'
import { amend, noHistory, remember, step } from './history.ts'

const files = (text: string) => ({ 'pack.json': text })

test('groups quick typing in one field into one step and keeps other changes apart', () => {
  let history = remember(noHistory, files(''), { key: 'title', atMs: 0 })
  history = remember(history, files('a'), { key: 'title', atMs: 100 })
  history = remember(history, files('ab'), { key: undefined, atMs: 150 })
  history = remember(history, files('abc'), { key: undefined, atMs: 200 })
  history = remember(history, files('abcd'), { key: 'title', atMs: 250 })
  history = remember(history, files('abcde'), { key: 'title', atMs: 9_000 })
  expect(history.past).toEqual(['', 'ab', 'abc', 'abcd', 'abcde'].map(files))
})

test('redoes a step until something else is changed', () => {
  const history = remember(noHistory, files('a'), { key: undefined, atMs: 0 })
  const back = step(history, files('b'), 'back')
  expect(back?.files).toEqual(files('a'))
  const again = back && step(back.history, back.files, 'forward')
  expect(again?.files).toEqual(files('b'))
  expect(step(noHistory, files('a'), 'back')).toBeUndefined()
  const other = back && remember(back.history, back.files, { key: undefined, atMs: 1 })
  expect(other && step(other, files('c'), 'forward')).toBeUndefined()
})

test('keeps an amendment through undo and redo', () => {
  const one = remember(noHistory, files('a'), { key: undefined, atMs: 0 })
  const two = remember(one, files('b'), { key: undefined, atMs: 1 })
  const amended = amend(two, (before) => ({ ...before, version: '2' }))
  const back = step(amended, { ...files('c'), version: '2' }, 'back')
  expect(back?.files).toEqual({ ...files('b'), version: '2' })
  expect(back && step(back.history, back.files, 'back')?.files).toEqual({
    ...files('a'),
    version: '2',
  })
})

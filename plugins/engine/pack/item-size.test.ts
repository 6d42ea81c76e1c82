import { describe, expect, test } from 'bun:test'
import { problemsOf, withField } from '../testing/faults.ts'
import { samplePack } from '../testing/sample-pack.ts'
import { ITEM_BOUNDS, itemSizeFault } from './item-size.ts'
import { loadPack } from './load-pack.ts'
import { validateItem } from './validate.ts'

const text = (chars: number): string => 'a'.repeat(chars)

describe('a value that is too large to be an item', () => {
  let nested: unknown = 'x'
  for (let level = 0; level <= ITEM_BOUNDS.levels; level++) nested = { inner: nested }
  test.each([
    ['a text', { task: text(960_000) }, '/task'],
    ['texts that add up', { list: Array.from({ length: 10 }, () => text(19_000)) }, ''],
    ['a list', { list: Array.from({ length: 3_000 }, () => 1) }, '/list'],
    ['fields', Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`f${at}`, 1])), ''],
    ['names of fields', { [text(70_000)]: 1 }, ''],
    ['levels', nested, `/inner${'/inner'.repeat(ITEM_BOUNDS.levels - 1)}`],
  ])('%s is refused with its place', (_, value, pointer) => {
    expect(itemSizeFault(value)?.pointer).toBe(pointer)
    const [fault, ...more] = validateItem(samplePack(), 'tasks', value)
    expect([fault?.pointer, more]).toEqual([pointer, []])
  })

  test('what a long item really has is taken', () => {
    expect(itemSizeFault({ task: text(20_000), list: [text(20_000), text(20_000)] })).toBeNull()
  })
})

describe('patterns', () => {
  const slow = `^${'(a|b|aa|ab)'.repeat(25)}$`
  const isSlow = (field: object): boolean =>
    problemsOf(withField(field)).some((problem) => problem.code === 'patterns-too-slow')

  test('cost what their program costs over the longest text that they may meet', () => {
    // The class at its end keeps the engine from searching for a literal: each of 900 states is tried at each character.
    const costly = { type: 'string', pattern: 'a{900}[bc]' }
    expect(isSlow(costly)).toBe(false)
    expect(isSlow({ type: 'array', items: costly })).toBe(true)
    expect(isSlow({ type: 'array', maxItems: 1, items: costly })).toBe(false)
    expect(isSlow({ type: 'array', items: { ...costly, maxLength: 10 } })).toBe(false)
  })

  test('are counted over the whole schema, and the author is told which one costs most and what to do', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`f${at}`, { type: 'string', pattern: slow + at }]),
    )
    const [problem, ...more] = problemsOf(withField({ type: 'object', properties }))
    expect(more).toEqual([])
    expect(problem?.code).toBe('patterns-too-slow')
    expect(problem?.pointer).toMatch(/\/properties\/f\d+\/pattern$/)
    expect(problem?.remedy.en).toContain('maxLength')
    expect(problem?.remedy.ru).toContain('maxLength')
  })

  test('are not matched against a text that is longer than its field allows', () => {
    const pack = loadPack(withField({ type: 'string', maxLength: 4, pattern: '^b+$' }))
    const codesOf = (code: string) =>
      validateItem(pack, 'tasks', { task: 'Write', code }).map(({ detail }) => detail)
    expect(codesOf('bbbb')).toEqual([])
    expect(codesOf('aaaa')).toEqual(['must match pattern "^b+$"'])
    expect(codesOf('aaaaa')).toEqual(['must NOT have more than 4 characters'])
    // Four characters, eight units.
    expect(codesOf('😀😀😀😀')).toEqual(['must match pattern "^b+$"'])
  })
})

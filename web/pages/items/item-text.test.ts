import { describe, expect, test } from 'bun:test'
import { itemText } from './item-text.ts'

describe('itemText', () => {
  test('takes the field that the scenario names, however it is called', () => {
    const value = { task: 'Not this', need: 'A crane', note: 'A much longer remark beside it' }
    expect(itemText(value, 'need')).toBe('A crane')
  })
  test('else the longest text, and a dash for none', () => {
    expect(itemText({ a: 'x', b: 'longer', c: 3 }, null)).toBe('longer')
    expect(itemText({ a: ' ', b: 'longer' }, 'a')).toBe('longer')
    expect(itemText({ count: 1, none: null }, 'count')).toBe('–')
  })
})

import { describe, expect, test } from 'bun:test'
import { itemText } from './item-text.ts'

describe('itemText', () => {
  test('takes the field that carries the text', () => {
    expect(itemText({ owner: 'A very long name of a person', task: 'Send it' })).toBe('Send it')
    expect(itemText({ statement: ' ', promise: 'We pay' })).toBe('We pay')
  })
  test('else the longest text, and a dash for none', () => {
    expect(itemText({ a: 'x', b: 'longer', c: 3 })).toBe('longer')
    expect(itemText({ count: 1, none: null })).toBe('–')
  })
})

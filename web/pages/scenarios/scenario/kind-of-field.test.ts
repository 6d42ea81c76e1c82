import { expect, test } from 'bun:test'
import { kindOfField } from './kind-of-field.ts'

const field = (change: object) =>
  kindOfField({ type: 'string', format: null, options: null, maxLength: null, ...change })

test('names a field’s kind as the editor does', () => {
  expect(field({ maxLength: 300 })).toBe('text')
  expect(field({ maxLength: 301 })).toBe('long-text')
  expect(field({})).toBe('long-text')
  expect(field({ format: 'person', maxLength: 200 })).toBe('person')
  expect(field({ format: 'date-time' })).toBe('moment')
  expect(field({ format: 'uri' })).toBe('link')
  expect(field({ options: [] })).toBe('choice')
  expect(field({ type: 'array', format: 'person' })).toBe('people')
  expect(field({ type: 'array' })).toBe('texts')
  expect(field({ type: 'boolean' })).toBe('yes-no')
  expect(field({ type: 'integer' })).toBe('whole-number')
  expect(field({ type: 'object' })).toBe('other')
})

import { describe, expect, test } from 'bun:test'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { toneOfValue, formatField } from './format-field.ts'

const field = (more: Partial<FieldView>): FieldView => ({
  name: 'x',
  title: { en: 'X', ru: 'Икс' },
  type: 'string',
  required: false,
  nullable: true,
  format: null,
  options: null,
  maxLength: null,
  minimum: null,
  maximum: null,
  fields: null,
  ...more,
})
const words = { yes: 'да', no: 'нет' }

describe('formatField', () => {
  test('returns undefined for an empty value', () => {
    for (const nothing of [null, undefined, '', []]) {
      expect(formatField(field({}), nothing, 'ru', words)).toBeUndefined()
    }
  })

  test('words choices, days, numbers, yes and no', () => {
    const level = field({ options: [{ value: 'high', title: { en: 'high', ru: 'высокий' } }] })
    expect(formatField(level, 'high', 'ru', words)).toBe('высокий')
    expect(formatField(level, 'other', 'ru', words)).toBe('other')
    const year = new Date().getFullYear()
    expect(formatField(field({ format: 'date' }), `${year}-11-25`, 'ru', words)).toBe('25 ноября')
    expect(formatField(field({ format: 'date' }), 'soon', 'en', words)).toBe('soon')
    expect(formatField(field({ type: 'boolean' }), false, 'ru', words)).toBe('нет')
    expect(formatField(field({ type: 'integer' }), 0, 'en', words)).toBe('0')
    expect(formatField(field({ type: 'array' }), ['Анна', 'Павел'], 'ru', words)).toBe(
      'Анна, Павел',
    )
  })

  test('colours only urgency', () => {
    const named = (value: string, en: string, ru: string) => ({ value, title: { en, ru } })
    const level = field({
      options: [
        named('high', 'Top', 'Первая'),
        named('vysokaya', 'Very', 'Высокая'),
        named('second', 'Medium', 'Вторая'),
        named('toString', 'Plain', 'Простая'),
      ],
    })
    expect(
      ['high', 'vysokaya', 'second', 'toString'].map((one) => toneOfValue(level, one)),
    ).toEqual(['bad', 'bad', 'warn', 'neutral'])
    expect(toneOfValue(level, 3)).toBe('neutral')
    expect(toneOfValue(field({}), 'high')).toBe('neutral')
  })
})

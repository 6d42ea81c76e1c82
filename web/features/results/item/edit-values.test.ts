import { describe, expect, test } from 'bun:test'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { changedValues, fromInput, toInput } from './edit-values.ts'

const field = (name: string, type: FieldView['type']): FieldView => ({
  name,
  title: { en: name, ru: name },
  type,
  required: false,
  nullable: true,
  format: null,
  options: null,
  maxLength: null,
  minimum: null,
  maximum: null,
  fields: null,
})

describe('the values of the edit form', () => {
  const fields = [field('task', 'string'), field('owner', 'string'), field('tags', 'array')]
  const value = { task: 'Send the list', owner: null, tags: ['a', 'b'] }

  test('sends only what changed', () => {
    const inputs = { task: 'Send the list', owner: '', tags: 'a\nb' }
    expect(changedValues(fields, value, inputs)).toEqual({})
    expect(changedValues(fields, value, { ...inputs, owner: ' Olga ' })).toEqual({ owner: 'Olga' })
    expect(changedValues(fields, value, { ...inputs, tags: 'a\n\n c' })).toEqual({
      tags: ['a', 'c'],
    })
  })

  test('turns an emptied field into null', () => {
    expect(changedValues(fields, value, { task: '  ' })).toEqual({ task: null })
  })

  test('numbers, also with a comma; what is none goes to the server to be named', () => {
    expect(fromInput(field('n', 'number'), '1,5')).toBe(1.5)
    expect(fromInput(field('n', 'integer'), 'many')).toBe('many')
    expect(fromInput(field('b', 'boolean'), 'false')).toBe(false)
  })

  test('shows an empty value as empty text', () => {
    expect(toInput(null)).toBe('')
    expect(toInput(0)).toBe('0')
    expect(toInput(false)).toBe('false')
  })
})

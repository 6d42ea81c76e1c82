import { expect, test } from 'bun:test'
import type { FieldView, SectionView } from '../../../server/modules/scenarios/contract.ts'
import { dotsOf, gradeField, subjectField } from './score-fields.ts'

const field = (name: string, more: Partial<FieldView> = {}): FieldView => ({
  name,
  title: { en: name, ru: name },
  type: 'string',
  required: false,
  nullable: false,
  format: null,
  options: null,
  maxLength: null,
  minimum: null,
  maximum: null,
  fields: null,
  ...more,
})
const choice = [{ value: 'red', title: { en: 'Red', ru: 'Красный' } }]

const section = (fields: FieldView[], priority: string | null = null): SectionView => ({
  name: 'graded',
  title: { en: 'Graded', ru: 'Оценки' },
  order: 1,
  render: 'score',
  evidence: 'required',
  track: null,
  priority,
  grade: null,
  isList: true,
  textField: 'reason',
  fields,
})

test('a state is the grade of a choice, also where nothing says what the section ranks by', () => {
  const fields = [
    field('dimension', { options: choice, required: true }),
    field('rag', { options: choice }),
    field('reason'),
  ]
  for (const view of [section(fields), section(fields, 'rag')]) {
    expect(subjectField(view)?.name).toBe('dimension')
    expect(gradeField(view)?.name).toBe('rag')
  }
})

test('a number comes before a state, and a rating that a person gives is no grade', () => {
  const view = section([
    field('criterion', { required: true }),
    field('rating', { type: 'integer' }),
    field('evidenceLevel', { type: 'integer', required: true }),
    field('kind', { options: choice }),
  ])
  expect(subjectField(view)).toBeUndefined()
  expect(gradeField(view)?.name).toBe('evidenceLevel')
})

test('a short scale has as many dots as grades, and an amount has none', () => {
  const dots = (maximum: number | null) => dotsOf({ maximum })
  expect([dots(3), dots(5), dots(10)]).toEqual([3, 5, 10])
  expect([dots(null), dots(0), dots(2.5), dots(11), dots(100)]).toEqual(
    Array.from({ length: 5 }, () => undefined),
  )
})

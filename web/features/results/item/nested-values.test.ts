import { expect, test } from 'bun:test'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { changedValues, fromCells, toCells, toInput } from './edit-values.ts'
import { isChecklist, isShort, rowsOf, unknownField, formatField } from './format-field.ts'

const titled = (name: string, title: string, more: Partial<FieldView> = {}): FieldView => ({
  ...unknownField(name),
  title: { en: title, ru: title },
  ...more,
})
const votes = titled('votes', 'Votes', {
  type: 'array',
  fields: [
    titled('who', 'Who', { format: 'person' }),
    titled('vote', 'Vote', {
      options: [{ value: 'in-favour', title: { en: 'For', ru: 'За' } }],
    }),
    titled('shares', 'Shares', { type: 'number' }),
  ],
})
const words = { yes: 'yes', no: 'no' }
const said = [
  { who: 'Ada', vote: 'in-favour' },
  { who: 'Ben', shares: 12.5 },
]

test('rows are told by titles and choices, never as JSON', () => {
  expect(formatField(votes, said, 'en', words)).toBe('Who: Ada, Vote: For; Who: Ben, Shares: 12.5')
  expect(rowsOf(votes, said)).toEqual(said)
  const unknown = formatField(
    unknownField('oldVotes'),
    [{ votedBy: 'Ada', deep: [{ on: true }] }],
    'en',
    words,
  )
  expect(unknown).toBe('Voted by: Ada, Deep: On: yes')
  expect(unknownField('oldVotes').title.ru).toBe('Old votes')
})

test('an amount of money is told with its currency, as a short fact', () => {
  const fee = titled('fee', 'Fee', {
    type: 'object',
    fields: [titled('amount', 'Amount', { type: 'number' }), titled('currency', 'Currency')],
  })
  expect(formatField(fee, { amount: 1_200, currency: 'EUR' }, 'en', words)).toBe('€1,200')
  expect(formatField(fee, { amount: 5, currency: 'points' }, 'en', words)).toBe('5 points')
  expect(formatField(fee, { currency: 'EUR' }, 'en', words)).toBeUndefined()
  expect([isShort(fee), rowsOf(fee, { amount: 1 })]).toEqual([true, []])
})

test('a list of texts that are done or not is a checklist', () => {
  const done = titled('done', 'Done', { type: 'boolean' })
  const list = titled('steps', 'Steps', { type: 'array', fields: [titled('what', 'What'), done] })
  expect([isChecklist(list), isChecklist(votes)]).toEqual([true, false])
})

test('rows are written cell by cell, and what is empty is left out', () => {
  const cells = toCells(votes, toInput(said))
  expect(cells).toEqual([
    { who: 'Ada', vote: 'in-favour' },
    { who: 'Ben', shares: '12.5' },
  ])
  expect(fromCells(votes, [...cells, { who: ' ' }, {}])).toBe(toInput(said))
  const typed = fromCells(votes, [{ who: 'Cy', shares: '3,5', vote: '' }])
  expect(changedValues([votes], { votes: said }, { votes: typed })).toEqual({
    votes: [{ who: 'Cy', shares: 3.5 }],
  })
  expect(changedValues([votes], { votes: said }, { votes: toInput(said) })).toEqual({})
  expect(changedValues([votes], { votes: said }, { votes: '' })).toEqual({ votes: [] })
})

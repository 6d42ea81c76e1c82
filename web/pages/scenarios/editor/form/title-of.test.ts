import { expect, test } from 'bun:test'
import { titleOf } from './title-of.ts'

test('uses the words of a name where there is no title in any language', () => {
  expect(titleOf({ en: '', ru: 'Голоса' }, 'golosa')).toBe('Голоса')
  expect(titleOf({ en: ' ', ru: '' }, 'votes.whoVoted')).toBe('Who voted')
  expect(titleOf(undefined, 'actionItems')).toBe('Action items')
})

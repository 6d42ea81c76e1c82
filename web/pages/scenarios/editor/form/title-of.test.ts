import { expect, test } from 'bun:test'
import { titleOf } from './title-of.ts'

test('what has no title in any language is called by the words of its name, never by a code', () => {
  expect(titleOf({ en: '', ru: 'Голоса' }, 'golosa')).toBe('Голоса')
  expect(titleOf({ en: ' ', ru: '' }, 'votes.whoVoted')).toBe('Who voted')
  expect(titleOf(undefined, 'actionItems')).toBe('Action items')
})

import { expect, test } from 'bun:test'
import type { SectionRequest } from '../engine/index.ts'
import { prepareTalk } from './talk.ts'

const chairOf = (turns: [string, string][]): string | null =>
  prepareTalk({
    segments: turns.map(([speaker, text], ordinal) => ({
      ordinal,
      rev: 1,
      speaker,
      startMs: null,
      endMs: null,
      text,
    })),
    meeting: { participants: [] },
  } as unknown as SectionRequest).chair

const SMALL: [string, string][] = Array.from({ length: 20 }, (_, at) => [
  ['Ben', 'Cem'][at % 2] ?? '',
  ['The pump leaks at the lower valve.', 'Насос течет у нижнего клапана.'][at % 2] ?? '',
])

test.each<[string, [string, string][]]>([
  [
    'asks whether all are there and whether anything is left',
    [['Ada', 'Okay, is everybody here?'], ...SMALL, ['Ada', 'Are there any more questions?']],
  ],
  [
    'speaks of the meeting and its time',
    [
      ['Ada', 'In this meeting we have to be quick.'],
      ...SMALL,
      ['Ada', 'You have five more minutes.'],
    ],
  ],
  [
    'asks whether all are there, in Russian',
    [['Ada', 'Все здесь?'], ...SMALL, ['Ada', 'Остались вопросы?']],
  ],
  [
    'moves the talk on, in Russian',
    [['Ada', 'У нас сорок минут.'], ...SMALL, ['Ada', 'Давайте перейдем к смете.']],
  ],
])('leads the meeting who %s', (_name, turns) => {
  expect(chairOf(turns)).toBe('Ada')
})

test('nobody leads where all just talk', () => {
  expect(chairOf(SMALL)).toBeNull()
})

import { expect, test } from 'bun:test'
import type { EvidenceRow } from './repo/items.ts'
import { relocateEvidence } from './relocate-evidence.ts'

const segment = (ordinal: number, text: string, speakerId: number | null = 1) => ({
  ordinal,
  rev: 3,
  speaker: null,
  speakerId,
  startMs: null,
  endMs: null,
  text,
})
const cited = (ordinal: number, quote: string, startChar = 0): EvidenceRow => ({
  ord: 7,
  ordinal,
  rev: 1,
  speaker_id: 9,
  start_char: startChar,
  end_char: startChar + quote.length,
  quote,
  state: 'verified',
})

test('finds a quote at its new position, with that segment’s revision and speaker', () => {
  const segments = [segment(1, 'Hello.'), segment(2, 'So, we start on Monday.', 4)]
  expect(relocateEvidence([cited(1, 'we start on Monday')], segments)).toEqual([
    {
      ord: 1,
      ordinal: 2,
      rev: 3,
      speaker_id: 4,
      start_char: 4,
      end_char: 22,
      quote: 'we start on Monday',
      state: 'verified',
    },
  ])
})

test('takes the nearest of several matches', () => {
  const segments = [1, 5, 9].map((ordinal) => segment(ordinal, 'Yes.'))
  const places = [1, 4, 8, 20].map((ordinal) =>
    relocateEvidence([cited(ordinal, 'Yes.')], segments),
  )
  expect(places.flat().map(({ ordinal }) => ordinal)).toEqual([1, 5, 9, 9])
})

test('drops a quote that is no longer said, and renumbers the others', () => {
  const found = relocateEvidence(
    [cited(1, 'gone'), cited(2, 'one'), cited(3, 'two')],
    [segment(1, 'one and two')],
  )
  expect(found.map(({ ord, quote }) => `${ord} ${quote}`)).toEqual(['1 one', '2 two'])
})

import { expect, test } from 'bun:test'
import { samplePack, segmentsOf } from '../testing/sample-pack.ts'
import type { RunOutput } from '../types.ts'
import { renderMarkdown } from './markdown.ts'

const pack = samplePack()
const segments = segmentsOf('I will *send* the <draft>.', 'Okay.')
const output: RunOutput = {
  pack: { id: 'sample', version: '1.2.3', hash: pack.hash },
  provider: 'extractive',
  language: 'en',
  sections: [
    {
      name: 'tasks',
      state: 'ok',
      errors: [],
      items: [
        {
          key: 'k',
          ord: 0,
          value: {
            task: '*send* the <draft>',
            owner: 'Ada',
            dueText: 'by Friday',
            dueOn: '2026-11-27',
            level: 'high',
          },
          state: 'weak',
          evidence: [
            {
              ordinal: 1,
              rev: 1,
              startChar: 0,
              endChar: 26,
              quote: 'I will *send* the <draft>.',
              state: 'weak',
            },
          ],
        },
      ],
    },
    { name: 'note', state: 'needs-model', errors: [], items: [] },
  ],
  coverage: {
    segmentCount: 2,
    seenCount: 2,
    citedOrdinals: [1],
    citedShare: 0.8,
    uncitedTailMs: 5_000,
  },
}

test('a run as Markdown names its mode, fields and quotes, and escapes what was said', () => {
  expect(renderMarkdown(pack, output, segments, 'en').split('\n')).toEqual([
    '# Sample',
    '',
    '> Made without a language model: items are sentences cut from the transcript and marked “likely”. Check them before you rely on them.',
    '',
    '## Tasks',
    '',
    '- \\*send\\* the \\<draft\\> · Owner: Ada · Due, as said: by Friday · Due: 27 November 2026 · Level: High _(wording not fully confirmed by the transcript)_',
    '  - > 0:00 Ada: «I will \\*send\\* the \\<draft\\>.»',
    '',
    '## Note',
    '',
    '_This section needs a language model._',
    '',
  ])
  expect(renderMarkdown(pack, output, segments, 'ru')).toContain(
    'Для этого раздела нужна языковая модель.',
  )
})

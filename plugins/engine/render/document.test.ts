import { expect, test } from 'bun:test'
import { samplePack, segmentsOf } from '../testing/sample-pack.ts'
import type { FieldSpec, ItemValue, LoadedPack, SectionSpec } from '../types.ts'
import { type DocumentHead, type DocumentItem, renderDocument } from './markdown.ts'
import { createFieldText, escapeMarkdown } from './value-text.ts'

const head: DocumentHead = {
  title: 'Q4 *plan* [draft]',
  date: '24 November 2026',
  client: 'Birch & Sons',
  participants: [
    { name: 'Ada <ada@birch.example>', role: null },
    { name: 'Ben', role: 'Buyer' },
  ],
  accepted: { by: 'Olga_Owner', date: '25 November 2026' },
}
const segments = segmentsOf('I will send the draft by Friday.')

const item = (value: ItemValue, more: Partial<DocumentItem> = {}): DocumentItem => ({
  key: 'k',
  ord: 0,
  value,
  state: 'verified',
  isDecided: true,
  evidence: [],
  ...more,
})
const documentOf = (
  items: DocumentItem[],
  { pack = samplePack(), locale = 'en' as 'en' | 'ru', more = {} as Partial<DocumentHead> } = {},
): string =>
  renderDocument({
    pack,
    head: { ...head, ...more },
    sections: [{ name: 'tasks', items }],
    segments,
    locale,
  })

test('a document begins with the meeting, its client, its people and who accepted it', () => {
  const quote = {
    ordinal: 1,
    rev: 1,
    startChar: 0,
    endChar: 32,
    quote: 'I will send the draft by Friday.',
    state: 'verified' as const,
  }
  const value = { task: 'Send the draft', dueText: 'by Friday', dueOn: '2026-11-27' }
  expect(documentOf([item(value, { evidence: [quote] })]).split('\n')).toEqual([
    '# Q4 \\*plan\\* \\[draft\\]',
    '',
    '- **Kind of meeting:** Sample',
    '- **Date:** 24 November 2026',
    '- **Client:** Birch \\& Sons',
    '- **Participants:** Ada \\<ada@birch.example\\>, Ben (Buyer)',
    '- **Accepted:** Olga\\_Owner, 25 November 2026',
    '',
    '## Tasks',
    '',
    '- Send the draft · Due: 27 November 2026',
    '  - > 0:00 Ada: «I will send the draft by Friday.»',
    '',
  ])
})

test('what a document does not know is no line, and a draft says that it is one', () => {
  const text = documentOf([], {
    locale: 'ru',
    more: { date: null, client: null, participants: [], accepted: null },
  })
  expect(text.split('\n')).toEqual([
    '# Q4 \\*plan\\* \\[draft\\]',
    '',
    '- **Вид встречи:** Пример',
    '',
    '> Черновик: этот результат ещё никто не принял.',
    '',
    '_Ничего не зафиксировано._',
    '',
  ])
})

test('doubts are told of what nobody has decided on, and of nothing else', () => {
  const text = documentOf([
    item({ task: 'Decided' }, { state: 'weak' }),
    item({ task: 'Open' }, { state: 'weak', isDecided: false }),
  ])
  expect(text).toContain('- Decided\n')
  expect(text).toContain('- Open _(wording not fully confirmed by the transcript)_\n')
})

/** The sample pack with more fields of tasks. */
function packWith(
  fields: Record<string, FieldSpec['type']>,
  labels: Record<string, string>,
): LoadedPack {
  const pack = samplePack()
  const grow = (section: SectionSpec): SectionSpec => {
    const [plain] = section.fields
    if (section.name !== 'tasks' || !plain) return section
    const more = Object.entries(fields).map(([name, type]) => ({
      ...plain,
      name,
      type,
      required: false,
    }))
    return { ...section, fields: [...section.fields, ...more] }
  }
  return {
    ...pack,
    sections: pack.sections.map(grow),
    labels: { en: { ...pack.labels.en, ...labels }, ru: { ...pack.labels.ru, ...labels } },
  }
}

test('yes and no, numbers and amounts are written in words of the reader', () => {
  const pack = packWith(
    { isPaid: 'boolean', seats: 'number' },
    { 'tasks.isPaid': 'Paid', 'tasks.seats': 'Seats [max]' },
  )
  const items = [
    item({ task: 'Renew', isPaid: true, seats: 12_500.5 }),
    item({ task: 'Stop', isPaid: false }),
  ]
  expect(documentOf(items, { pack })).toContain(
    '- Renew · Paid: yes · Seats \\[max\\]: 12,500.5\n- Stop · Paid: no\n',
  )
  expect(documentOf(items, { pack, locale: 'ru' })).toMatch(
    /- Renew · Paid: да · Seats \\\[max\\\]: 12\s500,5\n- Stop · Paid: нет\n/,
  )
})

test('values inside values are told by their labels, and an amount with its currency', () => {
  const pack = packWith(
    { votes: 'array', fee: 'object' },
    {
      'tasks.votes': 'Votes',
      'tasks.votes.who': 'Who',
      'tasks.votes.paid': 'Paid',
      'tasks.fee': 'Fee',
    },
  )
  const votes = [
    { who: 'Ada', paid: true },
    { who: 'Ben*', paid: false },
  ]
  const fee = { amount: 1_200, currency: 'EUR' }
  expect(documentOf([item({ task: 'Vote', votes, fee })], { pack })).toContain(
    '- Vote · Votes: Who: Ada, Paid: yes; Who: Ben\\*, Paid: no · Fee: €1,200\n',
  )
})

test('advice to whoever asks is left out, and an item of nothing but advice, too', () => {
  const plain = samplePack()
  const advised = (name: string): LoadedPack => ({
    ...plain,
    sections: plain.sections.map((section) => ({
      ...section,
      fields: section.fields.map((field) => ({ ...field, isAdvice: field.name === name })),
    })),
  })
  const items = [item({ task: 'Ask for the budget', level: 'high' })]
  expect(documentOf(items, { pack: advised('level') })).toContain('- Ask for the budget\n')
  const bare = [item({ task: 'Ask for the budget' })]
  expect(documentOf(bare, { pack: advised('task') })).toContain('_Nothing was recorded._')
})

test('how an owner was found is left out', () => {
  const pack = packWith({ ownerBasis: 'string' }, { 'tasks.ownerBasis': 'How the owner was found' })
  const text = documentOf([item({ task: 'Send it', owner: 'Ada', ownerBasis: 'assigned' })], {
    pack,
  })
  expect(text).toContain('- Send it · Owner: Ada\n')
})

test.each<[string, Partial<FieldSpec>, unknown, string, string]>([
  ['a year has no sign within', {}, 2026, '2026', '2026'],
  ['a large number has', {}, 12_500, '12,500', '12\u00a0500'],
  [
    'a moment is told at the clock where it was said',
    { format: 'date-time' },
    '2026-11-30T09:00:00+03:00',
    '30 November 2026, 09:00 (UTC+03:00)',
    '30 ноября 2026 г., 09:00 (UTC+03:00)',
  ],
  [
    'a day that is none stays as written',
    { format: 'date' },
    '2026-02-30',
    '2026-02-30',
    '2026-02-30',
  ],
])('%s', (_name, more, value, en, ru) => {
  const pack = samplePack()
  const [section] = pack.sections
  if (!section) throw new Error('The sample pack has no section.')
  const field = { ...(section.fields[0] as FieldSpec), enum: null, format: null, ...more }
  expect(createFieldText(pack, section, 'en')(field as FieldSpec, value)).toBe(en)
  expect(createFieldText(pack, section, 'ru')(field as FieldSpec, value)).toBe(ru)
})

test('signs that turn or hide text do not reach a document', () => {
  expect(escapeMarkdown('a\u202Eb\u0000\u2066c')).toBe('abc')
})

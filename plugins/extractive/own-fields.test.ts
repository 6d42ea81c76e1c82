import { expect, test } from 'bun:test'
import { loadPack, type LoadedPack, runScenario } from '../engine/index.ts'
import { sampleMeeting, samplePackFiles } from '../engine/testing/sample-pack.ts'
import { extractiveProvider } from './index.ts'

const titles = {
  porucheniya: 'Поручения',
  'porucheniya.chto': 'Что',
  'porucheniya.kto': 'Кто',
  'porucheniya.srok': 'Срок',
  'porucheniya.vazhnost': 'Важность',
  'enum.vazhnost.vysokaya': 'Высокая',
  'enum.vazhnost.nizkaya': 'Низкая',
}

const vazhnost = { type: 'string', enum: ['vysokaya', 'nizkaya'] }

/** As the form builds it for somebody who gives all names in Russian. */
function tasksOf(fields: Record<string, object>) {
  const schema = {
    type: 'object',
    properties: {
      porucheniya: {
        type: 'array',
        maxItems: 50,
        items: {
          type: 'object',
          properties: { chto: { type: 'string', maxLength: 500 }, ...fields },
          required: ['chto'],
        },
        'x-aam': {
          render: 'table',
          order: 1,
          evidence: 'required',
          track: 'action-item',
          ...('vazhnost' in fields ? { priority: 'vazhnost' } : {}),
        },
      },
    },
    $defs: { vazhnost },
  }
  const manifest = { steps: [{ id: 'all', sections: ['porucheniya'], after: [], model: 'small' }] }
  const files = samplePackFiles({ schema, manifest })
  for (const locale of ['en', 'ru']) {
    const known = Object.entries(titles).filter(([name]) => {
      const [section, field] = name.split('.')
      return section === 'porucheniya'
        ? field === undefined || field === 'chto' || field in fields
        : 'vazhnost' in fields
    })
    files[`i18n/${locale}.json`] = JSON.stringify(Object.fromEntries(known))
  }
  return loadPack(files)
}

async function itemsOf(
  pack: LoadedPack,
  lines: [string, string][],
  startedAt = sampleMeeting.startedAt,
) {
  const output = await runScenario({
    pack,
    segments: lines.map(([speaker, text], at) => ({
      ordinal: at + 1,
      rev: 1,
      speaker,
      startMs: null,
      endMs: null,
      text,
    })),
    meeting: { ...sampleMeeting, language: 'ru', startedAt },
    provider: extractiveProvider(),
  })
  return output.sections[0]?.items.map(({ value }) => value)
}

const said: [string, string][] = [
  ['Ада', 'Я срочно отправлю подписанный договор юристам к пятнице.'],
  ['Бен', 'Отлично.'],
]
const kto = { type: ['string', 'null'], format: 'person' }
const srok = { type: 'string', format: 'date' }

test('who, until when and how urgent come into fields of any name', async () => {
  const pack = tasksOf({ kto, srok, vazhnost: { $ref: '#/$defs/vazhnost' } })
  expect(await itemsOf(pack, said)).toEqual([
    {
      chto: expect.stringContaining('отправлю подписанный договор'),
      kto: 'Ада',
      srok: '2026-11-27',
      vazhnost: 'vysokaya',
    },
  ])
})

test('spoken days stay out of a field for a day where nobody knows when the meeting was', async () => {
  const [item] = (await itemsOf(tasksOf({ kto, srok }), said, null)) ?? []
  expect(item).toEqual({ chto: expect.any(String), kto: 'Ада' })
})

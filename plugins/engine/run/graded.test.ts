import { expect, test } from 'bun:test'
import { needsEvidence } from '../ground/needs-evidence.ts'
import { strictSchema } from '../model/strict-schema.ts'
import { loadPack } from '../pack/load-pack.ts'
import { sampleMeeting, samplePackFiles, segmentsOf } from '../testing/sample-pack.ts'
import type { ProposedItem, SectionProvider } from '../types.ts'
import { groundItem } from './ground-item.ts'
import { runScenario } from './run-scenario.ts'

const labels = {
  scores: 'Scores',
  'scores.criterion': 'Criterion',
  'scores.level': 'Level',
  'scores.observed': 'Observed',
  'scores.rating': 'Rating',
  'scores.ask': 'Ask next',
  'scores.panel': 'Panel',
}
const person = { type: 'string', format: 'person' }

function gradedPackFiles(grade: string) {
  const files = samplePackFiles({
    schema: {
      type: 'object',
      properties: {
        scores: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              criterion: { type: 'string', maxLength: 100 },
              level: { type: 'integer', minimum: 0, maximum: 3 },
              observed: { type: 'string', maxLength: 200 },
              rating: { type: 'integer', 'x-aam': { filledBy: 'person' } },
              ask: { type: 'string', 'x-aam': { advice: true } },
              panel: { type: 'array', items: person },
            },
            required: ['criterion', 'level'],
          },
          'x-aam': { render: 'score', order: 1, evidence: 'required', grade },
        },
      },
    },
    manifest: { steps: [{ id: 'all', sections: ['scores'], after: [], model: 'small' }] },
  })
  return {
    ...files,
    'i18n/en.json': JSON.stringify(labels),
    'i18n/ru.json': JSON.stringify(labels),
  }
}

const pack = loadPack(gradedPackFiles('level'))
const [section] = pack.sections

const segments = segmentsOf('I moved the billing to the new bank.', 'And how did you test that?')

async function run(...windows: ProposedItem[][]) {
  const provider: SectionProvider = {
    name: 'fixed',
    windowTokens: windows.length > 1 ? 1 : Infinity,
    fill: async ({ window }) => ({
      sections: { scores: { state: 'ok', items: windows[window.index] ?? [] } },
    }),
  }
  const output = await runScenario({ pack, segments, meeting: sampleMeeting, provider })
  return output.sections[0]?.items ?? []
}

const cited = [{ segment: 1, anchor: 'moved the billing to the new bank' }]

test('a grade is judged and not said: it is not sought in the cited words', async () => {
  const [item] = await run([{ value: { criterion: 'Own work', level: 2 }, evidence: cited }])
  expect(item).toMatchObject({ state: 'verified', value: { level: 2 } })
  const [told] = await run([
    { value: { criterion: 'Own work', level: 2, observed: 'Moved 2 banks.' }, evidence: cited },
  ])
  expect(told?.state).toBe('weak')
})

test('advice is not sought in the cited words either', async () => {
  const value = { criterion: 'Own work', level: 2, ask: 'How many of the 12 clients noticed?' }
  const [item] = await run([{ value, evidence: cited }])
  expect(item).toMatchObject({ state: 'verified', value })
})

test('what only a person fills is neither asked of a provider nor taken from one', async () => {
  const value = { criterion: 'Own work', level: 1, rating: 4 }
  const [item] = await run([{ value, evidence: cited }])
  expect(item?.value).toEqual({ criterion: 'Own work', level: 1 })
  const asked = JSON.stringify(strictSchema(pack, pack.sections, 'en'))
  expect([asked.includes('level'), asked.includes('rating')]).toEqual([true, false])
})

test('that nothing was said takes no evidence, anything more does', async () => {
  if (!section) throw new Error('The pack has no section.')
  expect(needsEvidence(section, { criterion: 'Testing', level: 0 })).toBe(false)
  expect(needsEvidence(section, { criterion: 'Testing', level: 1 })).toBe(true)
  expect(needsEvidence({ ...section, grade: null }, { level: 0 })).toBe(true)
  expect(needsEvidence({ ...section, evidence: 'optional' }, { level: 1 })).toBe(false)
})

test('one thing has one grade, the highest that a part of the meeting gave it', async () => {
  const items = await run(
    [{ value: { criterion: 'Testing', level: 0 }, evidence: [] }],
    [{ value: { criterion: 'testing', level: 1, observed: 'Asked.' }, evidence: cited }],
  )
  expect(items.map(({ value }) => value)).toEqual([
    { criterion: 'testing', level: 1, observed: 'Asked.' },
  ])
})

test('a thing without words keeps its key whatever else is graded', async () => {
  const none = (criterion: string) => ({ value: { criterion, level: 0 }, evidence: [] })
  const both = await run([none('Testing'), none('Writing')])
  const [alone] = await run([none('Writing')])
  expect(both.map(({ key }) => key)).toContain(alone?.key ?? '')
})

test('a person may rate what was graded, and the name of it need not be said', () => {
  const observed = 'Moved the billing to the new bank.'
  const value = { criterion: 'Ownership', level: 2, observed, rating: 4 }
  const citations = [{ segment: 1, anchor: 'moved the billing to the new bank' }]
  const ground = (changed: object) =>
    groundItem(pack, 'scores', { ...value, ...changed }, citations, segments).state
  expect(ground({})).toBe('verified')
  expect(ground({ observed: 'Grew roses behind the harbour.' })).toBe('unsupported')
})

test('a list of people is a field of persons', () => {
  const panel = section?.fields.find(({ name }) => name === 'panel')
  expect(panel).toMatchObject({ type: 'array', format: 'person' })
})

test('a grade must be a whole number of the item', () => {
  for (const grade of ['criterion', 'votes']) {
    expect(() => loadPack(gradedPackFiles(grade))).toThrow('grade')
  }
})

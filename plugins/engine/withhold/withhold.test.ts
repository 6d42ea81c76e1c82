import { expect, test } from 'bun:test'
import { loadPack } from '../pack/load-pack.ts'
import { renderMarkdown } from '../render/markdown.ts'
import { runScenario } from '../run/run-scenario.ts'
import { sampleMeeting, samplePackFiles, sampleSchema, segmentsOf } from '../testing/sample-pack.ts'
import type { SectionProvider } from '../types.ts'
import { isPersonal } from './withhold.ts'

const PERSONAL = [
  'My wife and I have a small daughter, so mornings are difficult.',
  'I am expecting in May, just so that you know.',
  "I'm forty two years old.",
  "I've had a burnout two years ago.",
  'My current salary is fifty.',
  'How old are you, if I may ask?',
  'Мне ночные неудобно, жена в декрете.',
  'Мне сорок лет, если это важно.',
  'У меня двое детей и ипотека.',
  'Служил во флоте, потом учился.',
  'Сейчас на прошлом месте получаю восемьдесят тысяч.',
]
const OF_WORK = [
  'I built the appointment system of a children hospital.',
  'I led a team of five for three years.',
  'I expect around seventy-five thousand.',
  'We moved the parent table to a new node and killed the child process.',
  'I make backups every month.',
  'Я работал старшим смены четыре года.',
  'Делал сайт для поликлиники, там тысяча записей в день.',
  'Рассчитываю на девяносто тысяч на руки.',
  'Мы получали сто заказов в день, и я вёл склад десять лет.',
]

test('personal matters are told from work, in both languages', () => {
  expect(PERSONAL.filter((text) => !isPersonal(text))).toEqual([])
  expect(OF_WORK.filter(isPersonal)).toEqual([])
})

const { properties } = sampleSchema
const schema = (withhold: string) => ({
  ...sampleSchema,
  properties: {
    ...properties,
    tasks: { ...properties.tasks, 'x-aam': { ...properties.tasks['x-aam'], withhold } },
  },
})

test('an item about them is dropped and counted, and nothing of it is left', async () => {
  const pack = loadPack(samplePackFiles({ schema: schema('personal') }))
  const segments = segmentsOf(
    'I will send the draft by Friday.',
    'I will bring my daughter to the doctor on Monday.',
  )
  const provider: SectionProvider = {
    name: 'fixed',
    windowTokens: Infinity,
    fill: async () => ({
      sections: {
        tasks: {
          state: 'ok',
          items: [
            {
              value: { task: 'Send the draft' },
              evidence: [{ segment: 1, anchor: 'send the draft' }],
            },
            { value: { task: 'See the doctor with my daughter' }, evidence: [] },
            {
              value: { task: 'Be away on Monday' },
              evidence: [{ segment: 2, anchor: 'my daughter' }],
            },
          ],
        },
        note: { state: 'ok', items: [] },
      },
    }),
  }
  const output = await runScenario({ pack, segments, meeting: sampleMeeting, provider })
  const [tasks] = output.sections
  expect(tasks).toMatchObject({
    state: 'ok',
    errors: [{ code: 'personal', detail: expect.stringContaining(' 2 times') }],
  })
  expect(tasks?.items.map(({ value }) => value['task'])).toEqual(['Send the draft'])
  expect(JSON.stringify(output)).not.toContain('daughter')
  expect(renderMarkdown(pack, output, segments, 'en')).toContain('Personal matters were left out')
})

test('only what the engine knows can be withheld', () => {
  expect(() => loadPack(samplePackFiles({ schema: schema('gossip') }))).toThrow('withhold')
})

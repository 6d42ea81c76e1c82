import { expect, test } from 'bun:test'
import { runScenario, type Segment } from '../engine/index.ts'
import { sampleMeeting } from '../engine/testing/sample-pack.ts'
import { readBuiltInPacks } from '../../server/modules/scenarios/built-in-packs.ts'
import { extractiveProvider } from './index.ts'

const packs = await readBuiltInPacks()
const found = packs.find(({ manifest }) => manifest.id === 'client-status')
if (!found) throw new Error('There is no scenario client-status.')
const clientStatus = found

async function run(
  lines: [speaker: string, text: string][],
  participants: { name: string; role: string | null }[] = [],
) {
  const segments: Segment[] = lines.map(([speaker, text], at) => ({
    ordinal: at + 1,
    rev: 1,
    speaker,
    startMs: null,
    endMs: null,
    text,
  }))
  const output = await runScenario({
    pack: clientStatus,
    segments,
    meeting: { ...sampleMeeting, participants },
    provider: extractiveProvider(),
  })
  return (section: string) =>
    output.sections.find(({ name }) => name === section)?.items.map(({ value }) => value) ?? []
}

test('a promise to the other side is no action item, work inside is no promise', async () => {
  const items = await run([
    ['Anna', "We'll send you the test report by Friday."],
    ['Ben', 'Perfect, thank you.'],
    ['Anna', "And Carl, I'll update the ticket list by tomorrow."],
  ])
  expect(items('commitments').map(({ promise }) => promise)).toEqual([
    "We'll send you the test report by Friday.",
  ])
  expect(items('actionItems').map(({ task }) => task)).toEqual([
    "Carl, I'll update the ticket list by tomorrow.",
  ])
})

test('whose promise it is comes from what is known of the speaker, else it stays open', async () => {
  const lines: [string, string][] = [
    ['Анна', 'Мы пришлём вам отчёт о нагрузке до пятницы.'],
    ['Борис', 'Хорошо. А мы подпишем договор на поддержку до среды.'],
  ]
  const unknown = await run(lines)
  expect(unknown('commitments').map(({ party }) => party)).toEqual([undefined, undefined])
  const known = await run(lines, [
    { name: 'Анна', role: 'Менеджер по работе с клиентами' },
    { name: 'Борис', role: 'Заказчик, директор' },
  ])
  expect(known('commitments').map(({ party }) => party)).toEqual(['us', 'them'])
})

test('a condition is kept, and its day is never the deadline', async () => {
  const items = await run([
    ['Anna', 'If you approve the texts by Monday, we will publish the landing page by Thursday.'],
    ['Anna', 'Once we have the domain, we will deploy the new site within three days.'],
  ])
  const [dated, relative] = items('commitments')
  expect(dated).toMatchObject({
    condition: 'If you approve the texts by Monday',
    dueText: 'by Thursday',
  })
  expect(relative).toMatchObject({ condition: 'Once we have the domain' })
  expect(relative).not.toHaveProperty('dueText')
})

test('a request is a promise only after the yes of the other side, and then theirs', async () => {
  const request: [string, string] = ['Анна', 'Сможете прислать нам макеты кабинета до вторника?']
  const granted = await run([request, ['Борис', 'Да, до вторника пришлём.']])
  expect(granted('commitments')).toMatchObject([{ promisedBy: 'Борис', dueText: 'до вторника' }])
  const refused = await run([request, ['Борис', 'Не знаю, дизайнер в отпуске.']])
  expect(refused('commitments')).toEqual([])
})

test('hopes, attempts and questions are no promises', async () => {
  const items = await run([
    ['Anna', "We'll try to send you the report by Friday."],
    ['Anna', 'We should be able to deploy the release by Friday, I hope.'],
    ['Борис', 'Постараемся прислать отчёт до пятницы, но не обещаем.'],
    ['Борис', 'Давайте подготовим презентацию до пятницы.'],
  ])
  expect(items('commitments')).toEqual([])
})

test('each clause of a status tells its own work; almost done is in progress', async () => {
  const items = await run([
    [
      'Anna',
      'The import module is done, the export screen is almost done, and the reports have not been started.',
    ],
    ['Борис', 'Модуль оплаты почти готов, а отчёты по складу закрыты.'],
  ])
  expect(items('progress').map(({ workItem, state }) => [workItem, state])).toEqual([
    ['The export screen is almost done', 'in-progress'],
    ['The import module is done', 'done'],
    ['The reports have not been started.', 'not-started'],
    ['Модуль оплаты почти готов', 'in-progress'],
    ['Отчёты по складу закрыты.', 'done'],
  ])
})

import type { ArtifactView, ItemView } from '../../../server/modules/analysis/contract.ts'
import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import { talkedMeeting } from './accepted-meeting.ts'
import { callApi, type Visit } from './browser.ts'
import { publishDraft } from './editor-steps.ts'

const longWord = 'Überprüfungsverantwortungszuständigkeitsnachweispflichtenverzeichnis'
const unbroken = 'https://warehouse.example/reports/2026/discrepancies?'.padEnd(190, 'abcdefgh0123')
const longRussian =
  'Ответственный за согласование регламента ежедневной сверки остатков со стороны заказчика'

/** A field of each kind, with titles that do not fit any column. */
const extraFields: Record<string, { schema: object; en: string; ru: string; value: unknown }> = {
  approver: {
    schema: { $ref: '#/$defs/person' },
    en: 'Person who has to approve the result before anybody starts',
    ru: longRussian,
    value: 'Константин-Александр Преображенский-Воскресенский из управления логистики',
  },
  startsOn: {
    schema: { $ref: '#/$defs/date' },
    en: 'Earliest possible beginning of the work',
    ru: 'Самое раннее возможное начало работ',
    value: '2026-12-08',
  },
  hours: {
    schema: { type: 'number' },
    en: 'Estimated effort in working hours of one person',
    ru: 'Оценка трудоёмкости в рабочих часах одного человека',
    value: 1234567.25,
  },
  packages: {
    schema: { type: 'array', items: { type: 'string', maxLength: 200 }, maxItems: 20 },
    en: 'Work packages',
    ru: 'Пакеты работ',
    value: [unbroken, longWord, 'short', 'ещё один пакет работ с довольно длинным названием'],
  },
  link: {
    schema: { type: 'string', maxLength: 200 },
    en: longWord,
    ru: 'Достопримечательностеобразующий',
    value: unbroken,
  },
  comment: {
    schema: { type: 'string', maxLength: 500 },
    en: 'Comment',
    ru: 'Примечание',
    value: `${longWord} ${longRussian} ${longWord}`,
  },
  isUrgent: {
    schema: { type: 'boolean' },
    en: 'Has to be done before everything else',
    ru: 'Нужно сделать прежде всего остального',
    value: true,
  },
}

const asText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** Puts the fields into the action items of a copy of the minutes: twelve columns. */
function withExtraFields(files: Record<string, string>): Record<string, string> {
  const schema = JSON.parse(files['output.schema.json'] ?? '')
  for (const [name, { schema: node }] of Object.entries(extraFields)) {
    schema.$defs.actionItem.properties[name] = node
  }
  const labelled = (path: string, locale: 'en' | 'ru'): string => {
    const labels = JSON.parse(files[path] ?? '')
    for (const [name, field] of Object.entries(extraFields)) {
      labels[`actionItems.${name}`] = field[locale]
    }
    return asText(labels)
  }
  const kept = Object.entries(files).filter(([path]) => !path.startsWith('fixtures/'))
  return {
    ...Object.fromEntries(kept),
    'output.schema.json': asText(schema),
    'i18n/en.json': labelled('i18n/en.json', 'en'),
    'i18n/ru.json': labelled('i18n/ru.json', 'ru'),
  }
}

/** A scenario whose action items have twelve fields, published as 1.0.0. */
export async function publishHostileScenario(visit: Visit): Promise<string> {
  const { page } = visit
  const id = `hostile-${crypto.randomUUID().slice(0, 8)}`
  await callApi(page, 'POST', '/scenarios', {
    id,
    title: { en: longWord, ru: longRussian.slice(0, 80) },
    from: { id: 'general-minutes', version: '1.0.0' },
  })
  const { files } = await callApi<DraftView>(page, 'GET', `/scenarios/${id}/draft`)
  await callApi(page, 'PUT', `/scenarios/${id}/draft`, { files: withExtraFields(files) })
  await publishDraft(visit, id, '1.0.0')
  return id
}

/** A meeting of that scenario; its action items are filled to the last field, some of them with words that do not break. */
export async function hostileMeeting(visit: Visit, scenarioId: string): Promise<string> {
  const { page } = visit
  const title = `${longRussian} · ${longWord}`
  const id = await talkedMeeting(visit, title, { id: scenarioId, version: '1.0.0' })
  const { sections } = await callApi<ArtifactView>(page, 'GET', `/meetings/${id}/artifacts`)
  const tasks = sections.find(({ name }) => name === 'actionItems')?.items ?? []
  for (const [at, item] of tasks.entries()) {
    const extra = Object.entries(extraFields).map(([name, { value }]) => [name, value])
    const task = at % 2 === 0 ? unbroken : `${longRussian} ${longWord}`
    await callApi<ItemView>(page, 'PATCH', `/items/${item.id}`, {
      value: { ...Object.fromEntries(extra), task, priority: 'high', owner: longWord },
    })
  }
  return id
}

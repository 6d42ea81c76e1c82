import { expect, test } from 'bun:test'
import type { ArtifactView } from '../../../server/modules/analysis/contract.ts'
import type { CheckView, DraftView } from '../../../server/modules/scenarios/contract.ts'
import type { Locale } from '../../i18n/message.ts'
import {
  copyField,
  copySection,
  moveFieldTo,
  splitOff,
} from '../../pages/scenarios/editor/pack/copies.ts'
import {
  addSection,
  moveSection,
  setRender,
} from '../../pages/scenarios/editor/pack/edit-sections.ts'
import { addField, moveField } from '../../pages/scenarios/editor/pack/field/edit-fields.ts'
import type { FieldKind } from '../../pages/scenarios/editor/pack/field/field-kinds.ts'
import { setKind } from '../../pages/scenarios/editor/pack/field/field-settings.ts'
import type { Files } from '../../pages/scenarios/editor/pack/pack-parts.ts'
import { type FieldForm, readPack } from '../../pages/scenarios/editor/pack/read-pack.ts'
import { talkedMeeting, until } from '../support/accepted-meeting.ts'
import { callApi, laptop, openVisit, phone, type Visit } from '../support/browser.ts'
import { publishDraft } from '../support/editor-steps.ts'
import { findOverflow } from '../support/measure-layout.ts'
import {
  createOrganisation,
  enterOrganisation,
  type OwnOrganisation,
} from '../support/own-organisation.ts'
import { picture } from '../support/picture.ts'
import { webvtt } from '../support/transcripts.ts'
import { useBrowser } from '../support/use-browser.ts'
import type { Renderer } from '../../../plugins/vocabulary.ts'

const browser = useBrowser()

interface Own {
  visit: Visit
  organisation: OwnOrganisation
}
const visits = new Map<Locale, Promise<Own>>()

/** Organisations of their own: so many calls would slow down the flows that share one. */
const visitIn = (locale: Locale): Promise<Own> => visits.getOrInsertComputed(locale, open)

async function open(locale: Locale): Promise<Own> {
  const organisation = await createOrganisation(`Forms${locale}`)
  const visit = await openVisit(browser, laptop, locale)
  await enterOrganisation(visit, organisation, organisation.ownerEmail, locale)
  return { visit, organisation }
}

type Kind = Exclude<FieldKind, 'other'>
/** `Голос: За / Против` is a choice of a column or of a field. */
interface FieldWish {
  title: string
  kind: Kind
  parts?: readonly string[]
  /** Kinds of columns, and their choices. */
  columns?: Record<string, readonly [Kind, ...string[]]>
}
interface Wish {
  locale: Locale
  title: string
  render: Renderer
  fields: readonly FieldWish[]
  section: string
}

const wishes: readonly Wish[] = [
  {
    locale: 'ru',
    title: 'Собрание собственников',
    render: 'cards',
    section: 'Поручения правлению',
    fields: [
      {
        title: 'Голоса',
        kind: 'rows',
        parts: ['Кто', 'Голос', 'Доля'],
        columns: {
          Кто: ['person'],
          Голос: ['choice', 'За', 'Против', 'Воздержался'],
          Доля: ['number'],
        },
      },
      { title: 'Важность', kind: 'scale' },
    ],
  },
  {
    locale: 'ru',
    title: 'Отбор подрядчика',
    render: 'table',
    section: 'Кандидаты',
    fields: [
      {
        title: 'Критерии',
        kind: 'rows',
        parts: ['Критерий', 'Балл', 'Кто оценил'],
        columns: { Балл: ['scale'], 'Кто оценил': ['person'] },
      },
      { title: 'Цена', kind: 'money' },
      { title: 'Подходит?', kind: 'yes-no' },
    ],
  },
  {
    locale: 'ru',
    title: 'Приём пациента (ё & «кавычки»)',
    render: 'list',
    section: 'Назначения',
    fields: [
      { title: 'Что сделать', kind: 'checklist' },
      { title: 'Приём №', kind: 'whole-number' },
      { title: 'Следующий приём', kind: 'date' },
      { title: 'Кто ведёт', kind: 'people' },
    ],
  },
  {
    locale: 'ru',
    title: 'Разбор дефекта',
    render: 'timeline',
    section: 'Ход событий',
    fields: [
      { title: 'Когда', kind: 'moment' },
      { title: 'Тяжесть', kind: 'choice', parts: ['1', '2', '3 (останов)'] },
      { title: 'Ссылка', kind: 'link' },
    ],
  },
  {
    locale: 'ru',
    title: 'Бюджетный комитет',
    render: 'key-value',
    section: 'Статьи',
    fields: [
      { title: 'Сумма', kind: 'money' },
      { title: 'Сумма ', kind: 'number' },
      { title: 'Почта', kind: 'email' },
      { title: 'Основания', kind: 'texts' },
    ],
  },
  {
    locale: 'en',
    title: 'School board',
    render: 'cards',
    section: 'Assignments',
    fields: [
      {
        title: 'Votes',
        kind: 'rows',
        parts: ['Who', 'Vote', 'On'],
        columns: { Who: ['person'], Vote: ['choice', 'In favour', 'Against'], On: ['date'] },
      },
      { title: 'Urgency', kind: 'scale' },
    ],
  },
  {
    locale: 'en',
    title: 'Scholarship panel',
    render: 'score',
    section: 'Candidates',
    fields: [
      {
        title: 'Criteria',
        kind: 'rows',
        parts: ['Criterion', 'Passed?', 'Note | remark'],
        columns: { 'Passed?': ['yes-no'], 'Note | remark': ['long-text'] },
      },
      { title: 'Grant', kind: 'money' },
    ],
  },
  {
    locale: 'en',
    title: 'Sprint review – 100% "done"',
    render: 'table',
    section: 'Stories',
    fields: [
      { title: 'Acceptance', kind: 'checklist' },
      { title: 'Points', kind: 'whole-number' },
      { title: 'Team', kind: 'people' },
      { title: 'Demo', kind: 'link' },
    ],
  },
  {
    locale: 'en',
    title: 'Safety walk',
    render: 'list',
    section: 'Findings',
    fields: [
      { title: 'Severity', kind: 'choice', parts: ['Stop work', 'Fix today', 'Watch'] },
      { title: 'Seen at', kind: 'moment' },
      { title: 'Owner', kind: 'person' },
      { title: 'Due', kind: 'date' },
    ],
  },
  {
    locale: 'en',
    title: '会議 notes',
    render: 'prose',
    section: '決定',
    fields: [
      { title: '担当', kind: 'person' },
      { title: '結果', kind: 'choice', parts: ['可決', '否決'] },
      { title: '費用', kind: 'money' },
    ],
  },
]

const inOne = (locale: Locale, text: string) => ({ en: '', ru: '', [locale]: text })

/** The fields of a wish in a section, as the form makes them. */
function withFields(files: Files, section: string, { locale, fields }: Wish): Files {
  let next = files
  for (const { title, kind, parts = [], columns = {} } of fields) {
    const added = addField(next, section, inOne(locale, title))
    const words = parts.map((part) => inOne(locale, part))
    next = setKind(added.files, section, added.name, kind, words)
    const rows = readPack(next)
      ?.sections.find(({ name }) => name === section)
      ?.fields.find(({ name }) => name === added.name)
    for (const column of rows?.fields ?? []) {
      const [inner, ...choices] = columns[column.title[locale]] ?? []
      if (!inner) continue
      const said = choices.map((one) => inOne(locale, one))
      next = setKind(next, section, column.name, inner, said)
    }
  }
  return next
}

/** A value as a reviewer would write it. */
function valueOf(field: FieldForm): unknown {
  const leaf = (name: string): string => name.split('.').at(-1) ?? name
  const row = () => Object.fromEntries(field.fields.map((one) => [leaf(one.name), valueOf(one)]))
  const values: Record<FieldKind, () => unknown> = {
    text: () => 'So | so',
    'long-text': () => 'Long and *starred* words.',
    person: () => 'Anna Kern',
    date: () => '2026-12-18',
    choice: () => field.choices[0]?.value,
    'yes-no': () => true,
    'whole-number': () => 7,
    number: () => 12.5,
    moment: () => '2026-12-18T09:30:00Z',
    email: () => 'anna@example.org',
    link: () => 'https://example.org/a?b=c',
    texts: () => ['one', 'two'],
    people: () => ['Anna Kern', 'Paul Reed'],
    scale: () => 4,
    money: () => ({ amount: 1500.5, currency: 'EUR' }),
    checklist: () => [
      { what: 'first', done: true },
      { what: 'second', done: false },
    ],
    rows: () => [row(), row()],
    other: () => null,
  }
  return values[field.kind]()
}

/** What is never shown to people: names and codes that are no words, and values as machines write them. */
function codesIn(locale: Locale, files: Files, text: string): string[] {
  const names = (readPack(files)?.sections ?? []).flatMap((section) => [
    section.name,
    ...[...section.fields, ...section.fields.flatMap(({ fields }) => fields)].flatMap((field) => [
      field.name,
      ...field.choices.map(({ value }) => value),
    ]),
  ])
  // In Russian every name is in foreign letters; in English only those of several words differ from their titles.
  const strange = names.filter((name) =>
    locale === 'ru'
      ? name.length > 3 && /^[a-z]/.test(name)
      : /[a-z]-[a-z]|[a-z][A-Z]|\./.test(name),
  )
  const plain = ['[object', '{"', 'undefined', 'NaN', 'null']
  const words = new Set(text.split(/[^\p{L}\p{N}.-]+/u))
  return [...strange.filter((one) => words.has(one)), ...plain.filter((one) => text.includes(one))]
}

async function fill({ page }: Visit, files: Files, meeting: string): Promise<void> {
  const { sections } = await callApi<ArtifactView>(page, 'GET', `/meetings/${meeting}/artifacts`)
  for (const { name, items } of sections) {
    const form = readPack(files)?.sections.find((one) => one.name === name)
    const fields = form?.fields.filter((field) => field.name !== form.textField) ?? []
    const value = Object.fromEntries(fields.map((field) => [field.name, valueOf(field)]))
    for (const item of items) {
      await callApi(page, 'PATCH', `/items/${item.id}`, { value })
      await callApi(page, 'POST', `/items/${item.id}/accept`, { overrideNote: 'heard there' })
    }
  }
  await callApi(page, 'POST', `/meetings/${meeting}/accept`)
}

const readExport = ({ page }: Visit, meeting: string): Promise<string> =>
  page.evaluate(
    async (id) => (await fetch(`/api/v1/meetings/${id}/export?format=md`)).text(),
    meeting,
  )

/** Moved, copied and split as an author does who is not content yet. */
function rearranged(files: Files, added: string): Files {
  const [first] = readPack(files)?.sections[0]?.fields.slice(1) ?? []
  if (!first) return files
  let next = copyField(files, 'decisions', first.name).files
  next = moveField(next, 'decisions', first.name, 2)
  const copied = copySection(next, 'decisions')
  next = moveSection(copied.files, copied.name, 0)
  next = splitOff(next, copied.name, first.name).files
  return moveFieldTo(
    next,
    copied.name,
    readPack(next)?.sections[0]?.fields.at(-1)?.name ?? '',
    added,
  ).files
}

test.each(wishes)(
  '$locale, $title: goes from the form to a document and to its next version',
  async (wish) => {
    const { locale } = wish
    const { visit, organisation } = await visitIn(locale)
    const { page } = visit
    await page.setViewportSize(laptop)
    const api = <T>(method: string, path: string, body?: unknown) =>
      callApi<T>(page, method, path, body)
    const id = `form-${wishes.indexOf(wish)}-${Date.now().toString(36)}`
    const draft = await api<DraftView>('POST', '/scenarios', {
      id,
      title: { [locale]: wish.title },
      language: locale,
    })
    const { files: bare, name: added } = addSection(draft.files, inOne(locale, wish.section))
    const files = setRender(
      withFields(withFields(bare, 'decisions', wish), added, wish),
      'decisions',
      wish.render,
    )
    await api('PUT', `/scenarios/${id}/draft`, { files })
    const check = await api<CheckView>('POST', `/scenarios/${id}/check`)
    expect(check.problems).toEqual([])
    await publishDraft(visit, id, '1.0.0')

    const meeting = await talkedMeeting(visit, `Form ${id}`, { id }, webvtt(locale))
    await fill(visit, files, meeting)
    await page.goto(`${organisation.url}/meetings/${meeting}`)
    await page.waitForSelector('[data-section=decisions] .item')
    await picture(visit, `form-${wishes.indexOf(wish)}`)
    expect(codesIn(locale, files, await page.locator('.meeting-document').innerText())).toEqual([])
    expect(await findOverflow(page)).toEqual([])
    await page.setViewportSize(phone)
    await picture(visit, `form-${wishes.indexOf(wish)}-phone`)
    expect(await findOverflow(page)).toEqual([])
    const markdown = await readExport(visit, meeting)
    if (Bun.env['AAM_PICTURES'])
      await Bun.write(`${Bun.env['AAM_PICTURES']}/form-${wishes.indexOf(wish)}.md`, markdown)
    expect(codesIn(locale, files, markdown)).toEqual([])

    const next = rearranged(files, added)
    await api('PUT', `/scenarios/${id}/draft`, { files: next })
    const again = await api<CheckView>('POST', `/scenarios/${id}/check`)
    expect(again.problems).toEqual([])
    expect(
      codesIn(locale, next, again.differences.map(({ words }) => words[locale]).join('\n')),
    ).toEqual([])
    const version = again.requiredBump === 'major' ? '2.0.0' : '1.1.0'
    await publishDraft(visit, id, version)
    await api('POST', `/meetings/${meeting}/reopen`)
    const run = await api<{ id: string }>('POST', `/meetings/${meeting}/runs`, {
      scenario: { id, version },
    })
    await until(
      () => api<{ data: { id: string; state: string }[] }>('GET', `/meetings/${meeting}/runs`),
      ({ data }) => data.find((one) => one.id === run.id)?.state === 'done',
    )
    const losses = await api('GET', `/meetings/${meeting}/runs/${run.id}/losses`)
    expect(losses).toEqual({ items: [], values: [] })
    await api('POST', `/meetings/${meeting}/runs/${run.id}/adopt`)
    const after = await readExport(visit, meeting)
    expect(codesIn(locale, next, after)).toEqual([])
    for (const line of markdown.split('\n').filter((one) => one.startsWith('  | '))) {
      expect(after).toContain(line)
    }
    expect(visit.complaints).toEqual([])
  },
  90_000,
)

import { expect, test } from 'bun:test'
import type { ArtifactView } from '../../../server/modules/analysis/contract.ts'
import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import type { Locale } from '../../i18n/message.ts'
import { addField, removeField } from '../../pages/scenarios/editor/pack/field/edit-fields.ts'
import { setKind } from '../../pages/scenarios/editor/pack/field/field-settings.ts'
import { removeChoice } from '../../pages/scenarios/editor/pack/edit-choices.ts'
import type { Files } from '../../pages/scenarios/editor/pack/pack-parts.ts'
import { talkedMeeting } from '../support/accepted-meeting.ts'
import { callApi, laptop, openVisit, phone, type Screen, type Visit } from '../support/browser.ts'
import { pressMain, publishDraft } from '../support/editor-steps.ts'
import {
  createOrganisation,
  enterOrganisation,
  type OwnOrganisation,
} from '../support/own-organisation.ts'
import { expectSoundInBothThemes } from '../support/sound.ts'
import { useBrowser } from '../support/use-browser.ts'

const browser = useBrowser()

const section = 'decisions'
const outcomes = [
  { en: 'Passed by a simple majority', ru: 'Принято простым большинством' },
  { en: 'Failed', ru: 'Отклонено' },
]

/** Decisions with how they ended, a note, a rank and how everybody voted. */
function withFields(files: Files): { files: Files; outcome: string; names: string[] } {
  const names: string[] = []
  let next = files
  for (const [title, kind] of [
    [{ en: 'Outcome', ru: 'Исход' }, 'choice'],
    [{ en: 'Note to the auditors', ru: 'Примечание для ревизоров' }, 'text'],
    [{ en: 'Rank', ru: 'Ранг' }, 'whole-number'],
    [{ en: 'Votes', ru: 'Голоса' }, 'rows'],
  ] as const) {
    const added = addField(next, section, title)
    names.push(added.name)
    const parts = {
      choice: outcomes,
      rows: [
        { en: 'Who', ru: 'Кто' },
        { en: 'Vote', ru: 'Голос' },
      ],
    }
    const made = kind === 'choice' || kind === 'rows' ? parts[kind] : []
    next = kind === 'text' ? added.files : setKind(added.files, section, added.name, kind, made)
  }
  return { files: next, outcome: names[0] ?? '', names }
}

interface Subject {
  id: string
  /** As the next version has them. */
  fewer: Files
  meeting: string
}

/** A published scenario, a meeting that was accepted with it, and a draft without half of its fields. */
async function prepare(visit: Visit, id: string): Promise<Subject> {
  const { page } = visit
  const api = <T>(method: string, path: string, body?: unknown): Promise<T> =>
    callApi<T>(page, method, path, body)
  const title = { en: `Assembly ${id.slice(-4)}`, ru: `Собрание ${id.slice(-4)}` }
  const { files: empty } = await api<DraftView>('POST', '/scenarios', { id, title })
  const { files, names } = withFields(empty)
  const [outcome = '', note = '', rank = '', votes = ''] = names
  await api('PUT', `/scenarios/${id}/draft`, { files })
  await publishDraft(visit, id, '1.0.0')
  const meeting = await talkedMeeting(visit, `Annual assembly ${id.slice(-4)}`, { id })
  const { sections } = await api<ArtifactView>('GET', `/meetings/${meeting}/artifacts`)
  for (const item of sections.flatMap(({ items }) => items)) {
    const value = { [note]: 'ask again', [rank]: 4, [votes]: [{ who: 'Ann', vote: 'yes' }] }
    const schema = JSON.parse(files['output.schema.json'] ?? '')
    const codes: string[] = schema.properties[section].items.properties[outcome].enum
    await api('PATCH', `/items/${item.id}`, { value: { ...value, [outcome]: codes[1] } })
    await api('POST', `/items/${item.id}/accept`, { overrideNote: 'heard in the room' })
  }
  await api('POST', `/meetings/${meeting}/accept`)
  await api('POST', `/scenarios/${id}/goldens`, { meetingId: meeting })
  const codes = JSON.parse(files['output.schema.json'] ?? '').properties[section].items.properties
  const choice: string = codes[outcome].enum[1]
  const retyped = setKind(removeField(files, section, note), section, rank, 'yes-no')
  const fewer = removeField(
    removeChoice(retyped, section, outcome, choice),
    section,
    `${votes}.vote`,
  )
  await api('PUT', `/scenarios/${id}/draft`, { files: fewer })
  return { id, fewer, meeting }
}

const lossWords: Record<Locale, string[]> = {
  en: [
    'Decisions · Outcome: Failed · the choice was removed · in',
    'Decisions · Note to the auditors · the field was removed · in',
    'Decisions · Rank · the type of the field has changed · in',
    'Decisions · Votes · Vote · the field was removed · in',
  ],
  ru: [
    'Решения · Исход: Отклонено · варианта больше нет · в',
    'Решения · Примечание для ревизоров · поля больше нет · в',
    'Решения · Ранг · теперь в поле другое · в',
    'Решения · Голоса · Голос · поля больше нет · в',
  ],
}

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
const withoutCount = (text: string): string => plain(text).replace(/ \d.*$/, '')

/** Opens the editor once its draft was checked; on a phone what the check says is on another step. */
async function openDraftOn({ page }: Visit, { url }: OwnOrganisation, id: string): Promise<void> {
  await page.goto(`${url}/scenarios/${id}/draft`)
  await page.waitForSelector('.before-line[data-is="ok"]', { state: 'attached' })
}

async function expectLosses(visit: Visit, locale: Locale): Promise<void> {
  const lines = await visit.page
    .locator('dialog .lost-items li, dialog .adopt-losses li')
    .allInnerTexts()
  expect(lines.map(withoutCount).toSorted()).toEqual(lossWords[locale].toSorted())
  expect(await visit.page.locator('dialog').innerText()).not.toMatch(
    /\b(outcome|note-|votes\.)|[“:·]\s?failed/,
  )
}

for (const [screen, locale] of [
  [laptop, 'en'],
  [phone, 'ru'],
  [laptop, 'ru'],
  [phone, 'en'],
] as [Screen, Locale][]) {
  test(`${screen.name}, ${locale}: what accepted results lose is told before publishing and before adopting, once`, async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    const mark = `${screen.name}-${locale}`
    // Its own organisation: so many calls would slow down the flows that share one.
    const organisation = await createOrganisation(`Losses${screen.name}${locale}`)
    await enterOrganisation(visit, organisation, organisation.ownerEmail, locale)
    const { id, fewer, meeting } = await prepare(
      visit,
      `assembly-${mark}-${Date.now().toString(36)}`,
    )

    await openDraftOn(visit, organisation, id)
    await page.getByRole('button', { name: t('trials.publish') }).click()
    await page.waitForSelector('dialog input[name=version]')
    await pressMain(visit)
    const report = page.locator('dialog .report-red')
    await report.waitFor()
    await expectLosses(visit, locale)
    await expectSoundInBothThemes(visit, `losses-publish-${mark}`)
    await report.getByRole('button', { name: t('publish.letGoAll', { count: 4 }) }).click()
    await page.getByText(t('publish.green')).waitFor()
    await pressMain(visit)
    await page.locator('dialog .report', { hasText: '2.0.0' }).waitFor()

    const { id: run } = await callApi<{ id: string }>(page, 'POST', `/meetings/${meeting}/runs`, {
      scenario: { id, version: '2.0.0' },
    })
    await page.goto(`${organisation.url}/meetings/${meeting}?view=runs`)
    const adopt = page.getByRole('button', { name: t('runs.adopt'), exact: true })
    await page.getByText(t('runs.adoptNeedsReview')).waitFor()
    expect(await adopt.count()).toBe(0)
    await page.getByRole('button', { name: t('meeting.reopen') }).click()
    await adopt.first().click()
    await page.locator('dialog .adopt-losses').waitFor()
    await expectLosses(visit, locale)
    await expectSoundInBothThemes(visit, `losses-adopt-${mark}`)
    await pressMain(visit)
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect(run).toBeString()

    // What was given up with a version is not asked of the next.
    const draft = JSON.parse(fewer['pack.json'] ?? '')
    await callApi(page, 'PUT', `/scenarios/${id}/draft`, {
      files: {
        ...fewer,
        'pack.json': JSON.stringify({ ...draft, version: '2.0.0', tags: ['again'] }),
      },
    })
    await openDraftOn(visit, organisation, id)
    await page.getByRole('button', { name: t('trials.publish') }).click()
    await page.waitForSelector('dialog input[name=version]')
    await pressMain(visit)
    await page.getByText(t('publish.green')).waitFor()
    expect(await page.locator('dialog .lost').count()).toBe(0)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)
}

import { expect, test } from 'bun:test'
import type { PersonView } from '../../server/modules/directory/contract.ts'
import {
  baseUrl,
  callApi,
  desktop,
  openVisit,
  phone,
  signIn,
  type Visit,
} from './support/browser.ts'
import { picture } from './support/picture.ts'
import { addAndWait } from './support/steps.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

const lines = {
  en: [
    [
      'Speaker 1',
      'Good morning. So we have decided to launch the portal on the first of December.',
    ],
    ['Speaker 2', 'I will send the release notes to the client by Friday.'],
    ['Speaker 3', 'There is a risk that the tenants do not get their invitations in time.'],
    ['Speaker 2', 'I will prepare the training plan for the drivers until next Tuesday.'],
  ],
  ru: [
    ['Говорящий 1', 'Доброе утро. Мы решили запустить портал первого декабря.'],
    ['Говорящий 2', 'Я отправлю клиенту описание выпуска до пятницы.'],
    ['Говорящий 3', 'Есть риск, что приглашения не дойдут до арендаторов вовремя.'],
    ['Говорящий 2', 'Я подготовлю план обучения водителей до вторника.'],
  ],
} as const

const talkOf = (language: keyof typeof lines): string =>
  `WEBVTT\n\n${lines[language]
    .map(([who, text], at) => {
      const from = String(at * 7 + 1).padStart(2, '0')
      const to = String(at * 7 + 6).padStart(2, '0')
      return `00:00:${from}.000 --> 00:00:${to}.000\n<v ${who}>${text}\n`
    })
    .join('\n')}`

const nameSpeaker = async ({ page }: Visit, from: string, to: string): Promise<void> => {
  await page.locator('.speaker-name', { hasText: from }).first().click()
  await page.waitForSelector('dialog[open]')
  await page.fill('dialog input[name=speakerName]', to)
  await page.click('dialog .dialog-foot .button-primary')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
}

test('whoever is named in one tab is named everywhere, also in the other tabs', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const id = await addAndWait(visit, 'Who is who', { name: 'who.vtt', text: talkOf('en') })
  const chips = page.locator('.evidence-chip .evidence-where')
  const texts = await chips.allInnerTexts()
  expect(texts.some((text) => text.endsWith('Speaker 1'))).toBe(true)
  expect(texts.some((text) => text.endsWith('Speaker 2'))).toBe(true)
  expect(texts.filter((text) => text.endsWith('Speaker'))).toEqual([])

  const other = await visit.context.newPage()
  await other.goto(`${baseUrl()}/meetings/${id}`)
  await other.locator('.result').getByText('Speaker 2').first().waitFor()
  const list = await visit.context.newPage()
  await list.goto(`${baseUrl()}/items`)
  const entry = list.locator('.entry', { hasText: 'Who is who' })
  await entry.getByText('Speaker 2').first().waitFor()

  await nameSpeaker(visit, 'Speaker 2', 'Maya Lindqvist')
  for (const shown of [page, other]) {
    await shown.locator('.result .evidence-where', { hasText: 'Maya' }).first().waitFor()
    await shown.locator('.meta-line').getByText('Maya Lindqvist').waitFor()
    await shown.locator('.result').getByText('Speaker 2').first().waitFor({ state: 'detached' })
    expect(await shown.locator('.result').getByText('Maya Lindqvist').count()).toBeGreaterThan(1)
  }
  await entry.getByText('Maya Lindqvist').first().waitFor()
  expect(await entry.getByText('Speaker 2').count()).toBe(0)

  // Two of one first name are told apart.
  await nameSpeaker(visit, 'Speaker 1', 'Maya Kern')
  await page.locator('.result .evidence-where', { hasText: 'Maya K.' }).first().waitFor()
  await page.locator('.result .evidence-where', { hasText: 'Maya L.' }).first().waitFor()

  await page.getByRole('tab', { name: t('meeting.history') }).click()
  await page.getByText(t('history.renamed', { from: 'Speaker 2', to: 'Maya Lindqvist' })).waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)

test('whoever is chosen for a task follows the directory; what is typed does not', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const name = `Nora ${Date.now().toString(36)}`
  const person = await callApi<PersonView>(page, 'POST', '/people', { name })
  await addAndWait(visit, 'Chosen', { name: 'who.vtt', text: talkOf('en') })
  const task = page.locator('tr[data-item]', { hasText: 'release notes' }).first()
  const choose = async (owner: string, offered: string): Promise<void> => {
    await task.focus()
    await page.keyboard.press('e')
    const field = task.locator('input[name=owner]')
    const options = `#${await field.getAttribute('list')} option`
    // Speakers are there at once, people of the directory soon.
    for (const one of ['Speaker 1', offered])
      await page.locator(`${options}[value="${one}"]`).waitFor({ state: 'attached' })
    await field.fill(owner)
    await page.keyboard.press('Control+Enter')
    await task.locator('.item-form').waitFor({ state: 'detached' })
  }
  await choose(name, name)
  await task.getByText(name).filter({ visible: true }).first().waitFor()
  await task.focus()
  // The row shows it before the server has it; only then is a new name one that came later.
  const accepted = page.waitForResponse((answer) => answer.url().endsWith('/accept'))
  await page.keyboard.press('a')
  expect((await accepted).status()).toBe(200)
  await page.locator(`#${await task.getAttribute('id')}[data-state=accepted]`).waitFor()
  const longer = `${name} Whitfield-Castellanos de la Vega y Montenegro-Ashworth`
  await callApi(page, 'PATCH', `/people/${person.id}`, { name: longer })
  await task.getByText(longer).filter({ visible: true }).first().waitFor()
  await task.getByText(t('item.acceptedAs', { name })).waitFor()
  await picture(visit, 'accepted-as-en')

  await choose('Somebody at the client', longer)
  await callApi(page, 'PATCH', `/people/${person.id}`, { name: `${name} Reid` })
  await task.getByText('Somebody at the client').filter({ visible: true }).first().waitFor()
  expect(await task.getByText(`${name} Reid`).count()).toBe(0)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)

test('the list of items finds what falls to a person, whatever they are called', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const name = `Ola ${Date.now().toString(36)}`
  const person = await callApi<PersonView>(page, 'POST', '/people', { name })
  const id = await addAndWait(visit, 'Falls to Ola', { name: 'who.vtt', text: talkOf('en') })
  const speakers = `/meetings/${id}/transcript/speakers`
  const link = [{ id: 2, name, personId: person.id }]
  await callApi(page, 'PATCH', speakers, { rename: link })

  const list = await visit.context.newPage()
  await list.goto(`${baseUrl()}/items`)
  const entries = list.locator('.entry')
  await entries.first().waitFor()
  const owner = list.getByRole('combobox', { name: t('items.owner') })
  await owner.fill(name)
  await owner.press('Enter')
  await list.locator('.person-filter-name', { hasText: name }).waitFor()
  await entries.nth(2).waitFor({ state: 'detached' })
  expect(await entries.count()).toBe(2)
  expect(await entries.filter({ hasText: 'Falls to Ola' }).getByText(name).count()).toBe(2)
  await picture({ ...visit, page: list }, 'items-of-person-en')

  await callApi(page, 'PATCH', `/people/${person.id}`, { name: `${name} Reid` })
  await list.locator('.person-filter-name', { hasText: `${name} Reid` }).waitFor()
  await entries.getByText(`${name} Reid`).first().waitFor()
  expect(await entries.count()).toBe(2)

  await callApi(page, 'PATCH', speakers, { merge: [{ from: [2], into: 1 }] })
  await list.getByText(t('items.none.title')).waitFor()
  await callApi(page, 'PATCH', speakers, { rename: [{ id: 1, name, personId: person.id }] })
  await entries.nth(1).waitFor()

  await list.reload()
  await list.locator('.person-filter-name', { hasText: `${name} Reid` }).waitFor()
  await list
    .getByRole('button', { name: t('meetings.filter.any', { name: t('items.owner') }) })
    .click()
  await entries.nth(2).waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)

for (const language of ['en', 'ru'] as const) {
  for (const [place, size] of [
    ['1366', { ...desktop, width: 1366, height: 768 }],
    ['390', { ...phone, width: 390, height: 844 }],
  ] as const) {
    test(`long names fit at ${place} in ${language}`, async () => {
      const visit = await openVisit(browser, size, language)
      const { page } = visit
      await signIn(visit, language)
      const title = language === 'ru' ? 'Длинные имена' : 'Long names'
      const id = await addAndWait(visit, title, { name: 'who.vtt', text: talkOf(language) })
      const long =
        language === 'ru'
          ? 'Александра-Мария Константиновна Преображенская-Вознесенская'
          : 'Wolfeschlegelsteinhausenbergerdorff Featherstonehaugh-Cholmondeley'
      await callApi(page, 'PATCH', `/meetings/${id}/transcript/speakers`, {
        rename: [
          { id: 1, name: language === 'ru' ? 'Анна Карцева' : 'Anna Kern' },
          { id: 2, name: long },
          { id: 3, name: language === 'ru' ? 'Анна Рощина' : 'Anna Roth' },
        ],
      })
      await page.locator('.result').getByText(long).first().waitFor()
      const widths = await page.evaluate(() => ({
        page: document.documentElement.scrollWidth,
        window: window.innerWidth,
        beyond: [...document.querySelectorAll('.evidence-chip, .pill, .cell-field')].filter(
          (part) => {
            const card = part.closest('.sheet, .card')?.getBoundingClientRect()
            return card && part.getBoundingClientRect().right > card.right + 1
          },
        ).length,
      }))
      expect(widths).toEqual({ page: widths.window, window: widths.window, beyond: 0 })
      await picture(visit, `names-${language}-${place}`)
      if (Bun.env['AAM_PICTURES']) {
        await page.emulateMedia({ colorScheme: 'dark' })
        await picture(visit, `names-${language}-${place}-dark`)
      }
      expect(visit.complaints).toEqual([])
      await visit.context.close()
    }, 120_000)
  }
}

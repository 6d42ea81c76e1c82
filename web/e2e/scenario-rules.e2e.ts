import { expect, test } from 'bun:test'
import { until } from './support/accepted-meeting.ts'
import { callApi, laptop, openVisit, phone } from './support/browser.ts'
import { findOverflow } from './support/measure-layout.ts'
import { createOrganisation, enterOrganisation } from './support/own-organisation.ts'
import { picture } from './support/picture.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

for (const [screen, locale] of [
  [laptop, 'ru'],
  [phone, 'en'],
] as const) {
  test(`${screen.name}, ${locale}: rules of the organisation propose the scenario of a new meeting`, async () => {
    const organisation = await createOrganisation(`Rules${screen.name}`)
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await enterOrganisation(visit, organisation, organisation.ownerEmail, locale)
    await callApi(page, 'POST', '/clients', { name: 'Birch & Sons' })

    await page.goto(`${organisation.url}/organisation/settings`)
    const form = page.locator('section[aria-labelledby=settings-scenario-rules]')
    const add = form.getByRole('button', { name: t('scenarioRules.add') })
    for (const [at, [client, words, scenario]] of [
      ['Birch & Sons', '', 'client-status'],
      ['', 'совет, board', 'board-meeting'],
    ].entries()) {
      await add.click()
      const rule = form.locator('.scenario-rule').nth(at)
      if (client)
        await rule
          .getByLabel(t('scenarioRules.client'), { exact: true })
          .selectOption({ label: client })
      await rule.getByLabel(t('scenarioRules.title.words')).fill(words ?? '')
      await rule
        .getByLabel(t('scenarioRules.scenario'), { exact: true })
        .selectOption(scenario ?? '')
    }
    await picture(visit, `scenario-rules-${screen.name}`)
    expect(await findOverflow(page)).toEqual([])
    // What is typed outlasts a reload.
    await until(() =>
      page.evaluate(() => JSON.stringify(localStorage).includes('settings.scenario-rules')),
    )
    await page.reload()
    await form.getByText(t('kept.words')).waitFor()
    const words = form.getByLabel(t('scenarioRules.title.words'))
    expect(await words.nth(1).inputValue()).toBe('совет, board')
    await form.getByRole('button', { name: t('action.save') }).click()
    await page.getByText(t('settings.saved')).waitFor()
    // The other cards share the revision, and are none the worse for it.
    const general = page.locator('section[aria-labelledby=settings-general]')
    for (const card of [general, form, general]) {
      const saved = page.waitForResponse((one) => /PUT|PATCH/.test(one.request().method()))
      await card.getByRole('button', { name: t('action.save') }).click()
      expect((await saved).status()).toBe(200)
      await card.locator('button[type=submit]:not([aria-busy])').waitFor()
    }
    // Somebody else's rules are not overwritten unseen.
    await callApi(page, 'PUT', '/settings/scenario-rules', {
      rules: [{ clientId: null, words: ['theirs'], scenario: 'retrospective' }],
    })
    await form.getByRole('button', { name: t('action.save') }).click()
    const overtaken = form.getByText(t('scenarioRules.overtaken'))
    await overtaken.waitFor()
    expect(await words.nth(1).inputValue()).toBe('совет, board')
    await picture(visit, `scenario-rules-overtaken-${screen.name}`)
    await form.getByRole('button', { name: t('action.save') }).click()
    await overtaken.waitFor({ state: 'detached' })
    await page.reload()
    await words.nth(1).waitFor()
    expect(await form.getByText(t('kept.words')).count()).toBe(0)
    expect(await words.nth(1).inputValue()).toBe('совет, board')
    // A rule that fits everything is refused before it is sent.
    await add.click()
    await form.getByRole('button', { name: t('action.save') }).click()
    await form.getByText(t('scenarioRules.unfit')).waitFor()

    await page.goto(`${organisation.url}/meetings?add=text`)
    const dialog = page.locator('dialog[open]')
    const scenario = dialog.getByLabel(t('add.scenario'), { exact: true })
    await scenario.waitFor()
    expect(await scenario.inputValue()).toBe('general-minutes')
    await page.fill('dialog[open] input[name=title]', 'Заседание совета директоров')
    await page.getByText(t('add.scenarioByRule')).waitFor()
    expect(await scenario.inputValue()).toBe('board-meeting')
    await dialog.getByText(t('add.details')).click()
    await dialog.getByLabel(t('add.client')).selectOption({ label: 'Birch & Sons' })
    expect(await scenario.inputValue()).toBe('client-status')
    await picture(visit, `scenario-rules-add-${screen.name}`)
    expect(await findOverflow(page)).toEqual([])
    // What somebody chose stays chosen.
    await scenario.selectOption('retrospective')
    await page.fill('dialog[open] input[name=title]', 'Board')
    expect(await scenario.inputValue()).toBe('retrospective')
    await page.getByText(t('add.scenarioByRule')).waitFor({ state: 'detached' })
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 60_000)
}

import { describe, expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import type { InteractionPage } from '../../server/modules/analysis/contract.ts'
import type { ProviderList } from '../../server/modules/providers/contract.ts'
import type { Locale } from '../i18n/message.ts'
import { talkedMeeting } from './support/accepted-meeting.ts'
import {
  callApi,
  desktop,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import { findCovered } from './support/measure-layout.ts'
import { expectSoundInBothThemes } from './support/sound.ts'
import { system } from './support/system.ts'
import { useBrowser } from './support/use-browser.ts'

const laptop: Screen = { ...desktop, width: 1366, height: 768 }
const cases: [Locale, Screen][] = [
  ['en', laptop],
  ['ru', laptop],
  ['en', phone],
  ['ru', phone],
]
/** A language model on this machine, which the system under test may reach. */
const { modelUrl: server, modelKey: key } = system()

const browser = useBrowser()

const cardOf = ({ page, t }: Visit, kind: 'speech' | 'model'): Locator =>
  page.getByRole('region', { name: t(`providers.${kind}.title`), exact: true })

const press = (card: Locator, name: string): Promise<void> =>
  card.getByRole('button', { name, exact: true }).click()

/** What only the person at the form knows; the rest is kept. */
const typeKey = (card: Locator, text: string): Promise<void> =>
  card.locator('input[name=model-key]').fill(text)

describe.each(cases)('in %s on %o', (locale, screen) => {
  const mark = `providers-${locale}-${screen.name}`

  test('a language model of one’s own is entered, tested, used by the next meeting and removed', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await signIn(visit, locale, '/organisation/providers')
    const [speech, model] = [cardOf(visit, 'speech'), cardOf(visit, 'model')]
    await speech.getByText(t('providers.now.none')).waitFor()
    await model.getByText(t('providers.now.built-in')).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-first`)

    await press(speech, t('providers.save'))
    await speech.getByText(t('fault.provider_key')).waitFor()
    await press(model, t('providers.save'))
    await model.getByText(t('fault.provider_model')).waitFor()
    await model.locator('input[name=model]').fill('our-model')
    await model.locator('input[name=address]').fill('https://10.0.0.1/v1')
    await typeKey(model, 'sk-not-this-one-0123456789')
    await press(model, t('providers.save'))
    await model.getByText(t('fault.outbound_inside')).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-faults`)

    // What was typed outlasts a reload, and a key does not.
    await page.reload()
    await model.getByText(t('kept.words')).waitFor()
    expect(await model.locator('input[name=address]').inputValue()).toBe('https://10.0.0.1/v1')
    expect(await model.locator('input[name=model-key]').inputValue()).toBe('')

    await model.locator('input[name=address]').fill(server)
    await typeKey(model, 'sk-not-this-one-0123456789')
    await press(model, t('providers.test'))
    await model.getByText(t('providers.test.bad'), { exact: true }).waitFor()
    await model.getByText(t('providers.test.answer', { status: 401 })).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-refused`)
    await typeKey(model, key)
    await press(model, t('providers.save'))
    await model.getByText(t('providers.now.own.model', { model: 'our-model' })).waitFor()
    await model.getByText(t('providers.key.keptEnd', { end: key.slice(-4) })).waitFor()
    await press(model, t('providers.test'))
    await model.getByText(t('providers.test.ok'), { exact: true }).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-saved`)
    expect(await page.content()).not.toContain(key)
    expect(await findCovered(page)).toEqual([])

    const meeting = await talkedMeeting(visit, `${mark} talk`, { id: 'general-minutes' })
    const calls = await callApi<InteractionPage>(page, 'GET', `/meetings/${meeting}/interactions`)
    expect(calls.data[0]).toMatchObject({ provider: 'openai:our-model', isOwnKey: true })

    await press(model, t('providers.remove'))
    await page.getByText(t('providers.remove.then.built-in')).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-remove`)
    await page.click('dialog[open] .dialog-foot .button:last-child')
    await model.getByText(t('providers.now.built-in')).waitFor()
    const { data } = await callApi<ProviderList>(page, 'GET', '/settings/providers')
    expect(data.map(({ own }) => own)).toEqual([null, null])
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  })
})

import { expect, test } from 'bun:test'
import type { BillingView } from '../../server/modules/billing/contract.ts'
import type { Locale } from '../i18n/message.ts'
import { until } from './support/accepted-meeting.ts'
import { callApi, laptop, openVisit, phone, type Screen } from './support/browser.ts'
import { cards, enterCard, onStripe, openPayingSystem } from './support/paying-steps.ts'
import { expectSound } from './support/sound.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

const cases: [Locale, Screen, 'light' | 'dark', string][] = [
  ['en', laptop, 'light', 'Team'],
  ['ru', phone, 'dark', 'Команда'],
]

test.each(cases)(
  'a plan on trial is paid for by card, in %s on %o, %s',
  async (locale, screen, theme, name) => {
    const system = await openPayingSystem()
    const visit = await openVisit(browser, screen, locale, theme)
    const { page, t } = visit
    await system.signIn(visit, locale)
    await system.tell('trial')
    const status = async () =>
      (await callApi<BillingView>(page, 'GET', '/billing')).subscription?.status
    await until(status, (one) => one === 'trialing')
    await page.goto(`${system.url}/organisation/plan/change`)
    const offer = page.locator('[data-offer=team]')
    await offer.getByRole('link', { name: t('offer.payFor', { name }) }).waitFor()
    await expectSound(visit, `trial-${locale}-1-offers`)
    await offer.getByRole('link').click()
    await page.getByRole('heading', { name: t('offer.payFor', { name }) }).waitFor()
    await expectSound(visit, `trial-${locale}-2-preview`)
    await page.getByRole('button', { name: t('switch.checkout'), exact: true }).click()
    await onStripe(visit, system)
    await enterCard(visit, cards.good)
    await page.waitForURL('**/organisation/plan?paid=1')
    await page.locator('[data-return=holds]').waitFor()
    expect(await status()).toBe('active')
    expect(visit.complaints).toEqual([])
    await visit.context.close()
    await system.stop()
  },
  120_000,
)

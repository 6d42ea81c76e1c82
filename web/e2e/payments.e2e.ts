import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { BillingView } from '../../server/modules/billing/contract.ts'
import type { MeetingView } from '../../server/modules/meetings/contract.ts'
import type { MeetingUsage } from '../../server/modules/usage/contract.ts'
import type { Key } from '../i18n/index.ts'
import type { Locale } from '../i18n/message.ts'
import { until } from './support/accepted-meeting.ts'
import {
  callApi,
  laptop,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import {
  afterMonths,
  cards,
  enterCard,
  onStripe,
  openPayingSystem,
  type PayingSystem,
  recordedMeeting,
  saveCard,
} from './support/paying-steps.ts'
import { expectSound } from './support/sound.ts'
import { useBrowser } from './support/use-browser.ts'

type Theme = 'light' | 'dark'
const cases: [Locale, Screen, Theme][] = [
  ['en', laptop, 'light'],
  ['ru', phone, 'dark'],
]

const browser = useBrowser()

const names = {
  en: { free: 'Free', team: 'Team', business: 'Business' },
  ru: { free: 'Бесплатный', team: 'Команда', business: 'Бизнес' },
}

describe.each(cases)('in %s on %o, %s', (locale, screen, theme) => {
  const mark = (name: string): string => `payments-${locale}-${name}`
  const nameOf = names[locale]
  let system: PayingSystem
  let visit: Visit
  beforeAll(async () => {
    system = await openPayingSystem()
    visit = await openVisit(browser, screen, locale, theme)
    await system.signIn(visit, locale)
  }, 120_000)
  afterAll(async () => {
    await visit.context.close()
    await system.stop()
  })

  const open = (path: string) => visit.page.goto(system.url + path)
  const button = (key: Key, params?: Record<string, string | number>) =>
    visit.page.getByRole('button', { name: visit.t(key, params), exact: true })
  const planHolds = (name: string) =>
    visit.page.locator('.plan-card h2').getByText(name, { exact: true }).waitFor()
  /** Changes the card on the provider’s page, and comes back. */
  const takeCard = async (number: string): Promise<void> => {
    await open('/organisation/plan')
    await button('pay.manage').click()
    await saveCard(visit, system, number)
    await visit.page.getByRole('link').first().click()
    await visit.page.waitForURL('**/organisation/plan')
    await visit.page.locator('.plan-card').waitFor()
  }
  /** An admin is told who can act, and is not asked to. */
  const expectNothingForAdmins = async (): Promise<void> => {
    const other = await openVisit(browser, screen, locale, theme)
    await system.signIn(other, locale, 'admin@pays.example')
    await other.page.goto(`${system.url}/organisation/plan`)
    await other.page.getByText(other.t('pay.ownerOnly')).waitFor()
    expect(await other.page.locator('[data-notice=payment]').count()).toBe(0)
    expect(await other.page.locator('.plan-actions').count()).toBe(0)
    await other.context.close()
  }
  const notice = () => visit.page.locator('[data-notice=payment]')
  let waiting = ''

  test('a recording waits for minutes, and leads an owner to the plans', async () => {
    const { page, t } = visit
    await system.tell('exhaust')
    waiting = await recordedMeeting(visit, 'Pilot in the warehouse')
    await open(`/meetings/${waiting}`)
    await page.getByText(t('reason.waiting.minute_limit_reached')).waitFor()
    const remedy = page.getByRole('link', { name: t('remedy.see') })
    await remedy.waitFor()
    await expectSound(visit, mark('1-waits'))
    await remedy.click()
    await page.locator('[data-offer=team]').waitFor()
    expect(await page.locator('[data-offer=free]').innerText()).toContain(t('offer.current'))
    expect(await page.locator('[data-offer=enterprise]').innerText()).toContain(t('offer.operator'))
    const minutes = page.locator('[data-offer=team] [data-limit=transcribedMinutesPerMonth]')
    expect(await minutes.getAttribute('data-difference')).toBe('more')
    await expectSound(visit, mark('2-offers'))
  })

  test('pays for a plan on the provider’s page, after a card that was declined', async () => {
    const { page, t } = visit
    await page.getByRole('link', { name: t('offer.choose', { name: nameOf.team }) }).click()
    await button('switch.checkout').waitFor()
    await page.reload()
    await button('switch.checkout').waitFor()
    await expectSound(visit, mark('3-preview-team'))
    await button('switch.checkout').click()
    await onStripe(visit, system)
    await enterCard(visit, cards.declined)
    await page.getByRole('alert').waitFor()
    await enterCard(visit, cards.good)
    await page.waitForURL('**/organisation/plan?paid=1')
    await page.locator('[data-return=holds]').waitFor()
    await planHolds(nameOf.team)
    await page.getByText(t('pay.price'), { exact: true }).waitFor()
    await expectSound(visit, mark('4-team'))
    // What waited goes on by itself.
    await until(
      async () => (await callApi<MeetingView>(page, 'GET', `/meetings/${waiting}`)).status,
      (status) => status === 'in_review',
    )
  })

  test('changes to a larger plan: a declined card changes nothing, a double click pays once', async () => {
    const { page, t } = visit
    await system.tell('people')
    await takeCard(cards.failsLater)
    await open('/organisation/plan/change')
    await page.locator('[data-offer=team]').getByText(t('offer.current')).waitFor()
    await page.getByRole('link', { name: t('offer.choose', { name: nameOf.business }) }).click()
    const pay = page.locator('.change-buttons .button-primary')
    await pay.waitFor()
    await page.getByText(t('switch.lines')).click()
    await expectSound(visit, mark('5-preview-business'))
    await pay.click()
    await page.locator('[data-declined]').waitFor()
    expect(await page.locator('[data-declined]').innerText()).toContain(t('switch.declined'))
    await expectSound(visit, mark('6-declined'))
    expect((await callApi<BillingView>(page, 'GET', '/billing')).plan.id).toBe('team')
    await button('switch.otherCard').click()
    await saveCard(visit, system, cards.good)
    await open('/organisation/plan/change?to=business')
    await pay.waitFor()
    await pay.dblclick()
    await page.waitForURL('**/organisation/plan?to=business')
    await planHolds(nameOf.business)
    await page.locator('[data-return=holds]').waitFor()
    await page.getByText(t('pay.minutes'), { exact: true }).waitFor()
    await expectSound(visit, mark('7-business'))
    const { subscription } = await callApi<BillingView>(page, 'GET', '/billing')
    expect(subscription).toMatchObject({ planId: 'business', seats: 4, isMetered: true })
    expect(await system.changesPaid()).toBe(1)
  })

  test('caps what minutes past the plan may cost, and takes the cap off again', async () => {
    const { page, t } = visit
    await open('/organisation/plan')
    const sum = page.locator('input[name=cap]')
    await sum.fill('twelve')
    await button('cap.save').click()
    await page.getByText(t('cap.fault')).waitFor()
    await sum.fill('12,5')
    await button('cap.save').click()
    await page.locator('[data-cap="1250"]').waitFor()
    await expectSound(visit, mark('7-cap'))
    const { minutesCap } = await callApi<BillingView>(page, 'GET', '/billing')
    expect(minutesCap).toEqual({ minor: 1_250, currency: 'usd', minutes: 15_347 })
    await button('cap.remove').click()
    await page.locator('[data-cap=none]').waitFor()
  })

  test('a failed payment is said everywhere until another card pays', async () => {
    const { page, t } = visit
    const metered = await recordedMeeting(visit, 'Review of the quarter')
    await until(
      async () => (await callApi<MeetingView>(page, 'GET', `/meetings/${metered}`)).status,
      (status) => status === 'in_review',
    )
    await until(system.meteredSeconds, (seconds) => seconds > 0)
    await takeCard(cards.failsLater)
    await system.advance(afterMonths(1))
    await until(
      async () => (await callApi<BillingView>(page, 'GET', '/billing')).subscription?.status,
      (status) => status === 'past_due',
    )
    await open('/meetings')
    await notice().waitFor()
    await expectSound(visit, mark('8-failed-meetings'), false)
    await open('/organisation/plan')
    await page.getByText(t('pay.howTo')).waitFor()
    await expectSound(visit, mark('9-failed-plan'))
    await expectNothingForAdmins()
    await notice().getByRole('button').click()
    await saveCard(visit, system, cards.good)
    await page.getByRole('cell').getByRole('link').first().click()
    await enterCard(visit, cards.good)
    await page.getByRole('button').waitFor({ state: 'detached' })
    await system.settled()
    await open('/organisation/plan')
    await planHolds(nameOf.business)
    await button('pay.manage').waitFor()
    await notice().waitFor({ state: 'detached' })
  })

  test('invoices open to their lines, and minutes to the meetings they are for', async () => {
    const { page, t } = visit
    await page.getByRole('link', { name: t('organisation.invoices') }).click()
    const newest = page.locator('[data-invoice]').first()
    await newest.waitFor()
    expect(await page.locator('[data-invoice]').count()).toBe(3)
    const pdf = newest.getByRole('link', { name: /PDF/ })
    expect(await pdf.getAttribute('rel')).toBe('noopener')
    expect(await pdf.getAttribute('target')).toBe('_blank')
    await newest.getByRole('button').click()
    const line = page.locator('.invoice-detail tr[data-part=minutes]').first()
    await line.waitFor()
    await expectSound(visit, mark('10-invoices'))
    const link = line.getByRole('link')
    const total = /\d[\d\s,.]*:\d\d/.exec(await link.innerText())?.[0] ?? ''
    await link.click()
    await page.locator('.usage-meetings tbody tr').first().waitFor()
    expect(await page.locator('.usage-meetings tbody').innerText()).toContain(
      'Review of the quarter',
    )
    expect(await page.locator('.usage-meetings [data-total]').first().innerText()).toContain(total)
    const { from, to } = Object.fromEntries(new URL(page.url()).searchParams)
    const usage = await callApi<MeetingUsage>(
      page,
      'GET',
      `/usage/meetings?from=${from}&to=${to}&metered=true`,
    )
    expect(usage.totals.meteredSeconds).toBe(await system.meteredSeconds())
    await expectSound(visit, mark('11-meetings'))
    const file = page.waitForEvent('download')
    await button('usage.download').click()
    expect((await file).suggestedFilename()).toContain('usage-by-meeting')
  })

  test('a provider that does not answer is named, and nothing else is in doubt', async () => {
    const { page, t } = visit
    await system.goAway()
    await open('/organisation/invoices')
    await page.getByText(t('failure.payments_away')).waitFor()
    await expectSound(visit, mark('12-away'))
    await open('/organisation/plan')
    await planHolds(nameOf.business)
    await button('pay.manage').click()
    await page.getByText(t('failure.payments_away')).waitFor()
    // What was paid for does not come: somebody who waits is told what to do.
    await open('/organisation/plan?to=enterprise')
    await page.locator('[data-return=waitsLong]').waitFor()
    await expectSound(visit, mark('12-waits-long'))
    await system.comeBack()
    await button('pay.manage').click()
    await onStripe(visit, system)
  })

  test('goes back to the free plan at the end of the month, and may keep the plan until then', async () => {
    const { page, t } = visit
    await open('/organisation/plan/change?to=free')
    const leave = page.locator('.change-buttons .button-primary')
    await leave.waitFor()
    await page.getByText(t('switch.exceeds'), { exact: true }).waitFor()
    await expectSound(visit, mark('13-preview-free'))
    await leave.click()
    await page.waitForURL('**/organisation/plan')
    await button('pay.keep').waitFor()
    await expectSound(visit, mark('14-ends'))
    await button('pay.keep').click()
    await button('pay.keep').waitFor({ state: 'detached' })
    await open('/organisation/plan/change?to=free')
    await leave.click()
    await button('pay.keep').waitFor()
    await system.advance(afterMonths(2))
    await until(
      async () => (await callApi<BillingView>(page, 'GET', '/billing')).plan.id,
      (id) => id === 'free',
    )
    await open('/organisation/plan')
    await planHolds(nameOf.free)
    expect(visit.complaints).toEqual([])
  })
})

test.each(cases)(
  'without a key the pages say so, in %s on %o, %s',
  async (locale, screen, theme) => {
    const visit = await openVisit(browser, screen, locale, theme)
    const { page, t } = visit
    await signIn(visit, locale, '/organisation/plan')
    await page.getByText(t('plan.selfHosted')).waitFor()
    expect(await page.getByRole('link', { name: t('organisation.invoices') }).count()).toBe(0)
    expect(await page.getByRole('link', { name: t('pay.change') }).count()).toBe(0)
    const address = (path: string): string => new URL(path, page.url()).href
    await page.goto(address('/organisation/plan/change'))
    await page.getByText(t('plan.selfHosted')).waitFor()
    await expectSound(visit, `payments-none-change-${locale}`)
    await page.goto(address('/organisation/invoices'))
    await page.getByText(t('pay.nothingHere')).waitFor()
    await expectSound(visit, `payments-none-invoices-${locale}`)
    await visit.context.close()
  },
)

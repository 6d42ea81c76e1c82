import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { useBrowser } from '../../../../web/e2e/support/use-browser.ts'
import { type Messages, messagesFor } from '../pages/messages.ts'
import { makePlan, type Place, startPlace } from './place.ts'

let place: Place
let plan: Awaited<ReturnType<typeof makePlan>>
const browser = useBrowser()
let site: ReturnType<typeof Bun.serve>
beforeAll(async () => {
  place = startPlace()
  plan = await makePlan(place.stripe)
  site = Bun.serve({
    port: 0,
    fetch: ({ url }) =>
      new Response(`<title>AAM</title><p>${new URL(url).pathname}</p>`, {
        headers: { 'content-type': 'text/html' },
      }),
  })
})
afterAll(async () => {
  await place.stop()
  await site.stop(true)
})

const typeCard = async (page: Page, words: Messages, number: string, button: string) => {
  await page.getByLabel(words.cardNumber).fill(number)
  await page.getByRole('button', { name: button }).click()
}

describe.each(['en', 'ru'] as const)('a buyer who reads %s', (locale) => {
  const { words } = messagesFor(locale)

  test('pays for a plan, reads its invoice, changes the card and cancels', async () => {
    const { stripe } = place
    const { seats, minutes } = plan
    const customer = await stripe.customers.create({
      email: `${locale}@example.com`,
      preferred_locales: [locale],
    })
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      customer: customer.id,
      locale,
      line_items: [{ price: seats.id, quantity: 3 }, { price: minutes.id }],
      success_url: `${site.url}done/{CHECKOUT_SESSION_ID}`,
      cancel_url: `${site.url}plans`,
    })
    const context = await browser.newContext()
    const page = await context.newPage()

    await page.goto(session.url ?? '')
    await page.getByRole('link', { name: words.back }).click()
    await page.waitForURL('**/plans')
    await page.goto(session.url ?? '')
    expect(await page.locator('html').getAttribute('lang')).toBe(locale)
    await page.getByText(words.dueToday).waitFor()
    expect(await page.getByRole('row').last().innerText()).toContain('$60.00')
    await typeCard(page, words, '4000 0000 0000 0002', words.pay)
    expect(await page.getByRole('alert').innerText()).toBe(words.declined)
    await typeCard(page, words, '4242 4242 4242 4242', words.pay)
    await page.waitForURL(`**/done/${session.id}`)

    const configuration = await stripe.billingPortal.configurations.create({
      features: {
        invoice_history: { enabled: true },
        payment_method_update: { enabled: true },
        subscription_cancel: { enabled: true, mode: 'at_period_end' },
      },
    })
    const portal = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      configuration: configuration.id,
      return_url: `${site.url}billing`,
      locale,
    })
    await page.goto(portal.url)
    await page.getByText(words.noCard).waitFor()
    await typeCard(page, words, '4000000000000341', words.changeCard)
    await page.getByText(words.cardSaved).waitFor()
    await page.getByText('0341').waitFor()
    await page.getByRole('button', { name: words.cancelPlan }).click()
    await page.getByRole('button', { name: words.keepPlan }).click()
    await page.getByRole('button', { name: words.cancelPlan }).waitFor()
    await page.getByRole('link', { name: /-0001$/ }).click()
    await page.getByText(words.paid, { exact: true }).waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: words.download }).click()
    expect((await download).suggestedFilename()).toMatch(/^Invoice-.*-0001\.pdf$/)

    // The new card fails at the renewal; the customer pays the invoice by hand.
    place.standIn.advance({ days: 32 })
    await page.goto(portal.url)
    await page.getByRole('link', { name: /-0002$/ }).click()
    await page.getByText(words.open, { exact: true }).waitFor()
    await typeCard(page, words, '4242424242424242', words.payInvoice)
    await page.getByText(words.paid, { exact: true }).waitFor()
    await page.goto(portal.url)
    await page.getByRole('link', { name: words.returnLink }).click()
    await page.waitForURL('**/billing')
    const [subscription] = (await stripe.subscriptions.list({ customer: customer.id })).data
    expect(subscription?.status).toBe('active')
    await context.close()
  })
})

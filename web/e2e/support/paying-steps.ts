import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import type { Locale } from '../../i18n/message.ts'
import { callApi, fillSignIn, type Visit } from './browser.ts'
import { startSystem } from './child-system.ts'
import { toneWav, uploadTo } from './recorded-meeting.ts'

export const cards = {
  good: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  /** It can be kept, and pays nothing later. */
  failsLater: '4000 0000 0000 0341',
}

/** What the stand-in holds, as far as the flow looks at it. */
interface StripeState {
  usage: Record<string, Record<string, Record<string, string>>>
  invoices: { billing_reason: string; status: string }[]
}

interface About {
  url: string
  stripeUrl: string
  email: string
  password: string
}

export type PayingSystem = Awaited<ReturnType<typeof openPayingSystem>>

/** A system whose organisation can pay, at a Stripe of its own. */
export async function openPayingSystem() {
  const { about, tell, stop } = await startSystem<About>('ops/test/paying-system.ts')
  const control = async <T>(
    method: 'GET' | 'POST' | 'DELETE',
    verb: string,
    order = {},
  ): Promise<T> => {
    const response = await fetch(`${about.stripeUrl}/_control/${verb}`, {
      method,
      ...(method === 'POST' ? { body: JSON.stringify(order) } : {}),
    })
    if (!response.ok) throw new Error(`${verb}: ${await response.text()}`)
    return (await response.json()) as T
  }
  const state = () => control<StripeState>('GET', 'state')
  return {
    ...about,
    tell,
    stop,
    async signIn(visit: Visit, locale: Locale, email = about.email): Promise<void> {
      await visit.page.goto(`${about.url}/meetings`)
      await visit.page.waitForSelector('input[name=password]')
      await fillSignIn(visit, email, about.password)
      await visit.page.waitForSelector('.nav')
      await callApi(visit.page, 'PATCH', '/me', { locale })
      await visit.page.reload()
      await visit.page.waitForSelector(`html[lang=${locale}] .nav`)
    },
    /** Lets months pass at Stripe alone, until what it says of that has arrived. */
    async advance(to: number): Promise<void> {
      await control('POST', 'advance', { to: Math.floor(to / 1_000) })
      await control('POST', 'settle')
    },
    settled: () => control('POST', 'settle'),
    /** From now on it answers nothing. */
    goAway: () => control('POST', 'faults', { path: '/', kind: '500', times: 10_000 }),
    comeBack: () => control('DELETE', 'faults'),
    async meteredSeconds(): Promise<number> {
      const { usage } = await state()
      const days = Object.values(usage).flatMap((ofMeter) => Object.values(ofMeter))
      return days.flatMap((one) => Object.values(one)).reduce((sum, one) => sum + Number(one), 0)
    },
    /** Changes between plans that were paid for. */
    async changesPaid(): Promise<number> {
      const { invoices } = await state()
      return invoices.filter(
        (one) => one.billing_reason === 'subscription_update' && one.status === 'paid',
      ).length
    },
  }
}

const paidAfterHours = 2

/** When the invoices of a coming month have been made and tried. */
export function afterMonths(months: number): number {
  const now = new Date()
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1, paidAfterHours)
}

export const onStripe = ({ page }: Visit, { stripeUrl }: PayingSystem): Promise<void> =>
  page.waitForURL(`${stripeUrl}/**`)

/** Fills in what Stripe’s own page asks for. */
export async function enterCard({ page }: Visit, number: string): Promise<void> {
  await page.fill('input[name=card]', number)
  await page.locator('form:has(input[name=card]) button').click()
}

/** Has another card charged from now on, on the page that an owner was led to. */
export async function saveCard(visit: Visit, system: PayingSystem, number: string): Promise<void> {
  await onStripe(visit, system)
  await enterCard(visit, number)
  await visit.page.getByRole('status').waitFor()
}

/** A meeting with a recording of some seconds. */
export async function recordedMeeting(visit: Visit, title: string): Promise<string> {
  const { id } = await callApi<MeetingView>(visit.page, 'POST', '/meetings', {
    title,
    scenario: { id: 'general-minutes' },
  })
  await uploadTo(visit, id, 'talk.wav', toneWav(2))
  return id
}

import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import type { Key } from '../i18n/index.ts'
import {
  callApi,
  desktop,
  fillSignIn,
  openVisit,
  phone,
  type Screen,
  type Visit,
} from './support/browser.ts'
import { type ChildSystem, startSystem } from './support/child-system.ts'
import { useBrowser } from './support/use-browser.ts'

interface FaultyMeeting {
  id: string
  vendor: 'speech' | 'model'
  fault: string
}

interface FaultySystem {
  url: string
  email: string
  password: string
  meetings: FaultyMeeting[]
}

/** What the page says of each fault; of one that passes, what it says before the last attempt and after it. */
const said: Record<string, Key[]> = {
  'speech 400': ['reason.transcribe.unreadable_media'],
  'speech 401': ['reason.transcribe.bad_credentials'],
  'speech 402': ['reason.transcribe.no_credit'],
  'speech 408': ['reason.waiting.provider_timeout', 'reason.transcribe.provider_timeout'],
  'speech 429': ['reason.waiting.rate_limited', 'reason.transcribe.rate_limited'],
  'speech 429-retry-after': ['reason.waiting.rate_limited'],
  'speech 500': ['reason.waiting.provider_unavailable', 'reason.transcribe.provider_unavailable'],
  'speech 503': ['reason.waiting.provider_unavailable', 'reason.transcribe.provider_unavailable'],
  'speech cut': ['reason.waiting.provider_unavailable', 'reason.transcribe.provider_unavailable'],
  'speech garbage': ['reason.waiting.provider_garbage', 'reason.transcribe.provider_garbage'],
  'speech empty': ['reason.transcribe.no_speech'],
  'speech hang': ['status.transcribing'],
  'speech slow': ['status.transcribing'],
  'model bad_request': ['reason.model_request_refused'],
  'model unauthorized': ['reason.model_bad_credentials'],
  'model forbidden': ['reason.model_no_access'],
  'model unknown_model': ['reason.model_unknown'],
  'model no_quota': ['reason.model_no_quota'],
  'model rate_limited': ['status.analysing'],
  'model retry_after': ['reason.waiting.model_rate_limited'],
  'model server_error': ['reason.waiting.model_unavailable', 'reason.model_unavailable'],
  'model overloaded': ['reason.waiting.model_unavailable', 'reason.model_unavailable'],
  'model web_page': ['reason.waiting.model_garbage', 'reason.model_garbage'],
  'model hang': ['status.analysing'],
  'model context_exceeded': ['reason.model_context_exceeded'],
  'model refusal': ['section.fault.refused'],
  'model length': ['section.fault.cut'],
  'model not_json': ['section.fault.garbage'],
}
/** All of them are at work at once; on a busy machine the first may take a while to get anywhere. */
const settledMs = 90_000

/** They come to their end while the others are looked at: of an answer that broke off what is whole is kept. */
const passing = new Set(['model slow', 'model cut', 'model broken_chunk'])

const nameOf = ({ vendor, fault }: FaultyMeeting): string => `${vendor} ${fault}`

const browser = useBrowser()
let system: FaultySystem
let child: ChildSystem<FaultySystem>
beforeAll(async () => {
  child = await startSystem<FaultySystem>('ops/test/faulty-system.ts')
  system = child.about
}, 120_000)
afterAll(async () => {
  await child.stop()
})

async function visitAs(
  locale: 'en' | 'ru',
  screen: Screen,
  theme: 'light' | 'dark',
): Promise<Visit> {
  const visit = await openVisit(browser, screen, locale, theme)
  await visit.page.goto(`${system.url}/meetings`)
  await visit.page.waitForSelector('input[name=password]')
  await fillSignIn(visit, system.email, system.password)
  await visit.page.waitForSelector('.nav')
  await callApi(visit.page, 'PATCH', '/me', { locale })
  return visit
}

const open = (visit: Visit, name: string): Promise<unknown> => {
  const meeting = system.meetings.find((one) => nameOf(one) === name)
  return visit.page.goto(`${system.url}/meetings/${meeting?.id}`)
}

/** The place where the page says one of these. */
const anyOf = ({ page, t }: Visit, keys: Key[]): Locator =>
  keys
    .map((key) => page.locator('.page, main').getByText(t(key)))
    .reduce((a, b) => a.or(b))
    .first()

test('every fault of a vendor is told with its remedy, and ends in review once it is lifted', async () => {
  expect(
    system.meetings
      .map(nameOf)
      .filter((name) => !passing.has(name))
      .toSorted(),
  ).toEqual(Object.keys(said).toSorted())
  const visit = await visitAs('en', desktop, 'light')
  const { page, t } = visit
  for (const [name, keys] of Object.entries(said)) {
    await open(visit, name)
    await anyOf(visit, keys).waitFor({ timeout: settledMs })
    if (!keys.some((key) => key.startsWith('section.'))) {
      await page.locator('.stage .button').first().waitFor()
    }
  }
  // What a person has to bring can be brought here.
  await open(visit, 'speech 400')
  await page.locator('.stage input[type=file]').waitFor({ state: 'attached' })
  // A section that failed leaves the others standing.
  await open(visit, 'model refusal')
  await page.locator('[data-section=decisions] [data-item]').first().waitFor()
  expect(await page.locator('.section-failed .section-detail').count()).toBe(0)

  const small = await visitAs('ru', phone, 'dark')
  for (const name of [
    'speech 402',
    'speech 429-retry-after',
    'model retry_after',
    'model refusal',
  ]) {
    await open(small, name)
    await anyOf(small, said[name] ?? []).waitFor()
    expect(await small.page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width)
  }
  expect(small.complaints).toEqual([])
  await small.context.close()

  await child.tell('lift')
  await callApi(page, 'PATCH', '/me', { locale: 'en' })
  for (const [name, button] of [
    ['speech 402', 'action.retry'],
    ['speech 429-retry-after', 'meeting.tryNow'],
    ['model no_quota', 'action.retry'],
    ['model retry_after', 'meeting.tryNow'],
  ] as const) {
    await open(visit, name)
    await page
      .locator('.stage')
      .getByRole('button', { name: t(button) })
      .click()
    await page.locator('[data-item]').first().waitFor()
  }
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 240_000)

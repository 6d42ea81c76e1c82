import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { en } from '../../i18n/en/index.ts'
import type { Key } from '../../i18n/index.ts'
import { type Locale, type Params, formatMessage } from '../../i18n/message.ts'
import { ru } from '../../i18n/ru/index.ts'
import { system } from './system.ts'

export interface Screen {
  name: string
  width: number
  height: number
  isPhone: boolean
}

export const desktop: Screen = { name: 'desktop', width: 1440, height: 900, isPhone: false }
export const laptop: Screen = { name: 'laptop', width: 1366, height: 768, isPhone: false }
export const phone: Screen = { name: 'phone', width: 390, height: 844, isPhone: true }

export const baseUrl = (): string => system().url
export const credentials = (): { email: string; password: string } => {
  const { email, password } = system()
  return { email, password }
}

/** Two cores are shared with all other tests: how long something takes is nothing that flows say. */
const waitMs = 45_000

export async function openBrowser(program: string): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface Visit {
  page: Page
  context: BrowserContext
  screen: Screen
  t: (key: Key, params?: Params) => string
  /** What the page itself complained about; the security policy's refusals are among it. */
  complaints: string[]
}

export async function openVisit(
  browser: Pick<Browser, 'newContext'>,
  screen: Screen,
  locale: Locale,
  theme: 'light' | 'dark' = 'light',
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: screen.width, height: screen.height },
    isMobile: screen.isPhone,
    hasTouch: screen.isPhone,
    locale: locale === 'ru' ? 'ru-RU' : 'en-GB',
    colorScheme: theme,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(waitMs)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // A refused request is the server's answer, and each flow says which it expects.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text())
    }
  })
  const messages = locale === 'ru' ? ru : en
  return {
    page,
    context,
    screen,
    complaints,
    t: (key, params) => formatMessage(messages[key], locale, params),
  }
}

/** Calls the API as the page would, with its session. */
export function callApi<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(
    async ([method, path, body]) => {
      const response = await fetch(`/api/v1${path}`, {
        method: String(method),
        headers: { 'content-type': 'application/json', 'x-aam-csrf': '1' },
        body: body === null ? null : JSON.stringify(body),
      })
      if (!response.ok) throw new Error(`${String(path)}: ${response.status}`)
      return response.status === 204 ? null : response.json()
    },
    [method, path, body ?? null] as const,
  )
}

export async function fillSignIn(visit: Visit, email: string, password: string): Promise<void> {
  const { page } = visit
  await page.fill('input[name=email]', email)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>
let kept: { cookies: Cookies; at: number } = { cookies: [], at: 0 }
/** Well within the 15 minutes of an access token: no flow shall begin with one that is about to end. */
const keptMs = 10 * 60_000

/**
 * Signs in and sees to it that the account speaks the language of the visit. Later visits carry
 * the first one's session: the server rightly slows down who signs in again and again.
 */
export async function signIn(visit: Visit, locale: Locale, path = '/meetings'): Promise<void> {
  const { page, context } = visit
  if (Date.now() - kept.at < keptMs) {
    await context.addCookies(kept.cookies)
    await context.addInitScript(() => localStorage.setItem('aam.signed-in', '1'))
  }
  await page.goto(baseUrl() + path)
  await page.waitForSelector('.nav, input[name=password]')
  if ((await page.locator('.nav').count()) === 0) {
    const { email, password } = credentials()
    await fillSignIn(visit, email, password)
    await page.waitForSelector('.nav')
    kept = { cookies: await context.cookies(), at: Date.now() }
  }
  await callApi(page, 'PATCH', '/me', { locale })
  await page.goto(baseUrl() + path)
  await page.waitForSelector(`html[lang=${locale}] .nav`)
}

import { expect, test } from 'bun:test'
import {
  baseUrl,
  credentials,
  desktop,
  fillSignIn,
  openVisit,
  phone,
  signIn,
} from './support/browser.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

test('a wrong password and an unknown address get the same answer', async () => {
  const answers: string[] = []
  for (const email of [credentials().email, 'nobody@example.com']) {
    const visit = await openVisit(browser, desktop, 'ru')
    await visit.page.goto(baseUrl())
    await fillSignIn(visit, email, 'not the password')
    const failure = visit.page.locator('.failure')
    await failure.waitFor()
    answers.push(await failure.innerText())
    await visit.context.close()
  }
  expect(answers[0]).toBe(answers[1] ?? '')
  expect(answers[0]).toContain('пароль')
}, 60_000)

test('nothing is filled in, and what is missing is said', async () => {
  const visit = await openVisit(browser, phone, 'en')
  const { page, t } = visit
  await page.goto(baseUrl())
  await page.waitForSelector('input[name=email]')
  expect(await page.inputValue('input[name=email]')).toBe('')
  expect(await page.inputValue('input[name=password]')).toBe('')
  await page.click('button[type=submit]')
  await page.getByText(t('signIn.needEmail')).waitFor()
  await page.getByText(t('signIn.needPassword')).waitFor()
  await visit.context.close()
}, 60_000)

test('who never signed in is not asked for a session', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page } = visit
  const refused: string[] = []
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`)
  })
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()))
  await page.goto(`${baseUrl()}/clients`)
  await page.waitForSelector('input[name=email]')
  await page.waitForLoadState('networkidle')
  expect(refused).toEqual([])

  const { email, password } = credentials()
  await fillSignIn(visit, email, password)
  await page.waitForSelector('.nav')
  await page.reload()
  await page.waitForSelector('.nav')
  await page.locator('.nav-foot button').last().click()
  await page.getByRole('menuitem', { name: /Sign out|Выйти/ }).click()
  await page.waitForSelector('input[name=password]')
  await page.reload()
  await page.waitForSelector('input[name=password]')
  await page.waitForLoadState('networkidle')
  expect(refused).toEqual([])
  await visit.context.close()
}, 60_000)

test('signing in leads to the address that was wanted; signing out leads back', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  const { email, password } = credentials()
  await page.goto(`${baseUrl()}/clients?q=x`)
  await fillSignIn(visit, email, password)
  await page.waitForSelector('.nav')
  expect(new URL(page.url()).pathname).toBe('/clients')
  await page.locator('.nav-foot button').last().click()
  await page.getByRole('menuitem', { name: /Sign out|Выйти/ }).click()
  await page.waitForSelector('input[name=password]')
  expect(await page.locator('.nav').count()).toBe(0)
  expect(t('signIn.title').length).toBeGreaterThan(0)
  await visit.context.close()
}, 60_000)

test('the language and the theme are chosen in the account menu and remembered', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page } = visit
  await signIn(visit, 'en')
  const choose = async (name: string): Promise<void> => {
    await page.locator('.nav-foot button').last().click()
    await page.getByRole('menuitemradio', { name }).click()
  }
  await choose('Русский')
  await page.waitForSelector('html[lang=ru]')
  await choose('Тема: тёмная')
  await page.waitForSelector('html[data-theme=dark]')
  await page.reload()
  await page.waitForSelector('html[lang=ru][data-theme=dark] .nav')
  expect(await page.locator('h1').innerText()).toBe('Встречи')
  await choose('English')
  await page.waitForSelector('html[lang=en]')
  await visit.context.close()
}, 60_000)

test('the bare host leads to the organisation that somebody has already', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  const base = new URL(baseUrl())
  const [slug = '', ...rest] = base.hostname.split('.')
  base.hostname = rest.join('.')
  await page.goto(base.href)
  await page.getByRole('link', { name: t('signUp.toFind') }).click()
  await page.getByRole('heading', { name: t('find.title') }).waitFor()
  await page.fill('input[name=slug]', 'not a name/')
  await page.click('button[type=submit]')
  await page.getByText(t('find.fault')).waitFor()
  await page.fill('input[name=slug]', slug)
  await page.click('button[type=submit]')
  await page.waitForURL(`${baseUrl()}/**`)
  await page.waitForSelector('input[name=password]')
  await visit.context.close()
}, 60_000)

test('a lost connection is said, and the banner goes by itself', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  await page.route('**/api/v1/events', (route) => route.abort())
  await page.reload()
  const banner = page.getByText(t('connection.lost'))
  await banner.waitFor()
  await page.unroute('**/api/v1/events')
  await banner.waitFor({ state: 'detached' })
  await visit.context.close()
}, 60_000)

test('a page that cannot be loaded offline says so, and opens once the connection is back', async () => {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page, context, t } = visit
  await signIn(visit, 'ru')
  await context.setOffline(true)
  await page.locator('a[href="/items"]').first().click()
  await page.getByRole('heading', { name: t('offline.title') }).waitFor()
  await page.getByRole('button', { name: t('action.retry') }).click()
  await page.getByRole('heading', { name: t('offline.title') }).waitFor()
  // What was loaded before is still there to go back to.
  await page.goBack()
  await page.locator('.nav').waitFor()
  await page.locator('a[href="/items"]').first().click()
  await page.getByRole('heading', { name: t('offline.title') }).waitFor()
  await context.setOffline(false)
  await page.getByRole('heading', { name: t('items.title') }).waitFor()
  await context.close()
}, 60_000)

test('a page that was open during an update says so, and goes on after a reload', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  // An update gives the parts of the dashboard other names; those of an open page are gone.
  await page.route('**/items-page-*.js', (route) => route.fulfill({ status: 404, body: '' }))
  await page.locator('a[href="/items"]').first().click()
  await page.getByRole('heading', { name: t('outdated.title') }).waitFor()
  await page.unrouteAll()
  await page.getByRole('button', { name: t('action.reload') }).click()
  await page.getByRole('heading', { name: t('items.title') }).waitFor()
  await visit.context.close()
}, 60_000)

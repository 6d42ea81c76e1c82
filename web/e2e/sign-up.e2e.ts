import { expect, test } from 'bun:test'
import { baseUrl, desktop, openVisit, phone, type Visit } from './support/browser.ts'
import { picture } from './support/picture.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

/** The address where no organisation lives. */
const bareUrl = (): string => baseUrl().replace('//demo.', '//')

async function fill(visit: Visit, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields))
    await visit.page.fill(`input[name=${name}]`, value)
}

const password = 'violet tractor umbrella'

for (const [language, screen, theme] of [
  ['en', desktop, 'light'],
  ['ru', phone, 'dark'],
] as const) {
  test(`an organisation signs itself up: ${language}, ${screen.name}`, async () => {
    const visit = await openVisit(browser, screen, language, theme)
    const { page, t } = visit
    const mark = Date.now().toString(36)
    await page.goto(bareUrl())
    await page.waitForSelector('input[name=organisation]')
    await picture(visit, `sign-up-empty-${language}`)

    // What is missing is said at its field.
    await page.click('button[type=submit]')
    await page.getByText(t('signUp.needOrganisation')).waitFor()
    await page
      .getByRole('alert')
      .filter({ hasText: t('password.need') })
      .waitFor()

    // An address is proposed from the name; one that is taken comes with free ones.
    await fill(visit, { organisation: language === 'ru' ? `Ромашка ${mark}` : `Acme & Co ${mark}` })
    const proposed = language === 'ru' ? `romashka-${mark}` : `acme-co-${mark}`
    await page.locator(`input[name=slug][value="${proposed}"], input[name=slug]`).first().waitFor()
    await page.waitForFunction(
      (wanted) => document.querySelector<HTMLInputElement>('input[name=slug]')?.value === wanted,
      proposed,
    )
    await fill(visit, { slug: 'demo' })
    await page.getByText(t('fault.slug_reserved')).waitFor()
    await picture(visit, `sign-up-reserved-${language}`)
    await fill(visit, { slug: proposed })
    await page
      .getByText(t('signUp.free', { address: `${proposed}.` }).split('.')[0] ?? '')
      .first()
      .waitFor()

    await fill(visit, {
      name: 'Maya Kern',
      email: `maya@${mark}.example`,
      'new-password': 'password12',
    })
    await page.click('button[type=submit]')
    await page.locator('.field-fault').waitFor()
    await picture(visit, `sign-up-weak-${language}`)

    // A reload takes nothing away but the password.
    await page.reload()
    await page.getByText(t('kept.words')).waitFor()
    expect(await page.inputValue('input[name=slug]')).toBe(proposed)
    expect(await page.inputValue('input[name=email]')).toBe(`maya@${mark}.example`)
    expect(await page.inputValue('input[name=new-password]')).toBe('')
    await fill(visit, { 'new-password': password })
    await page.click('button[type=submit]')

    await page.waitForURL(new RegExp(`//${proposed}\\.[^/]+/start$`))
    const people = page.getByRole('link', { name: t('welcome.people') })
    await people.waitFor()
    await picture(visit, `welcome-${language}`)
    await people.click()
    await page.getByRole('button', { name: t('members.invite') }).waitFor()

    // Without a mail server the page of letters says so.
    await page.getByRole('link', { name: t('organisation.mail'), exact: true }).click()
    await page.getByText(t('mail.noServer')).waitFor()
    await page.getByText(t('mail.none.title')).waitFor()
    await picture(visit, `mail-${language}`)

    // Samples are there for whoever has no meeting at hand.
    await page.goto(`${new URL(page.url()).origin}/start`)
    await page.getByRole('button', { name: t('welcome.samples') }).click()
    await page.getByText('Запуск складской системы').first().waitFor()
    await picture(visit, `samples-${language}`)

    // Whoever comes to the bare address again finds the way to their own.
    await page.goto(`${bareUrl()}/find`)
    await fill(visit, { slug: proposed })
    await page.click('button[type=submit]')
    await page.waitForURL(new RegExp(`//${proposed}\\.`))
    await page.waitForSelector('.nav')
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)
}

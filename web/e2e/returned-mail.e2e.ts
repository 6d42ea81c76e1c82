import { describe, expect, test } from 'bun:test'
import type { FactorsView } from '../../server/modules/identity/factors/contract.ts'
import type { MailList } from '../../server/modules/mail/contract.ts'
import type { Locale } from '../i18n/message.ts'
import {
  baseUrl,
  credentials,
  desktop,
  openVisit,
  phone,
  type Screen,
  signIn,
} from './support/browser.ts'
import { expectSoundInBothThemes } from './support/sound.ts'
import { useBrowser } from './support/use-browser.ts'

// No mail server is there: the answers of one that is are put in place.
const cases: [Locale, Screen][] = [
  ['en', desktop],
  ['ru', phone],
]

const browser = useBrowser()

const mails: MailList = {
  data: [
    {
      id: '01a22cd8-9862-7144-b56b-248bce2d90fa',
      kind: 'invitation',
      recipient: 'gone@client.example',
      state: 'bounced',
      answer: '250 OK',
      createdAt: new Date().toISOString(),
      sentAt: new Date().toISOString(),
      bounce: {
        at: new Date().toISOString(),
        status: '5.1.1',
        reason: '550 5.1.1 <b>…</b> Recipient address rejected: User unknown',
      },
    },
  ],
  nextCursor: null,
  hasMore: false,
  delivers: true,
}

const factors: FactorsView = {
  totp: null,
  passkeys: [],
  recoveryCodesLeft: 0,
  neededFrom: null,
  email: { isProved: false, changedBy: 'links', pending: null },
}

describe.each(cases)('in %s on %o', (locale, screen) => {
  const mark = `${locale}-${screen.name}`

  test('a letter that came back says why, in words and by its code', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await signIn(visit, locale)
    const asked: string[] = []
    await page.route('**/api/v1/mails?*', (route) => {
      asked.push(new URL(route.request().url()).searchParams.get('state') ?? 'all')
      return route.fulfill({ json: mails })
    })
    await page.goto(`${baseUrl()}/organisation/mail`)
    const row = page.locator('[data-mail="bounced"]')
    await row.getByText(t('mail.bounce.1.1')).waitFor()
    await row.getByText('(5.1.1, ').waitFor()
    const { reason } = mails.data[0]?.bounce ?? {}
    await row.getByText(t('mail.theirAnswer', { answer: reason ?? '' })).waitFor()
    await page
      .getByRole('group', { name: t('mail.shown') })
      .getByText(t('mail.shown.bounced'), { exact: true })
      .click()
    await page.waitForURL(/state=bounced/)
    await row.waitFor()
    expect(asked).toContain('bounced')
    await expectSoundInBothThemes(visit, `${mark}-returned-mail`)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)

  test('an owner asks for a link that confirms their address', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await signIn(visit, locale)
    await page.route('**/api/v1/me/factors', (route) => route.fulfill({ json: factors }))
    await page.route('**/api/v1/me/email/proof', (route) => route.fulfill({ status: 202 }))
    await page.goto(`${baseUrl()}/you`)
    await page.getByText(t('you.emailToProve')).waitFor()
    await page.getByText(t('you.emailToProve')).scrollIntoViewIfNeeded()
    await expectSoundInBothThemes(visit, `${mark}-unproved`)
    await page.getByRole('button', { name: t('you.emailProve') }).click()
    await page.getByText(t('you.emailProofSent', { email: credentials().email })).waitFor()

    await page.goto(`${baseUrl()}/prove#token=${'x'.repeat(43)}`)
    await page.getByRole('heading', { name: t('prove.title') }).waitFor()
    await page.click('button[type=submit]')
    await page.getByText(t('prove.need'), { exact: true }).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-prove`)
    await page.fill('input[name=password]', credentials().password)
    await page.click('button[type=submit]')
    await page.locator('.failure').waitFor()
    await visit.context.close()
  }, 120_000)
})

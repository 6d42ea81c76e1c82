import { beforeAll, describe, expect, test } from 'bun:test'
import { TOTP } from 'otpauth'
import type { Key } from '../i18n/index.ts'
import type { Locale } from '../i18n/message.ts'
import {
  cases,
  emoji,
  expectTold,
  expectTrouble,
  type Form,
  inDialog,
  invisible,
  long,
  markup,
  openForm,
  openAt,
  turned,
} from './support/bad-input.ts'
import { callApi, fillSignIn, laptop, openVisit, type Visit } from './support/browser.ts'
import {
  createOrganisation,
  enterOrganisation,
  type OwnOrganisation,
  ownPassword,
} from './support/own-organisation.ts'
import { picture } from './support/picture.ts'
import { useBrowser } from './support/use-browser.ts'

const send = 'button[type=submit]'
const badPasswords = ['', '   ', 'short', `long enough ${invisible}`, long]
const badEmails = ['', '   ', 'no', 'nobody', emoji, markup, turned, long]

const browser = useBrowser()

interface Links {
  /** Tries with links are counted for each organisation: those of a shared one would be used up for other flows. */
  organisation: OwnOrganisation
  join: string
  reset: string
  email: string
}

/** The links that an owner hands over by hand: an invitation, and one to a new password for whoever accepted another. */
async function makeLinks(locale: Locale): Promise<Links> {
  const organisation = await createOrganisation(`Links${locale}`)
  const email = `linked@${organisation.slug}.example`
  const owner = await openVisit(browser, laptop, locale)
  await enterOrganisation(owner, organisation, organisation.ownerEmail, locale)
  const invite = async (invited: string): Promise<string> => {
    const body = { emails: [invited], role: 'member' }
    const { data } = await callApi<{ data: { link: string }[] }>(
      owner.page,
      'POST',
      '/invitations',
      body,
    )
    return data[0]?.link ?? ''
  }
  const member = await openVisit(browser, laptop, locale)
  await member.page.goto(await invite(email))
  await member.page.fill('input[name=name]', `Linked ${locale}`)
  await member.page.fill('input[name=new-password]', ownPassword)
  await member.page.click(send)
  await member.page.waitForSelector('.nav')
  await callApi(member.page, 'PATCH', '/me', { locale })
  const { user } = await callApi<{ user: { id: string } }>(member.page, 'GET', '/me')
  const { link } = await callApi<{ link: string }>(
    owner.page,
    'POST',
    `/members/${user.id}/password-link`,
  )
  const join = await invite(`invited@${organisation.slug}.example`)
  for (const { context } of [owner, member]) await context.close()
  return { organisation, join, reset: link, email }
}

describe.each(cases)('bad input to forms of links in %s', (locale, screen) => {
  let links: Links
  beforeAll(async () => {
    links = await makeLinks(locale)
  })
  const toLink = (which: 'join' | 'reset') => (visit: Visit) => visit.page.goto(links[which])
  const opens =
    (address: string, button?: Key) =>
    (visit: Visit): Promise<void> =>
      openAt(visit, links.organisation.url + address, button)
  const forms: Form[] = [
    {
      name: 'join, name',
      open: toLink('join'),
      rest: { 'new-password': ownPassword },
      field: 'input[name=name]',
      send,
      bad: ['', '   ', invisible],
    },
    {
      name: 'join, password',
      open: toLink('join'),
      rest: { name: 'Pia' },
      field: 'input[name=new-password]',
      send,
      bad: badPasswords,
      good: ownPassword,
      path: '**/auth/invitations/accept',
    },
    {
      name: 'reset',
      open: toLink('reset'),
      field: 'input[name=new-password]',
      send,
      bad: badPasswords,
      good: ownPassword,
      path: '**/auth/password-reset/confirm',
    },
    {
      name: 'forgot',
      open: opens('/forgot'),
      field: 'input[name=email]',
      send,
      bad: badEmails,
      good: 'somebody@demo.example',
      path: '**/auth/password-reset',
    },
    {
      name: 'ask',
      open: opens('/join'),
      field: 'input[name=email]',
      send,
      bad: [...badEmails, 'pia+work@demo.example'],
      good: 'somebody@demo.example',
      path: '**/auth/join',
    },
    ...['confirm', 'prove'].map((name) => ({
      name,
      open: opens(`/${name}#token=made-up`),
      field: 'input[name=password]',
      send,
      bad: ['', invisible],
      good: ownPassword,
      path: '**/auth/confirm-email',
    })),
  ]

  test('each is told at its field, sent once, and outlasts the line and the server', async () => {
    for (const form of forms) {
      const visit = await openVisit(browser, screen, locale)
      await openForm(visit, form)
      for (const typed of form.bad) await expectTold(visit, form, typed)
      await picture(visit, `${form.name}-${locale}-told`)
      if (form.path) await expectTrouble(visit, form)
      expect(visit.complaints).toEqual([])
      await visit.context.close()
    }
  }, 240_000)

  test.each([
    ['cut', ''],
    ['made up', 'made-up'],
    ['endless', long],
    ['unreadable', '%00'],
  ])(
    'a link that is %s says so, with a way on',
    async (what, token) => {
      const visit = await openVisit(browser, screen, locale)
      const { page, t } = visit
      for (const name of ['join', 'reset', 'confirm', 'prove', 'email']) {
        if (name === 'join' && !token) continue
        await page.goto('about:blank')
        await page.goto(`${links.organisation.url}/${name}#token=${token}`)
        await page.locator('.auth h1, .failure').first().waitFor()
        const secret = page.locator('input[type=password]')
        if ((await secret.count()) > 0) await secret.fill(ownPassword)
        if (name !== 'join') await page.locator('.auth-card .button-primary').click()
        await page.locator('.failure').waitFor()
        await picture(visit, `${name}-${locale}-link-${what.replace(' ', '-')}`)
        const said = await page.locator('.failure').innerText()
        expect({ name, said }).toEqual({ name, said: t('failure.link_over') })
        expect({ name, links: await page.locator('.auth-card a').count() }).toEqual({
          name,
          links: 1,
        })
      }
      expect(visit.complaints).toEqual([])
      await visit.context.close()
    },
    60_000,
  )

  test('an invitation and a change of address can be tried again once the line is back', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, context, t } = visit
    const look = '**/auth/invitations/look'
    await page.route(look, (route) => route.abort('internetdisconnected'))
    await page.goto(links.join)
    await page.getByText(t('failure.offline')).waitFor()
    await page.unroute(look)
    await page.getByRole('button', { name: t('action.retry') }).click()
    await page.locator('input[name=new-password]').waitFor()

    await page.goto(`${links.organisation.url}/email#token=made-up`)
    const agree = page.getByRole('button', { name: t('emailLink.do') })
    await agree.waitFor()
    await context.setOffline(true)
    await agree.click()
    await page.getByText(t('failure.offline')).waitFor()
    await context.setOffline(false)
    await agree.click()
    await page.getByText(t('failure.link_over')).waitFor()
    expect(visit.complaints).toEqual([])
    await context.close()
  }, 60_000)

  test('codes of a second step are told at their field, and another way begins anew', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await page.goto(`${links.organisation.url}/you`)
    await fillSignIn(visit, links.email, ownPassword)
    await page.waitForSelector('.nav')
    const enrolment: Form = {
      name: 'app',
      open: opens('/you', 'security.appAdd'),
      field: 'dialog input[name=app-code]',
      send: inDialog,
      bad: ['', '   ', '000000', 'abc', emoji, turned, long, invisible],
      good: '123456',
      path: '**/me/factors/totp/confirm',
    }
    await openForm(visit, enrolment)
    for (const typed of enrolment.bad) await expectTold(visit, enrolment, typed)
    await picture(visit, `${enrolment.name}-${locale}-told`)
    await expectTrouble(visit, enrolment)
    const secret = await page.locator('dialog .copy-field input').inputValue()
    const code = new TOTP({ secret }).generate({ timestamp: Date.now() - 30_000 })
    await page.fill(enrolment.field, code)
    await page.locator(enrolment.field).press('Enter')
    await page.getByRole('button', { name: t('codes.done') }).click()
    await page.evaluate(() => localStorage.removeItem('aam.signed-in'))
    await visit.context.clearCookies()

    await page.goto(`${links.organisation.url}/you`)
    await fillSignIn(visit, links.email, ownPassword)
    const step: Form = {
      name: 'second step',
      open: () => page.getByRole('heading', { name: t('second.title') }).waitFor(),
      field: 'input[name=code]',
      send,
      bad: ['', '   ', invisible, '000000'],
      good: '123456',
      path: '**/auth/second-factor',
    }
    await openForm(visit, step)
    for (const typed of step.bad) await expectTold(visit, step, typed)
    await picture(visit, `${step.name}-${locale}-told`)
    await page.getByRole('button', { name: t('second.useRecovery') }).click()
    expect(await page.locator('.field-fault, .failure').count()).toBe(0)
    const recovery = { ...step, name: 'recovery', bad: ['', turned, long], good: 'abcd-efgh' }
    for (const typed of recovery.bad) await expectTold(visit, recovery, typed)
    await expectTrouble(visit, recovery)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)
})

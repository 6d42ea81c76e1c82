import { describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import type { MemberList } from '../../server/modules/identity/members/contract.ts'
import type { Locale } from '../i18n/message.ts'
import {
  baseUrl,
  callApi,
  credentials,
  desktop,
  fillSignIn,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import { findCovered } from './support/measure-layout.ts'
import {
  createOrganisation,
  enterOrganisation,
  ownPassword as password,
} from './support/own-organisation.ts'
import { expectSound } from './support/sound.ts'
import { useBrowser } from './support/use-browser.ts'

const cases: [Locale, Screen][] = [
  ['en', desktop],
  ['ru', desktop],
  ['en', phone],
  ['ru', phone],
]

const browser = useBrowser()

const act = async (visit: Visit, name: string, entry: string): Promise<void> => {
  await visit.page.getByRole('button', { name: visit.t('members.actions', { name }) }).click()
  await visit.page.getByRole('menuitem', { name: entry }).click()
  await visit.page.waitForSelector('dialog[open]')
}

const confirm = (page: Page): Promise<void> =>
  page.click('dialog[open] .dialog-foot .button:last-child')

describe.each(cases)('in %s on %o', (locale, screen) => {
  const mark = `${locale}-${screen.name}`
  const email = `ivan-${mark}@demo.example`
  const name = `Ivan ${mark}`

  test('somebody is invited, joins by the link, becomes another role at once and is let go', async () => {
    const owner = await openVisit(browser, screen, locale)
    const { page, t } = owner
    await signIn(owner, locale, '/organisation/members')
    await page.getByRole('heading', { name: t('organisation.title') }).waitFor()
    await page.locator('.members-table').waitFor()
    await page.getByText(t('members.rolesTitle')).click()
    await expectSound(owner, `${mark}-members`)
    await page.getByText(t('members.rolesTitle')).click()

    await page.getByRole('button', { name: t('members.invite') }).click()
    await confirm(page)
    await page.getByText(t('invite.needEmails')).waitFor()
    await page.fill('dialog textarea[name=emails]', `${email}, nobody`)
    await confirm(page)
    await page.getByText(t('invite.badEmail', { what: 'nobody' })).waitFor()
    // What is typed is kept when the dialog is closed by the way.
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: t('members.invite') }).click()
    expect(await page.inputValue('dialog textarea[name=emails]')).toContain(email)
    await page.fill('dialog textarea[name=emails]', `${email}\n${credentials().email}`)
    await page.fill('dialog textarea[name=note]', 'Glad that you come along')
    await expectSound(owner, `${mark}-invite`)
    await confirm(page)
    await page.getByText(t('invite.refused.already_member')).waitFor()
    await expectSound(owner, `${mark}-invited`)
    const link = await page.locator('dialog .copy-field input').inputValue()
    expect(link).toContain('/join#token=')
    await confirm(page)
    await page.getByText(email).first().waitFor()
    await expectSound(owner, `${mark}-open-invitation`)

    const ivan = await openVisit(browser, screen, locale)
    await ivan.page.goto(link)
    await ivan.page.getByText('Glad that you come along').waitFor()
    await expectSound(ivan, `${mark}-join`)
    await ivan.page.fill('input[name=name]', name)
    await ivan.page.fill('input[name=new-password]', 'qwertyuiop')
    await ivan.page.click('button[type=submit]')
    await ivan.page.getByText(ivan.t('fault.password_common')).waitFor()
    await ivan.page.fill('input[name=new-password]', password)
    await ivan.page.click('button[type=submit]')
    await ivan.page.waitForSelector(`html[lang=${locale}] .nav`)
    await callApi(ivan.page, 'POST', '/meetings', {
      title: `Of ${name}`,
      scenario: { id: 'general-minutes' },
    })
    await ivan.page.goto(`${baseUrl()}/clients`)
    await ivan.page
      .getByRole('button', { name: t('clients.add') })
      .first()
      .waitFor()

    await page.reload()
    await page.getByText(email).first().waitFor()
    await act(owner, name, t('members.changeRole'))
    await page.locator('dialog input[value=viewer]').check()
    await expectSound(owner, `${mark}-role`)
    await confirm(page)
    await page.locator('.toast').waitFor()
    // What they may not do any more goes from a page that is open.
    await ivan.page
      .getByRole('button', { name: t('clients.add') })
      .first()
      .waitFor({ state: 'detached' })
    const refused = await ivan.page.evaluate(async () => {
      const response = await fetch('/api/v1/clients', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-aam-csrf': '1' },
        body: '{"name":"Not any more"}',
      })
      return response.status
    })
    expect(refused).toBe(403)

    await act(owner, name, t('members.deactivate'))
    await page.locator('dialog select[name=heir]').waitFor()
    await confirm(page)
    await page.getByText(t('deactivate.needHeir')).waitFor()
    await expectSound(owner, `${mark}-deactivate`)
    const { data } = await callApi<MemberList>(page, 'GET', '/members?role=owner')
    await page.selectOption('dialog select[name=heir]', data[0]?.id ?? '')
    await confirm(page)
    await page.getByText(t('members.deactivated')).first().waitFor()
    // Whoever was let go stands before the sign-in page without having done anything.
    await ivan.page.waitForSelector('input[name=password]')
    await fillSignIn(ivan, email, password)
    await ivan.page.locator('.failure').waitFor()
    expect([...owner.complaints, ...ivan.complaints]).toEqual([])
    await ivan.context.close()
    await owner.context.close()
  }, 120_000)

  test('one’s own page changes name and password, and ends other sessions', async () => {
    const owner = await openVisit(browser, screen, locale)
    await signIn(owner, locale)
    const sent = await callApi<{ data: { link: string }[] }>(owner.page, 'POST', '/invitations', {
      emails: [`you-${mark}@demo.example`],
      role: 'member',
    })
    const you = await openVisit(browser, screen, locale)
    const { page, t } = you
    await page.goto(sent.data[0]?.link ?? '')
    await page.fill('input[name=name]', 'Yana')
    await page.fill('input[name=new-password]', password)
    await page.click('button[type=submit]')
    await page.waitForSelector('.nav')
    const elsewhere = await openVisit(browser, desktop, locale)
    await elsewhere.page.goto(baseUrl())
    await fillSignIn(elsewhere, `you-${mark}@demo.example`, password)
    await elsewhere.page.waitForSelector('.nav')

    await page.locator('.nav-foot button').last().click()
    await page.getByRole('menuitem', { name: t('account.you') }).click()
    await page.getByRole('heading', { name: t('you.title'), exact: true }).waitFor()
    await page.locator('.you-session').nth(1).waitFor()
    await expectSound(you, `${mark}-you`)
    expect(await findCovered(page)).toEqual([])
    await page.fill('input[name=name]', 'Yana Orlova')
    await page.getByRole('button', { name: t('action.save') }).click()
    await page.getByText(t('you.saved')).waitFor()
    await page.fill('input[name=current]', 'not this one')
    await page.fill('input[name=next]', 'kiln ostrich zebra')
    await page.getByRole('button', { name: t('you.change') }).click()
    await page.getByText(t('fault.wrong_password')).waitFor()
    await page.fill('input[name=current]', password)
    await page.getByRole('button', { name: t('you.change') }).click()
    await page.getByText(t('you.onlyHere')).waitFor()
    await elsewhere.page.waitForSelector('input[name=password]')
    expect([...you.complaints, ...elsewhere.complaints]).toEqual([])
    for (const visit of [owner, you, elsewhere]) await visit.context.close()
  }, 120_000)
})

test('an old sign-in confirms who it is once, and what was asked for goes on', async () => {
  const owner = await openVisit(browser, desktop, 'en')
  const { page, t } = owner
  await page.goto(baseUrl())
  const { email, password: own } = credentials()
  await fillSignIn(owner, email, own)
  await page.waitForSelector('.nav')
  await callApi(page, 'PATCH', '/me', { locale: 'en' })
  await page.goto(`${baseUrl()}/organisation/members`)
  await page.locator('.members-table').waitFor()
  // Nobody waits for a quarter of an hour: the first answer is what an old sign-in gets.
  await page.route(
    '**/api/v1/invitations',
    (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'step_up_needed', detail: 'Confirm that it is you.' }),
      }),
    { times: 1 },
  )
  await page.getByRole('button', { name: t('members.invite') }).click()
  await page.fill('dialog textarea[name=emails]', 'stepped-up@demo.example')
  await confirm(page)
  await page.getByRole('heading', { name: t('stepUp.title') }).waitFor()
  await expectSound(owner, 'step-up')
  await page.fill('input[name=step-up-password]', 'not mine at all')
  await page.keyboard.press('Enter')
  await page.getByText(t('stepUp.wrong')).waitFor()
  await page.fill('input[name=step-up-password]', own)
  await page.keyboard.press('Enter')
  await page.locator('dialog .copy-field').waitFor()
  await owner.context.close()
}, 120_000)

test('a forgotten password is replaced by an admin’s link', async () => {
  const owner = await openVisit(browser, desktop, 'ru')
  const { page, t } = owner
  // Requests for a new password are counted for each organisation: those of a shared one may be used up.
  const organisation = await createOrganisation('Forgetful')
  await enterOrganisation(owner, organisation, organisation.ownerEmail, 'ru')
  const email = `forgetful@${organisation.slug}.example`
  const sent = await callApi<{ data: { link: string }[] }>(page, 'POST', '/invitations', {
    emails: [email],
    role: 'member',
  })
  const visit = await openVisit(browser, phone, 'ru')
  await visit.page.goto(sent.data[0]?.link ?? '')
  await visit.page.fill('input[name=name]', 'Фёдор')
  await visit.page.fill('input[name=new-password]', password)
  await visit.page.click('button[type=submit]')
  await visit.page.waitForSelector('.nav')

  await page.goto(`${organisation.url}/organisation/members?q=forgetful`)
  await act(owner, 'Фёдор', t('members.passwordLink'))
  await confirm(page)
  const link = await page.locator('dialog .copy-field input').inputValue()
  await expectSound(owner, 'password-link')

  const other = await openVisit(browser, phone, 'ru')
  await other.page.goto(organisation.url)
  await other.page.getByText(t('signIn.forgot')).click()
  await expectSound(other, 'forgot')
  await other.page.fill('input[name=email]', email)
  await other.page.click('button[type=submit]')
  await other.page.getByText(t('forgot.done.title')).waitFor()
  await other.page.goto(link)
  await other.page.waitForSelector('input[name=new-password]')
  await expectSound(other, 'reset')
  await other.page.fill('input[name=new-password]', 'кирпич самовар облако')
  await other.page.click('button[type=submit]')
  await other.page.getByText(t('reset.done.title')).waitFor()
  await other.page.getByText(t('join.toSignIn')).click()
  await fillSignIn(other, email, 'кирпич самовар облако')
  await other.page.waitForSelector('.nav')
  await visit.page.waitForSelector('input[name=password]')
  await other.page.goto(`${organisation.url}/join#token=nonsense`)
  await other.page.getByText(t('failure.link_over')).waitFor()
  await expectSound(other, 'link-over')
  for (const one of [owner, visit, other]) await one.context.close()
}, 120_000)

test('a meeting is shown to members, and given to one of them', async () => {
  const owner = await openVisit(browser, desktop, 'en')
  const { page, t } = owner
  await signIn(owner, 'en')
  const sent = await callApi<{ data: { link: string }[] }>(page, 'POST', '/invitations', {
    emails: ['heir@demo.example'],
    role: 'member',
  })
  const heir = await openVisit(browser, desktop, 'en')
  await heir.page.goto(sent.data[0]?.link ?? '')
  await heir.page.fill('input[name=name]', 'Hanna Heir')
  await heir.page.fill('input[name=new-password]', password)
  await heir.page.click('button[type=submit]')
  await heir.page.waitForSelector('.nav')
  const meeting = await callApi<{ id: string }>(page, 'POST', '/meetings', {
    title: 'Handed over',
    scenario: { id: 'general-minutes' },
  })
  const openDialog = async (): Promise<void> => {
    await page.goto(`${baseUrl()}/meetings/${meeting.id}`)
    await page.locator('.header-more').click()
    await page.getByRole('menuitem', { name: t('meeting.viewers') }).click()
    await page.locator('dialog select[name=owner]').waitFor()
  }
  await openDialog()
  await page.getByLabel('Hanna Heir').check()
  await expectSound(owner, 'viewers')
  await confirm(page)
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  await heir.page.goto(`${baseUrl()}/meetings/${meeting.id}`)
  await heir.page.getByRole('heading', { name: 'Handed over' }).waitFor()
  await openDialog()
  expect(await page.getByLabel('Hanna Heir').isChecked()).toBe(true)
  await page.selectOption('dialog select[name=owner]', { label: 'Hanna Heir · Member' })
  await confirm(page)
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  const read = await callApi<{ owner: { name: string } }>(
    heir.page,
    'GET',
    `/meetings/${meeting.id}`,
  )
  expect(read.owner.name).toBe('Hanna Heir')
  for (const one of [owner, heir]) await one.context.close()
}, 120_000)
test('an owner hands the organisation over, and its new owner closes and opens it again', async () => {
  const { slug, url: there, ownerEmail } = await createOrganisation('Closing')
  const owner = await openVisit(browser, desktop, 'en')
  const { page, t } = owner
  await page.goto(`${there}/organisation/members`)
  await fillSignIn(owner, ownerEmail, password)
  await page.locator('.members-table').waitFor()
  const sent = await callApi<{ data: { link: string }[] }>(page, 'POST', '/invitations', {
    emails: ['heir@closing.example'],
    role: 'member',
  })
  const heir = await openVisit(browser, phone, 'ru')
  await heir.page.goto(sent.data[0]?.link ?? '')
  await heir.page.fill('input[name=name]', 'Наследник')
  await heir.page.fill('input[name=new-password]', password)
  await heir.page.click('button[type=submit]')
  await heir.page.waitForSelector('.nav')

  await page.reload()
  await page.getByRole('button', { name: t('owner.handOver') }).click()
  await page.locator('dialog select[name=new-owner] option').nth(1).waitFor({ state: 'attached' })
  await page.selectOption('dialog select[name=new-owner]', { index: 1 })
  await expectSound(owner, 'hand-over')
  await confirm(page)
  await page.locator('.owner-buttons').waitFor({ state: 'detached' })

  await callApi(heir.page, 'PATCH', '/me', { locale: 'ru' })
  await heir.page.goto(`${there}/organisation/members`)
  await heir.page.getByRole('button', { name: heir.t('owner.close') }).click()
  await confirm(heir.page)
  await heir.page.getByText(heir.t('owner.closeTypeFault', { slug })).waitFor()
  await heir.page.fill('dialog input[name=short-name]', slug)
  await expectSound(heir, 'close')
  await confirm(heir.page)
  await heir.page.getByRole('heading', { name: heir.t('suspended.title') }).waitFor()
  await heir.page.getByText(heir.t('suspended.reopen')).click()
  await heir.page.fill('input[name=email]', 'heir@closing.example')
  await heir.page.fill('input[name=password]', password)
  await expectSound(heir, 'reopen')
  await heir.page.getByRole('button', { name: heir.t('reopen.do') }).click()
  await heir.page.locator('.members-table, .nav').first().waitFor()
  for (const one of [owner, heir]) await one.context.close()
}, 120_000)

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { MemberList } from '../../server/modules/identity/members/contract.ts'
import type { MeetingPage } from '../../server/modules/meetings/contract.ts'
import { callApi, openVisit, type Visit } from './support/browser.ts'
import {
  act,
  closed,
  confirm,
  expectRefused,
  go,
  invite,
  join,
  signInAgain,
} from './support/organisation-steps.ts'
import { expectSound } from './support/sound.ts'
import { itemIds, submitAdd } from './support/steps.ts'
import { plainText } from './support/transcripts.ts'
import {
  english,
  expectNothingOfTheOther,
  look,
  lookAtLetter,
  MailedSystem,
  russian,
  type TestOrganisation,
} from './support/two-organisations.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()
let system: MailedSystem
beforeAll(async () => {
  system = await MailedSystem.start(browser)
}, 90_000)
afterAll(() => system.stop())

describe.each([
  ['English on a laptop', english],
  ['Russian on a phone', russian],
] as const)('%s', (_, organisation) => {
  const { people, locale, name, slug } = organisation

  test('an organisation signs up and its owner proves the address', async () => {
    const visit = await system.visitOf(organisation, 'owner')
    const { page, t } = visit
    const { owner } = people
    await page.goto(system.bareUrl)
    await page.fill('input[name=organisation]', name)
    await page.waitForFunction(
      (wanted) => document.querySelector<HTMLInputElement>('input[name=slug]')?.value === wanted,
      slug,
    )
    await page.fill('input[name=name]', owner.name)
    await page.fill('input[name=email]', owner.email)
    await page.fill('input[name=new-password]', owner.password)
    await look(organisation, visit, 'sign-up')
    await page.click('button[type=submit]')
    await page.getByRole('heading', { name: t('signUp.mail.title') }).waitFor()
    await look(organisation, visit, 'sign-up-mailed')

    await go(system, organisation, visit, '/')
    await page.getByRole('heading', { name: t('unproved.title') }).waitFor()
    await look(organisation, visit, 'unproved')

    const letter = await system.mailbox.next(owner.email)
    await lookAtLetter(system, organisation, letter, 'prove')
    await page.goto(letter.link)
    await page.fill('input[name=password]', 'not what was chosen')
    await page.click('button[type=submit]')
    await page.locator('.field-fault, .failure').first().waitFor()
    await expectSound(visit, `${locale}-confirm`)
    await page.fill('input[name=password]', owner.password)
    await page.click('button[type=submit]')
    await page.getByRole('heading', { name: t('welcome.title', { organisation: name }) }).waitFor()
    await look(organisation, visit, 'welcome')
  }, 120_000)

  test('the owner lets colleagues join by domain and invites an admin', async () => {
    const visit = await system.visitOf(organisation, 'owner')
    const { page, t } = visit
    const domain = people.owner.email.split('@')[1] ?? ''
    await go(system, organisation, visit, '/organisation/settings')
    await page.getByLabel(domain).check()
    await page.getByText(t('joining.saved')).first().waitFor()
    await page.getByText(t('joining.page', { address: '' }).trim()).waitFor()
    await look(organisation, visit, 'settings')
    await invite(system, organisation, visit, ['admin'], 'admin')
    await join(system, organisation, 'admin')
  }, 120_000)

  test('the admin invites the others by mail, makes a key and reads the audit', async () => {
    const visit = await system.visitOf(organisation, 'admin')
    const { page, t } = visit
    await invite(system, organisation, visit, ['author'], 'author')
    await invite(system, organisation, visit, ['member'], 'member')
    await invite(system, organisation, visit, ['viewer'], 'viewer')
    await page.reload()
    await page.getByText(people.viewer.email).first().waitFor()
    await look(organisation, visit, 'members-invited')
    for (const part of ['author', 'member', 'viewer'] as const)
      await join(system, organisation, part)
    await go(system, organisation, visit, '/organisation/members')
    await page.getByText(people.viewer.name).waitFor()
    await look(organisation, visit, 'members')
    // What an owner alone may do is not there.
    expect(await page.getByText(t('owner.title')).count()).toBe(0)
    expect(
      await page
        .getByRole('button', { name: t('members.actions', { name: people.owner.name }) })
        .count(),
    ).toBe(0)

    await go(system, organisation, visit, '/organisation/keys')
    await page.getByRole('button', { name: t('apiKeys.add') }).click()
    await page.fill('dialog input[name=name]', 'Archive')
    await page.getByRole('button', { name: t('scopes.preset.import') }).click()
    await look(organisation, visit, 'new-key')
    await confirm(page)
    await page.getByText(t('shownKey.once')).waitFor()
    await look(organisation, visit, 'shown-key')
    await page.getByRole('button', { name: t('shownKey.done') }).click()
    await closed(page)
    await look(organisation, visit, 'keys')

    await go(system, organisation, visit, '/organisation/mail')
    await page.locator('[data-mail=sent]').nth(4).waitFor()
    await look(organisation, visit, 'mail')
    await go(system, organisation, visit, '/organisation/audit')
    await page.getByText(t('did.key.created')).first().waitFor()
    await look(organisation, visit, 'audit')
    await go(system, organisation, visit, '/organisation/providers')
    await page.getByText(t('providers.model.words')).waitFor()
    await look(organisation, visit, 'providers')
  }, 120_000)

  test('the author begins a scenario and may not read the audit', async () => {
    const visit = await system.visitOf(organisation, 'author')
    const { page, t } = visit
    const { id, titleEn, titleRu } = organisation.scenario
    await go(system, organisation, visit, '/scenarios')
    await page.getByRole('button', { name: t('scenarios.new'), exact: true }).click()
    await page.fill('dialog input[name=titleRu]', titleRu)
    await page.fill('dialog input[name=titleEn]', titleEn)
    await page.fill('dialog input[name=id]', id)
    await look(organisation, visit, 'new-scenario')
    await confirm(page)
    await page.waitForSelector('.section-list [data-sort]')
    await look(organisation, visit, 'scenario-draft')
    await go(system, organisation, visit, '/organisation/members')
    await page.locator('.members-table').waitFor()
    await look(organisation, visit, 'members-of-author')
    expect(await page.getByRole('button', { name: t('members.invite') }).count()).toBe(0)
    await expectRefused(system, organisation, visit, '/organisation/audit')
  }, 120_000)

  test('the member adds a meeting from text, reviews it and shows it to the viewer', async () => {
    const visit = await system.visitOf(organisation, 'member')
    const { page, t } = visit
    await go(system, organisation, visit, '/meetings')
    await page.getByText(t('meetings.empty.title')).waitFor()
    await look(organisation, visit, 'meetings-empty')
    await go(system, organisation, visit, '/meetings?add=text')
    await page.waitForSelector('dialog[open]')
    await page.fill('dialog textarea', plainText(locale))
    await page.fill('dialog input[name=title]', organisation.meeting)
    await look(organisation, visit, 'add-text')
    await submitAdd(visit)
    await page.waitForURL(/\/meetings\/[0-9a-f-]{36}/)
    await page.waitForSelector('[data-item]')
    await look(organisation, visit, 'meeting')
    const [first = ''] = await itemIds(visit)
    const row = page.locator(`[data-item="${first}"]`)
    await row.locator('.item-accept').click()
    const accepted = page.locator(`[data-item="${first}"][data-state="accepted"]`)
    const note = row.locator('textarea[name=overrideNote]')
    await note.or(accepted).first().waitFor()
    if (await note.isVisible()) {
      await note.fill('ok')
      await row.locator('.item-form .button-primary').click()
    }
    await accepted.waitFor()

    await page.locator('.header-more').click()
    await page.getByRole('menuitem', { name: t('meeting.viewers') }).click()
    await page.getByLabel(people.viewer.name).check()
    await look(organisation, visit, 'viewers')
    await confirm(page)
    await closed(page)
    await expectRefused(system, organisation, visit, '/organisation/settings')
    await go(system, organisation, visit, `/scenarios/${organisation.scenario.id}/draft`)
    await page.waitForSelector('.empty-state')
    await look(organisation, visit, 'draft-of-member')
  }, 120_000)

  test('the viewer reads, is offered nothing else, and is refused kindly', async () => {
    const visit = await system.visitOf(organisation, 'viewer')
    const { page, t } = visit
    await go(system, organisation, visit, '/meetings')
    await page.getByText(organisation.meeting).first().click()
    await page.waitForSelector('[data-item]')
    await look(organisation, visit, 'meeting-of-viewer')
    const forbidden =
      '.item-accept, .item-reject, .header-more, .meeting-header .button-primary, .section-accept'
    expect(await page.locator(forbidden).count()).toBe(0)
    for (const path of [
      '/meetings',
      '/clients',
      '/people',
      '/scenarios',
      '/organisation/members',
    ]) {
      await go(system, organisation, visit, path)
      await page.waitForSelector('.nav')
      await page.waitForSelector('h1')
      await look(organisation, visit, `viewer${path.replaceAll('/', '-')}`)
    }
    expect(await page.getByRole('button', { name: t('members.invite') }).count()).toBe(0)
    for (const part of ['audit', 'settings', 'settings/retention', 'providers', 'mail'])
      await expectRefused(system, organisation, visit, `/organisation/${part}`)
  }, 120_000)

  test('a forgotten password is replaced by mail', async () => {
    const visit = await system.visitOf(organisation, 'viewer')
    const { page, t } = visit
    const { email } = people.viewer
    await page.context().clearCookies()
    await go(system, organisation, visit, '/forgot')
    await page.fill('input[name=email]', email)
    await look(organisation, visit, 'forgot')
    await page.click('button[type=submit]')
    await page.getByText(t('forgot.done.title')).waitFor()
    await look(organisation, visit, 'forgot-done')
    const letter = await system.mailbox.next(email)
    await lookAtLetter(system, organisation, letter, 'reset')
    await page.goto(letter.link)
    await page.waitForSelector('input[name=new-password]')
    await look(organisation, visit, 'reset')
    people.viewer.password = `${people.viewer.password} 2`
    await page.fill('input[name=new-password]', people.viewer.password)
    await page.click('button[type=submit]')
    await page.getByText(t('reset.done.title')).waitFor()
    await look(organisation, visit, 'reset-done')
    await signInAgain(system, organisation, visit, email, people.viewer.password)
    await page.goto(letter.link)
    await page.fill('input[name=new-password]', 'another one altogether')
    await page.click('button[type=submit]')
    await page.getByText(t('failure.link_over')).waitFor()
    await page.getByText(t('reset.again')).waitFor()
    await expectSound(visit, `${locale}-reset-over`)
  }, 120_000)

  test('a new e-mail is agreed to from both addresses', async () => {
    const visit = await system.visitOf(organisation, 'member')
    const { page, t } = visit
    const { email, password } = people.member
    const next = `new-${email}`
    await go(system, organisation, visit, '/you')
    await page.getByRole('button', { name: t('you.emailChange') }).click()
    await page.fill('dialog input[name=new-email]', next)
    await look(organisation, visit, 'email-ask')
    await confirm(page)
    await closed(page)
    await page.getByText(t('you.emailWaits', { email: next })).waitFor()
    await look(organisation, visit, 'you')
    const toOld = await system.mailbox.next(email)
    const toNew = await system.mailbox.next(next)
    await lookAtLetter(system, organisation, toOld, 'leave-email')
    await lookAtLetter(system, organisation, toNew, 'change-email')
    await page.goto(toNew.link)
    await page.getByRole('button', { name: t('emailLink.do') }).click()
    await page.getByText(t('emailLink.waiting')).waitFor()
    await look(organisation, visit, 'email-waiting')
    await page.goto(toOld.link)
    await page.getByRole('button', { name: t('emailLink.do') }).click()
    await page.getByText(t('emailLink.changed')).waitFor()
    await expectSound(visit, `${locale}-email-changed`)
    people.member.email = next
    const told = await system.mailbox.next(email)
    await lookAtLetter(system, organisation, told, 'email-changed')
    await page.context().clearCookies()
    await signInAgain(system, organisation, visit, next, password)
  }, 120_000)

  test('a colleague joins by the domain of their address', async () => {
    const stranger = await system.visitOf(organisation, 'stranger')
    const { page, t } = stranger
    await go(system, organisation, stranger, '/')
    await page.getByText(t('signIn.join')).waitFor()
    await look(organisation, stranger, 'sign-in')
    await page.getByText(t('signIn.join')).click()
    await page.getByText(t('ask.words')).waitFor()
    await page.fill('input[name=email]', people.colleague.email)
    await look(organisation, stranger, 'ask')
    await page.click('button[type=submit]')
    await page.getByText(t('ask.done.title')).waitFor()
    await look(organisation, stranger, 'ask-done')
    await join(system, organisation, 'colleague')
    // Whoever forgot the address of their organisation has it written to them.
    await page.goto(`${system.bareUrl}/find`)
    await page.fill('input[name=email]', people.colleague.email)
    await look(organisation, stranger, 'find')
    await page.locator('form').nth(1).locator('button[type=submit]').click()
    await page.getByText(t('find.byMailDone', { email: people.colleague.email })).waitFor()
    await look(organisation, stranger, 'find-done')
    const letter = await system.mailbox.next(people.colleague.email)
    await lookAtLetter(system, organisation, letter, 'where')
    await page.goto(letter.link)
    await page.waitForSelector('input[name=password]')
  }, 120_000)

  test('the owner changes a role and hands the organisation over', async () => {
    const visit = await system.visitOf(organisation, 'owner')
    const { page, t } = visit
    await go(system, organisation, visit, '/organisation/members')
    await act(visit, people.colleague.name, 'members.changeRole')
    await page.locator('dialog input[value=author]').check()
    await look(organisation, visit, 'role')
    await confirm(page)
    await closed(page)
    const { data } = await callApi<MemberList>(page, 'GET', '/members')
    expect(data.find(({ name }) => name === people.colleague.name)?.role).toBe('author')
    await page.getByRole('button', { name: t('owner.handOver') }).click()
    const heir = `${people.admin.name} · ${t('role.admin')}`
    await page.locator('dialog select option', { hasText: heir }).waitFor({ state: 'attached' })
    await page.selectOption('dialog select[name=new-owner]', { label: heir })
    await look(organisation, visit, 'hand-over')
    await confirm(page)
    await page.locator('.owner-buttons').waitFor({ state: 'detached' })
    await look(organisation, visit, 'handed-over')
    const admin = await system.visitOf(organisation, 'admin')
    await go(system, organisation, admin, '/organisation/members')
    await admin.page.locator('.owner-buttons').waitFor()
  }, 120_000)
})

test('each organisation sees its own, whatever is asked for', async () => {
  for (const [organisation, other] of [
    [english, russian],
    [russian, english],
  ] as const) {
    const theirs = await system.visitOf(other, 'admin')
    const { data } = await callApi<MeetingPage>(theirs.page, 'GET', '/meetings')
    const visit = await system.visitOf(organisation, 'admin')
    const { page, t } = visit
    await go(system, organisation, visit, `/meetings/${data[0]?.id}`)
    await page.getByText(t('meeting.missing.words')).waitFor()
    await look(organisation, visit, 'meeting-of-others')
    for (const path of ['/meetings', '/members', '/audit', '/mails', '/api-keys', '/scenarios']) {
      expectNothingOfTheOther(organisation, JSON.stringify(await callApi(page, 'GET', path)))
    }
  }
}, 120_000)

test('somebody who belongs to both has each in a tab of its own', async () => {
  const email = 'erin@consultants.example'
  const visit = await openVisit(system.browser, english.screen, 'en')
  const tabs: [TestOrganisation, Visit][] = []
  for (const organisation of [english, russian]) {
    const admin = await system.visitOf(organisation, 'admin')
    await callApi(admin.page, 'POST', '/invitations', { emails: [email], role: 'viewer' })
    const { link } = await system.mailbox.next(email)
    const page = await visit.context.newPage()
    await page.goto(link)
    await page.fill('input[name=name]', 'Erin Both')
    await page.fill('input[name=new-password]', `${organisation.people.viewer.password} too`)
    await page.click('button[type=submit]')
    await page.waitForSelector('.nav')
    const tab = { ...visit, page }
    await page.getByText(/No meetings yet|Встреч пока нет/).waitFor()
    await look(organisation, tab, 'meetings-of-nobody')
    tabs.push([organisation, tab])
  }
  for (const [organisation, tab] of tabs) {
    await go(system, organisation, tab, '/organisation/members')
    await tab.page.locator('.members-table').waitFor()
    await tab.page.getByText(organisation.people.owner.name).waitFor()
    expectNothingOfTheOther(organisation, await tab.page.content())
  }
  const [[, first], [second, other]] = tabs as [
    [TestOrganisation, Visit],
    [TestOrganisation, Visit],
  ]
  await callApi(first.page, 'POST', '/auth/logout')
  await other.page.reload()
  await other.page.getByText(second.people.owner.name).waitFor()
  await visit.context.close()
  expect(system.complaints()).toEqual([])
  expect(await system.mailbox.left()).toBe(0)
}, 120_000)

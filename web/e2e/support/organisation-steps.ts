import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import type { Key } from '../../i18n/index.ts'
import { fillSignIn, type Visit } from './browser.ts'
import {
  look,
  lookAtLetter,
  type MailedSystem,
  type Part,
  type TestOrganisation,
} from './two-organisations.ts'

export const confirm = (page: Page): Promise<void> =>
  page.click('dialog[open] .dialog-foot .button:last-child')
export const closed = (page: Page): Promise<void> =>
  page.locator('dialog[open]').waitFor({ state: 'detached' })

export const go = (
  system: MailedSystem,
  organisation: TestOrganisation,
  { page }: Visit,
  path: string,
) => page.goto(system.urlOf(organisation) + path)

/** Signs an organisation up and proves its owner's address, who is signed in then. */
export async function signUp(system: MailedSystem, organisation: TestOrganisation): Promise<Visit> {
  const { people, name, slug } = organisation
  const { owner } = people
  const visit = await system.visitOf(organisation, 'owner')
  const { page, t } = visit
  await page.goto(system.bareUrl)
  await page.fill('input[name=organisation]', name)
  await page.locator('input[name=slug]').waitFor()
  await page.fill('input[name=slug]', slug)
  await page.fill('input[name=name]', owner.name)
  await page.fill('input[name=email]', owner.email)
  await page.fill('input[name=new-password]', owner.password)
  await page.click('button[type=submit]')
  await page.getByRole('heading', { name: t('signUp.mail.title') }).waitFor()
  await page.goto((await system.mailbox.next(owner.email)).link)
  await page.fill('input[name=password]', owner.password)
  await page.click('button[type=submit]')
  await page.getByRole('heading', { name: t('welcome.title', { organisation: name }) }).waitFor()
  return visit
}

export async function act(visit: Visit, name: string, entry: Key): Promise<void> {
  const { page, t } = visit
  await page.getByRole('button', { name: t('members.actions', { name }) }).click()
  await page.getByRole('menuitem', { name: t(entry) }).click()
  await page.waitForSelector('dialog[open]')
}

/** What an address that was typed by hand says to somebody who may not. */
export async function expectRefused(
  system: MailedSystem,
  organisation: TestOrganisation,
  visit: Visit,
  path: string,
): Promise<void> {
  await go(system, organisation, visit, path)
  const { page, t } = visit
  await page.getByText(t('organisation.notForYou.title')).waitFor()
  expect(await page.locator('.shell-content button, .failure').count()).toBe(0)
  await look(organisation, visit, `refused${path.replaceAll('/', '-')}`)
}

export async function invite(
  system: MailedSystem,
  organisation: TestOrganisation,
  visit: Visit,
  parts: Part[],
  role: Part,
): Promise<void> {
  const { page, t } = visit
  const { people, note } = organisation
  await go(system, organisation, visit, '/organisation/members')
  await page.getByRole('button', { name: t('members.invite') }).click()
  const emails = parts.map((part) => people[part].email)
  await page.fill('dialog textarea[name=emails]', emails.join('\n'))
  await page.locator(`dialog input[value=${role}]`).check()
  await page.fill('dialog textarea[name=note]', note)
  await look(organisation, visit, `invite-${role}`)
  await confirm(page)
  await page.getByText(t('invite.mailed', { count: parts.length })).waitFor()
  await look(organisation, visit, `invited-${role}`)
  await confirm(page)
  await closed(page)
}

/** Opens the link of the invitation that came by mail, and goes in. */
export async function join(
  system: MailedSystem,
  organisation: TestOrganisation,
  part: Part,
): Promise<Visit> {
  const { name, email, password } = organisation.people[part]
  const letter = await system.mailbox.next(email)
  await lookAtLetter(system, organisation, letter, `for-${part}`)
  const visit = await system.visitOf(organisation, part)
  const { page } = visit
  await page.goto(letter.link)
  await page.waitForSelector('input[name=new-password]')
  await look(organisation, visit, `join-${part}`)
  await page.fill('input[name=name]', name)
  await page.fill('input[name=new-password]', password)
  await page.click('button[type=submit]')
  await page.waitForSelector(`html[lang=${organisation.locale}] .nav`)
  return visit
}

export async function signInAgain(
  system: MailedSystem,
  organisation: TestOrganisation,
  visit: Visit,
  email: string,
  password: string,
): Promise<void> {
  await go(system, organisation, visit, '/meetings')
  await visit.page.waitForSelector('input[name=password]')
  await fillSignIn(visit, email, password)
  await visit.page.waitForSelector('.nav')
}

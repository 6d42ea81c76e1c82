import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { JoiningView } from '../../server/modules/identity/joining/contract.ts'
import { expectRefusals, inDialog } from './support/bad-input.ts'
import { callApi, fillSignIn, type Visit } from './support/browser.ts'
import { go, signUp } from './support/organisation-steps.ts'
import { picture } from './support/picture.ts'
import {
  english,
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

const path = '**/settings/joining'
const section = 'section[aria-labelledby=settings-joining]'

/** Answers the next change as the server would in another moment; what comes after goes on to the server. */
async function refuseOnce(
  { page }: Visit,
  status: number,
  problem: { code: string; errors?: { pointer: string; detail: string; reason: string }[] },
): Promise<void> {
  let isOver = false
  await page.route(path, (route) => {
    if (isOver || route.request().method() !== 'PATCH') return route.fallback()
    isOver = true
    const contentType = 'application/problem+json'
    return route.fulfill({ status, contentType, body: JSON.stringify(problem) })
  })
}

const openSettings = (organisation: TestOrganisation, visit: Visit) =>
  go(system, organisation, visit, '/organisation/settings')

describe.each([
  ['en', english],
  ['ru', russian],
] as const)('joining domains in %s', (locale, organisation) => {
  const { email, password } = organisation.people.owner
  const domain = email.split('@')[1] ?? ''

  test('a choice that fails is told, shows what holds, and can be made again', async () => {
    const visit = await signUp(system, organisation)
    const { page, context, t } = visit
    await openSettings(organisation, visit)
    const part = page.locator(section)
    const box = part.getByLabel(domain)
    const told = part.locator('.failure')
    const expectOff = async (): Promise<void> => {
      await part.locator('input[type=checkbox]:not(:checked, :disabled)').waitFor()
      await part.getByText(t('joining.off')).waitFor()
    }
    await expectOff()
    await box.focus()
    await expectRefusals(visit, {
      name: 'joining',
      path,
      send: () => page.keyboard.press('Space'),
      sendMore: () => box.dblclick({ force: true }),
      async asBefore() {
        await expectOff()
        // Whoever uses the keyboard goes on where they were.
        await part.locator('input[type=checkbox]:focus').waitFor()
      },
    })

    await refuseOnce(visit, 422, {
      code: 'invalid_request',
      errors: [{ pointer: '/domains/0', detail: 'no', reason: 'domain_not_own' }],
    })
    await box.click()
    await told.getByText(t('fault.domain_not_own')).waitFor()
    await expectOff()

    await refuseOnce(visit, 403, { code: 'step_up_needed' })
    await box.click()
    await page.locator('input[name=step-up-password]').waitFor()
    await page.keyboard.press('Escape')
    await told.getByText(t('failure.step_up_needed')).waitFor()
    await expectOff()

    await context.clearCookies()
    await box.click()
    await page.locator('.auth input[name=password]').waitFor()
    await fillSignIn(visit, email, password)
    await expectOff()
    expect((await callApi<JoiningView>(page, 'GET', '/settings/joining')).domains).toEqual([])

    await refuseOnce(visit, 403, { code: 'step_up_needed' })
    await box.dblclick()
    await page.fill('input[name=step-up-password]', password)
    await page.locator(inDialog).dblclick()
    await part.getByText(t('joining.role')).first().waitFor()
    expect(await box.isChecked()).toBe(true)
    expect((await callApi<JoiningView>(page, 'GET', '/settings/joining')).rev).toBe(1)
    await picture(visit, `joining-${locale}`)
    expect(visit.complaints).toEqual([])
  }, 120_000)

  test('a role that is not saved is not shown as saved', async () => {
    const visit = await system.visitOf(organisation, 'owner')
    const { page, t } = visit
    await openSettings(organisation, visit)
    const part = page.locator(section)
    const role = (name: 'viewer' | 'member') =>
      part.getByRole('radio', { name: t(`role.${name}`), exact: true })
    const before = await callApi<JoiningView>(page, 'GET', '/settings/joining')
    const other = before.role === 'viewer' ? 'member' : 'viewer'
    await role(before.role).waitFor()
    await expectRefusals(visit, {
      name: 'joining, role',
      path,
      send: () => part.getByText(t(`role.${other}`), { exact: true }).click(),
      async sendMore() {
        await part.getByText(t(`role.${before.role}`), { exact: true }).click()
        await part.getByText(t(`role.${other}`), { exact: true }).dblclick()
      },
      asBefore: async () => {
        await part.getByText(t(`role.${before.role}.words`)).waitFor()
        expect(await role(before.role).isChecked()).toBe(true)
      },
    })

    // In another tab it was changed meanwhile.
    await callApi(page, 'PATCH', '/settings/joining', { domains: [] })
    await part.getByText(t(`role.${other}`), { exact: true }).click()
    await part.locator('.failure').getByText(t('failure.precondition_failed')).waitFor()
    await part.getByText(t('joining.off')).waitFor()
    expect(await part.getByLabel(domain).isChecked()).toBe(false)
    await part.getByLabel(domain).click()
    await part.getByText(t(`role.${other}`), { exact: true }).click()
    await part.getByText(t(`role.${other}.words`)).waitFor()
    await page.reload()
    await part.getByText(t(`role.${other}.words`)).waitFor()
    expect(await role(other).isChecked()).toBe(true)
    expect(system.complaints()).toEqual([])
  }, 120_000)
})

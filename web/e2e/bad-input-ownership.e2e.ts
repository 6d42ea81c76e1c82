import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { TOTP } from 'otpauth'
import type postgres from 'postgres'
import {
  cases,
  emoji,
  expectRefusals,
  expectTold,
  expectTrouble,
  type Form,
  inDialog,
  invisible,
  long,
  markup,
  openForm,
  turned,
} from './support/bad-input.ts'
import { callApi, fillSignIn, openVisit, type Visit } from './support/browser.ts'
import { openDatabase } from './support/database.ts'
import {
  addMember,
  createOrganisation,
  enterOrganisation,
  type OwnOrganisation,
  ownPassword,
} from './support/own-organisation.ts'
import { picture } from './support/picture.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()
let sql: postgres.Sql
beforeAll(async () => {
  sql = await openDatabase()
})
afterAll(() => sql.end())

const heir = 'dialog select[name=new-owner]'
const stepUpSend = 'dialog[open]:has(input[name=step-up-password]) .dialog-foot .button:last-child'
const send = 'button[type=submit]'

async function openTransfer({ page, t }: Visit, { url }: OwnOrganisation): Promise<void> {
  await page.goto(`${url}/organisation/members`)
  await page.getByRole('button', { name: t('owner.handOver') }).click()
  await page.locator(`${heir} option:nth-child(2)`).waitFor({ state: 'attached' })
}

describe.each(cases)('bad input of an owner in %s', (locale, screen) => {
  let place: OwnOrganisation
  beforeAll(async () => {
    place = await createOrganisation(`Owned${locale}`)
  })
  const openOwner = async (): Promise<Visit> => {
    const visit = await openVisit(browser, screen, locale)
    await enterOrganisation(visit, place, place.ownerEmail, locale)
    return visit
  }

  test('a transfer is told at its field, sent once, and outlasts line, server and session', async () => {
    const visit = await openOwner()
    const { page, context, t } = visit
    await addMember(visit, `heir@${place.slug}.example`, `Heir ${locale}`)
    // Those to choose from can be asked for again.
    await page.goto(`${place.url}/organisation/members`)
    await page.locator('.owner-buttons').waitFor()
    await context.setOffline(true)
    await page.getByRole('button', { name: t('owner.handOver') }).click()
    await page.locator('dialog').getByText(t('failure.offline')).waitFor()
    await context.setOffline(false)
    await page
      .locator('dialog')
      .getByRole('button', { name: t('action.retry') })
      .click()
    await page.locator(`${heir} option:nth-child(2)`).waitFor({ state: 'attached' })
    expect(await page.locator('.failure').count()).toBe(0)

    await page.click(inDialog)
    await page.locator(`${heir}[aria-invalid=true]:focus`).waitFor()
    await page.getByText(t('deactivate.choose'), { exact: true }).last().waitFor()
    await page.selectOption(heir, { index: 1 })
    const chosen = await page.inputValue(heir)
    const button = page.locator(inDialog)
    await expectRefusals(visit, {
      name: 'transfer',
      path: '**/organisation/transfer',
      send: () => button.click(),
      sendMore: () => button.dblclick({ force: true }),
      async asBefore() {
        expect(await page.inputValue(heir)).toBe(chosen)
        expect(await button.getAttribute('aria-busy')).toBe(null)
      },
    })

    await context.clearCookies()
    await button.click()
    await page.locator('.auth input[name=password]').waitFor()
    await fillSignIn(visit, place.ownerEmail, ownPassword)
    await page.locator('.owner-buttons').waitFor()
    // To whom everything goes is chosen anew.
    expect(await page.locator('dialog[open]').count()).toBe(0)
    await openTransfer(visit, place)
    expect(await page.inputValue(heir)).toBe('')
    const { user } = await callApi<{ user: { role: string } }>(page, 'GET', '/me')
    expect(user.role).toBe('owner')
    expect(visit.complaints).toEqual([])
    await context.close()
  }, 120_000)

  test('a transfer of an old sign-in waits for a proof, which can be refused, wrong and right', async () => {
    const visit = await openOwner()
    const { page, context, t } = visit
    await openTransfer(visit, place)
    await page.selectOption(heir, { index: 1 })
    const chosen = await page.inputValue(heir)
    // What is remembered of sessions is forgotten with this.
    await callApi(page, 'DELETE', '/me/sessions')
    await sql`
      update sessions set proved_at = now() - interval '1 hour'
      where tenant_id = (select id from tenants where slug = ${place.slug})`
    const sent: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/organisation/transfer')) sent.push(request.method())
    })
    await page.click(inDialog)
    await page.locator('input[name=step-up-password]').waitFor()
    await picture(visit, `transfer-step-up-${locale}`, false)
    await page.keyboard.press('Escape')
    await page.locator('dialog').getByText(t('failure.step_up_needed')).waitFor()
    expect(await page.inputValue(heir)).toBe(chosen)
    expect(sent).toHaveLength(1)

    await page.click(inDialog)
    const proof: Form = {
      name: 'step-up of a transfer',
      open: () => Promise.resolve(),
      field: 'input[name=step-up-password]',
      send: stepUpSend,
      bad: ['', 'not this one'],
    }
    await page.locator(proof.field).waitFor()
    for (const typed of proof.bad) await expectTold(visit, proof, typed)
    expect(sent).toHaveLength(2)
    await page.fill(proof.field, ownPassword)
    await page.locator(stepUpSend).dblclick()
    await page.locator('.owner-buttons').waitFor({ state: 'detached' })
    await page.locator('.toast').waitFor()
    expect(sent).toHaveLength(3)
    const { user } = await callApi<{ user: { role: string } }>(page, 'GET', '/me')
    expect(user.role).toBe('admin')
    expect(visit.complaints).toEqual([])
    await context.close()
  }, 120_000)

  test('a closed organisation is opened again in spite of bad input, line and server', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, context, t } = visit
    const email = `heir@${place.slug}.example`
    await enterOrganisation(visit, place, email, locale)
    const { secret } = await callApi<{ secret: string }>(page, 'POST', '/me/factors/totp')
    const codeNow = (): string => new TOTP({ secret }).generate()
    const { recoveryCodes } = await callApi<{ recoveryCodes: string[] }>(
      page,
      'POST',
      '/me/factors/totp/confirm',
      { code: new TOTP({ secret }).generate({ timestamp: Date.now() - 30_000 }) },
    )
    await callApi(page, 'POST', '/organisation/close')

    const reopening: Form = {
      name: 'reopening, e-mail',
      async open() {
        await page.goto(`${place.url}/meetings`)
        await page.getByText(t('suspended.reopen')).click()
        await page.locator('input[name=email]:focus').waitFor()
      },
      rest: { password: ownPassword },
      field: 'input[name=email]',
      send,
      bad: ['', '   ', 'no', invisible],
    }
    await openForm(visit, reopening)
    for (const typed of reopening.bad) await expectTold(visit, reopening, typed)
    for (const typed of [emoji, markup, turned, long, 'nobody@demo.example']) {
      await page.fill(reopening.field, typed)
      const kept = await page.inputValue(reopening.field)
      await page.click(send)
      await page.locator('.failure').getByText(t('failure.wrong_credentials')).waitFor()
      expect(await page.inputValue(reopening.field)).toBe(kept)
    }
    const byPassword: Form = {
      ...reopening,
      name: 'reopening, password',
      rest: { email },
      field: 'input[name=password]',
      bad: ['', invisible],
      good: ownPassword,
      path: '**/organisation/reopen',
    }
    await openForm(visit, byPassword)
    for (const typed of byPassword.bad) await expectTold(visit, byPassword, typed)
    await expectTrouble(visit, byPassword)
    await picture(visit, `reopening-${locale}`)

    await page.click(send)
    const byCode: Form = {
      ...byPassword,
      name: 'reopening, code',
      field: 'input[name=code]',
      bad: ['', '   ', 'abc', '000000', emoji, long, invisible],
      good: '123456',
    }
    await page.locator(`${byCode.field}:focus`).waitFor()
    await page.getByText(t('fault.code_needed')).waitFor()
    for (const typed of byCode.bad) await expectTold(visit, byCode, typed)
    await expectTrouble(visit, byCode)

    await sql`update tenants set closed_at = now() - interval '31 days' where slug = ${place.slug}`
    await page.fill(byCode.field, codeNow())
    await page.click(send)
    await page.locator('.failure').getByText(t('failure.not_reopenable')).waitFor()
    await picture(visit, `reopening-over-${locale}`)
    await sql`update tenants set closed_at = now() where slug = ${place.slug}`

    // It was opened by a request whose answer got lost: the next one leads in all the same.
    const given = { email, password: ownPassword, code: codeNow() }
    await callApi(page, 'POST', '/organisation/reopen', given)
    await page.fill(byCode.field, recoveryCodes[0] ?? '')
    await page.locator(send).dblclick()
    await page.locator('.nav').waitFor()
    expect(visit.complaints).toEqual([])
    await context.close()
  }, 180_000)
})

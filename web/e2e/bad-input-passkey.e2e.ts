import { describe, expect, test } from 'bun:test'
import type { FactorsView } from '../../server/modules/identity/factors/contract.ts'
import { addAuthenticator } from './support/authenticator.ts'
import {
  cases,
  emoji,
  expectWhole,
  type Form,
  inDialog,
  invisible,
  long,
  markup,
  openForm,
  turned,
} from './support/bad-input.ts'
import { callApi, openVisit, type Visit } from './support/browser.ts'
import { findOverflow } from './support/measure-layout.ts'
import { createOrganisation, enterOrganisation } from './support/own-organisation.ts'
import { picture } from './support/picture.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()
const list = '.passkey-list'

async function addPasskey(visit: Visit): Promise<void> {
  const { page, t } = visit
  await addAuthenticator(visit)
  await page.getByRole('button', { name: t('security.passkeyAdd') }).click()
  await page.fill('dialog input[name=passkey-name]', 'Laptop')
  await page.click(inDialog)
  await page.getByRole('button', { name: t('codes.done') }).click()
  await page.locator(list).waitFor()
}

describe.each(cases)('bad input to the name of a passkey in %s', (locale, screen) => {
  test('is told at its field, sent once, and outlasts line, server and session', async () => {
    const place = await createOrganisation(`Keyed${locale}`)
    const visit = await openVisit(browser, screen, locale)
    const { page, context, t } = visit
    await enterOrganisation(visit, place, place.ownerEmail, locale)
    await addPasskey(visit)
    const form: Form = {
      name: 'passkey, another name',
      async open() {
        await page.goto(`${place.url}/you`)
        await page.locator(`${list} button`).click()
        await page.getByRole('menuitem', { name: t('security.passkeyRename') }).click()
      },
      field: 'dialog input[name=passkey-name]',
      send: inDialog,
      bad: ['', '   ', invisible],
      good: `Key ${emoji}`,
      path: '**/me/factors/passkeys/*',
      keeps: true,
    }
    await expectWhole(visit, form)

    for (const name of [markup, `${emoji} ${turned}`, long]) {
      await openForm(visit, form)
      await page.fill(form.field, name)
      const taken = await page.inputValue(form.field)
      let sent = 0
      await page.route(form.path ?? '', (route) => {
        sent += 1
        return route.continue()
      })
      await page.locator(inDialog).dblclick()
      await page.locator(list).getByText(taken.trim(), { exact: true }).waitFor()
      expect({ name, sent }).toEqual({ name, sent: 1 })
      await page.unroute(form.path ?? '')
      expect(await findOverflow(page)).toEqual([])
      await picture(visit, `passkey-${locale}-${name.length}`)
      // What was saved is not taken for typed and unsaved.
      await openForm(visit, form)
      expect(await page.getByText(t('kept.words')).count()).toBe(0)
    }

    // It was removed elsewhere meanwhile.
    await page.fill(form.field, 'Gone')
    const { passkeys } = await callApi<FactorsView>(page, 'GET', '/me/factors')
    await callApi(page, 'DELETE', `/me/factors/passkeys/${passkeys[0]?.id}`)
    await page.click(inDialog)
    await page.locator('dialog').getByText(t('failure.not_found')).waitFor()
    expect(await page.inputValue(form.field)).toBe('Gone')
    expect(visit.complaints).toEqual([])
    await context.close()
  }, 120_000)
})

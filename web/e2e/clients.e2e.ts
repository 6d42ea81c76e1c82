import { expect, test } from 'bun:test'
import type { ClientView } from '../../server/modules/directory/contract.ts'
import type { MeetingView } from '../../server/modules/meetings/contract.ts'
import { callApi, desktop, openVisit, phone, signIn } from './support/browser.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

test.each([
  ['en', desktop],
  ['ru', phone],
] as const)(
  'deleting a client says what belongs to it and moves that in the same act (%s)',
  async (locale, screen) => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    const stamp = Date.now().toString(36)
    await signIn(visit, locale)
    const add = (name: string) =>
      callApi<ClientView>(page, 'POST', '/clients', { name: `${name} ${stamp}` })
    const [old, next] = [await add('Old'), await add('Next')]
    const { id } = await callApi<MeetingView>(page, 'POST', '/meetings', {
      title: `Held ${stamp}`,
      scenario: { id: 'general-minutes' },
      clientId: old.id,
    })
    const openDialog = async (name: string): Promise<void> => {
      await page.goto(`${new URL(page.url()).origin}/clients?q=${stamp}`)
      const row = page.locator('tr', { hasText: name })
      await row.getByRole('button', { name: t('action.delete') }).click()
      await page.waitForSelector('dialog[open]')
    }
    const dialog = page.locator('dialog[open]')
    const confirm = dialog.getByRole('button', { name: t('action.delete'), exact: true })
    await openDialog(old.name)
    const what = t('clients.meetings', { count: 1 })
    await dialog.getByText(t('clients.deleteUsed', { what })).waitFor()
    await dialog.getByLabel(t('clients.moveTo')).selectOption({ label: next.name })
    await confirm.click()
    await page.getByText(t('clients.deleted')).waitFor()
    expect(await dialog.count()).toBe(0)
    const moved = await callApi<MeetingView>(page, 'GET', `/meetings/${id}`)
    expect(moved.client?.id).toBe(next.id)
    await openDialog(next.name)
    await dialog.getByText(t('clients.deleteKept')).waitFor()
    await confirm.click()
    await page.locator('tr', { hasText: next.name }).waitFor({ state: 'detached' })
    const left = await callApi<MeetingView>(page, 'GET', `/meetings/${id}`)
    expect(left.client).toBe(null)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  },
  120_000,
)

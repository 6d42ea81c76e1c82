import { expect, test } from 'bun:test'
import { noContent, problem } from '../../test/api-server.ts'
import { useComponents } from '../../test/component.ts'

const { api, render, screen, fireEvent, waitFor } = await useComponents()
const { ConfirmDialog } = await import('./confirm-dialog.tsx')
const { withdrawInvitation } = await import('../../api/members.ts')

function openDialog() {
  let closed = 0
  render(() => (
    <ConfirmDialog
      title="Withdraw this invitation?"
      words="Its link stops working."
      confirm="Withdraw"
      run={() => withdrawInvitation('1')}
      onClose={() => {
        closed += 1
      }}
    />
  ))
  return { timesClosed: () => closed }
}

const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }))

test('asks before anything is sent', () => {
  openDialog()
  expect(screen.getByRole('dialog', { name: 'Withdraw this invitation?' })).toBeTruthy()
  expect(screen.getByText('Its link stops working.')).toBeTruthy()
  expect(api.sent()).toEqual([])
})

test('sends nothing when it is cancelled', () => {
  const dialog = openDialog()
  press('Cancel')
  expect(dialog.timesClosed()).toBe(1)
  expect(api.sent()).toEqual([])
})

test('closes once the action has succeeded', async () => {
  api.answer('DELETE', '/invitations/1', noContent)
  const dialog = openDialog()
  press('Withdraw')
  await waitFor(() => expect(dialog.timesClosed()).toBe(1))
  expect(api.sent('DELETE /invitations/1')).toHaveLength(1)
})

test('ignores a second press while the first is running', async () => {
  const { promise, resolve } = Promise.withResolvers<Response>()
  api.answer('DELETE', '/invitations/1', () => promise)
  const dialog = openDialog()
  press('Withdraw')
  press('Withdraw')
  resolve(noContent())
  await waitFor(() => expect(dialog.timesClosed()).toBe(1))
  expect(api.sent('DELETE /invitations/1')).toHaveLength(1)
})

test('stays open and shows why the action failed', async () => {
  api.answer('DELETE', '/invitations/1', () => problem(403, 'forbidden'))
  const dialog = openDialog()
  press('Withdraw')
  await waitFor(() => expect(screen.getByRole('alert')).toBeTruthy())
  expect(dialog.timesClosed()).toBe(0)
})

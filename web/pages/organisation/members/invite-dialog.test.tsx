import { expect, test } from 'bun:test'
import type { SentInvitations } from '../../../../server/modules/identity/invitations/contract.ts'
import { json, problem } from '../../../test/api-server.ts'
import { useComponents } from '../../../test/component.ts'

const { api, fireEvent, render, screen, signIn, type, waitFor } = await useComponents()
const { InviteDialog } = await import('./invite-dialog.tsx')

const invitation: SentInvitations['data'][number] = {
  id: '00000000-0000-7000-8000-000000000010',
  email: 'maria@example.com',
  role: 'member',
  note: null,
  invitedBy: 'Anna Weber',
  createdAt: '2026-01-05T09:00:00Z',
  expiresAt: '2026-01-12T09:00:00Z',
  isExpired: false,
  link: 'https://northwind.example.com/join#token=abc',
}

function openDialog() {
  const seen = { invited: 0, closed: 0 }
  signIn()
  const { unmount } = render(() => (
    <InviteDialog
      onInvited={() => {
        seen.invited += 1
        return Promise.resolve()
      }}
      onClose={() => {
        seen.closed += 1
      }}
    />
  ))
  return { seen, unmount }
}

const press = (name: string | RegExp): boolean =>
  fireEvent.click(screen.getByRole('button', { name }))
const emails = (): HTMLElement => screen.getByLabelText('Email addresses')

test('asks for an address before anything is sent', () => {
  openDialog()
  press('Invite')
  expect(emails().getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByRole('alert').textContent).not.toBe('')
  expect(api.sent()).toEqual([])
})

test('names the address that is wrong', () => {
  openDialog()
  type(emails(), 'maria@example.com, peter.example.com')
  press(/^Invite/)
  expect(screen.getByRole('alert').textContent).toContain('peter.example.com')
  expect(api.sent()).toEqual([])
})

test('sends all addresses with the role and the note, and shows the links', async () => {
  api.answer('POST', '/invitations', () => json({ data: [invitation], refused: [] }, 201))
  const { seen } = openDialog()
  type(emails(), 'maria@example.com\npeter@example.com')
  fireEvent.click(screen.getByRole('radio', { name: /^Viewer/ }))
  type(screen.getByLabelText(/^Personal note/), '  Welcome.  ')
  press('Invite 2')
  await screen.findByDisplayValue(/#token=abc$/)
  expect(api.sent('POST /invitations').map(({ body }) => body)).toEqual([
    { emails: ['maria@example.com', 'peter@example.com'], role: 'viewer', note: 'Welcome.' },
  ])
  expect(seen).toEqual({ invited: 1, closed: 0 })
})

test('keeps what was typed and says why nobody was invited', async () => {
  api.answer('POST', '/invitations', () =>
    problem(409, 'already_exists', {
      errors: [{ pointer: '/emails/0', detail: 'maria@example.com', reason: 'already_member' }],
    }),
  )
  openDialog()
  type(emails(), 'maria@example.com')
  press(/^Invite/)
  await waitFor(() => expect(screen.getByText(/^maria@example.com –/)).toBeTruthy())
  expect(emails()).toHaveProperty('value', 'maria@example.com')
})

test('restores what was typed when the dialog is opened again', async () => {
  const { unmount } = openDialog()
  await Promise.resolve()
  type(emails(), 'maria@example.com')
  unmount()
  openDialog()
  await waitFor(() => expect(emails()).toHaveProperty('value', 'maria@example.com'))
  expect(screen.getByRole('button', { name: 'Discard' })).toBeTruthy()
})

test('forgets what was typed when it is cancelled', async () => {
  const { seen, unmount } = openDialog()
  await Promise.resolve()
  type(emails(), 'maria@example.com')
  press('Cancel')
  expect(seen.closed).toBe(1)
  unmount()
  openDialog()
  await Promise.resolve()
  expect(emails()).toHaveProperty('value', '')
})

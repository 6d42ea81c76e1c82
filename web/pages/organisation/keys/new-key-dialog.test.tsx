import { expect, test } from 'bun:test'
import type { NewKey } from '../../../../server/modules/identity/keys/contract.ts'
import { json, problem } from '../../../test/api-server.ts'
import { useComponents } from '../../../test/component.ts'

const { api, fireEvent, render, screen, signIn, type, waitFor } = await useComponents()
const { NewKeyDialog } = await import('./new-key-dialog.tsx')

const made: NewKey = { id: '00000000-0000-7000-8000-000000000020', key: 'aam_live_secret' }

function openDialog() {
  const seen = { changed: 0, closed: 0 }
  signIn()
  render(() => (
    <NewKeyDialog
      accounts={[]}
      onChanged={() => {
        seen.changed += 1
        return Promise.resolve()
      }}
      onClose={() => {
        seen.closed += 1
      }}
    />
  ))
  return seen
}

const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }))
const name = (): HTMLElement => screen.getByLabelText('Name')

function fillIn(): void {
  type(name(), ' Archive import ')
  fireEvent.click(
    screen.getByRole('group', { name: 'Meetings' }).querySelectorAll('input')[1] as Element,
  )
}

test('asks for a name and for a scope before anything is sent', () => {
  openDialog()
  press('Create key')
  expect(screen.getAllByRole('alert').map(({ textContent }) => textContent)).toEqual([
    'Give the key a name',
    'Choose at least one thing it can do',
  ])
  expect(api.sent()).toEqual([])
})

test('sends what was chosen and shows the key once', async () => {
  api.answer('POST', '/api-keys', () => json(made, 201))
  const seen = openDialog()
  fillIn()
  type(screen.getByLabelText(/^Only from these addresses/), '203.0.113.0/24, 2001:db8::/32')
  press('Create key')
  await screen.findByDisplayValue('aam_live_secret')
  expect(api.sent('POST /api-keys').map(({ body }) => body)).toEqual([
    {
      name: 'Archive import',
      scopes: ['meetings:read'],
      expiresAt: expect.any(String),
      allowedRanges: ['203.0.113.0/24', '2001:db8::/32'],
    },
  ])
  expect(seen).toEqual({ changed: 1, closed: 0 })
})

test('closes a shown key only by its own button', async () => {
  api.answer('POST', '/api-keys', () => json(made, 201))
  const seen = openDialog()
  fillIn()
  press('Create key')
  await screen.findByDisplayValue('aam_live_secret')
  fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }))
  expect(seen.closed).toBe(0)
  expect(screen.getByRole('alert').textContent).toStartWith('Have you stored the key?')
  press('Done')
  expect(seen.closed).toBe(1)
})

test('names the range that the server rejects and keeps what was typed', async () => {
  api.answer('POST', '/api-keys', () =>
    problem(422, 'validation_failed', {
      errors: [{ pointer: '/allowedRanges/1', detail: 'not a range' }],
    }),
  )
  openDialog()
  fillIn()
  type(screen.getByLabelText(/^Only from these addresses/), '203.0.113.7 office')
  press('Create key')
  await waitFor(() =>
    expect(screen.getByRole('alert').textContent).toBe('This is not an address or a range: office'),
  )
  expect(name()).toHaveProperty('value', ' Archive import ')
})

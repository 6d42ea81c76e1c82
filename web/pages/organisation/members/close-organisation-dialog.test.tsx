import { expect, test } from 'bun:test'
import { noContent, problem } from '../../../test/api-server.ts'
import { useComponents } from '../../../test/component.ts'

const { api, fireEvent, render, screen, signIn, type, waitFor } = await useComponents()
const { CloseOrganisationDialog } = await import('./close-organisation-dialog.tsx')
const { authState } = await import('../../../lib/session.ts')

function openDialog(): void {
  signIn()
  render(() => <CloseOrganisationDialog onClose={() => {}} />)
}

const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }))
const shortName = (): HTMLElement => screen.getByRole('textbox')

test('does not close the organisation while the short name is missing or wrong', () => {
  openDialog()
  press('Close the organisation')
  type(shortName(), 'northwest')
  press('Close the organisation')
  expect(shortName().getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByRole('alert').textContent).toContain('northwind')
  expect(api.sent()).toEqual([])
})

test('closes the organisation once its short name is typed, in any case', async () => {
  api.answer('POST', '/organisation/close', noContent)
  openDialog()
  type(shortName(), ' Northwind ')
  press('Close the organisation')
  await waitFor(() => expect(authState()).toEqual({ is: 'suspended' }))
  expect(api.sent('POST /organisation/close')).toHaveLength(1)
})

test('stays open with what was typed when the server refuses', async () => {
  api.answer('POST', '/organisation/close', () => problem(403, 'forbidden'))
  openDialog()
  type(shortName(), 'northwind')
  press('Close the organisation')
  await screen.findByRole('alert')
  expect(shortName()).toHaveProperty('value', 'northwind')
  expect(authState().is).toBe('signed-in')
})

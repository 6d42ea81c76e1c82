import { expect, test } from 'bun:test'
import type { FactorsView } from '../../../server/modules/identity/factors/contract.ts'
import { json, noContent, problem } from '../../test/api-server.ts'
import { useComponents } from '../../test/component.ts'

const { api, fireEvent, render, screen, type, waitFor } = await useComponents()
const { default: StepUpDialog } = await import('./step-up-dialog.tsx')

const factors: FactorsView = {
  totp: null,
  passkeys: [],
  recoveryCodesLeft: 0,
  neededFrom: null,
  email: { isProved: true, changedBy: 'links', pending: null },
}

function openDialog(known: Partial<FactorsView> = {}) {
  const answers: boolean[] = []
  api.answer('GET', '/me/factors', () => json({ ...factors, ...known }))
  render(() => <StepUpDialog onAnswer={(isProved) => answers.push(isProved)} />)
  return answers
}

const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }))
const password = (): HTMLElement => screen.getByLabelText('Your password')

test('puts the focus on the password and names what is asked', () => {
  openDialog()
  expect(screen.getByRole('dialog', { name: 'Confirm that it is you' })).toBeTruthy()
  expect(document.activeElement).toBe(password())
})

test('asks for the password before anything is sent', () => {
  const answers = openDialog()
  press('Confirm')
  expect(screen.getByRole('alert').textContent).toBe('Enter your password')
  expect(password().getAttribute('aria-invalid')).toBe('true')
  expect(api.sent('POST /auth/step-up')).toEqual([])
  expect(answers).toEqual([])
})

test('sends the password and reports that the person is confirmed', async () => {
  api.answer('POST', '/auth/step-up', noContent)
  const answers = openDialog()
  type(password(), 'a long password')
  press('Confirm')
  await waitFor(() => expect(answers).toEqual([true]))
  expect(api.sent('POST /auth/step-up').map(({ body }) => body)).toEqual([
    { password: 'a long password' },
  ])
})

test('keeps a wrong password for correction and says that it is wrong', async () => {
  api.answer('POST', '/auth/step-up', () => problem(401, 'wrong_credentials'))
  const answers = openDialog()
  type(password(), 'a wrong password')
  press('Confirm')
  await screen.findByText('This is not your password. Try again.')
  expect(password()).toHaveProperty('value', 'a wrong password')
  expect(answers).toEqual([])
})

test('offers a code only to those who have one, and sends it without spaces around it', async () => {
  api.answer('POST', '/auth/step-up', noContent)
  const answers = openDialog({ recoveryCodesLeft: 3 })
  fireEvent.click(await screen.findByRole('button', { name: 'Use a code' }))
  type(screen.getByLabelText('Code from your app, or a recovery code'), ' abcd-efgh ')
  press('Confirm')
  await waitFor(() => expect(answers).toEqual([true]))
  expect(api.sent('POST /auth/step-up').map(({ body }) => body)).toEqual([{ code: 'abcd-efgh' }])
})

test('reports a refusal when it is cancelled', () => {
  const answers = openDialog()
  press('Cancel')
  expect(answers).toEqual([false])
  expect(screen.queryByRole('button', { name: 'Use a code' })).toBeNull()
})

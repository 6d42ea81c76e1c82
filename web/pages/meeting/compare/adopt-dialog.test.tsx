import { expect, test } from 'bun:test'
import type { AdoptLosses } from '../../../../server/modules/analysis/contract.ts'
import { json, problem } from '../../../test/api-server.ts'
import { useComponents } from '../../../test/component.ts'

const { api, fireEvent, render, screen, signIn, waitFor } = await useComponents()
const { AdoptDialog } = await import('./adopt-dialog.tsx')
const { RequestFailed, ownProblem } = await import('../../../lib/problem.ts')

const lossesPath = '/meetings/m1/runs/r2/losses'
const none: AdoptLosses = { items: [], values: [] }

function openDialog(run: () => Promise<void> = async () => {}): { closed: () => number } {
  let closed = 0
  signIn(['meetings:write'])
  render(() => (
    <AdoptDialog
      meetingId="m1"
      runId="r2"
      run={run}
      onClose={() => {
        closed += 1
      }}
    />
  ))
  return { closed: () => closed }
}

const adoptButton = (): HTMLElement => screen.getByRole('button', { name: 'Adopt this run' })

test('cannot adopt before it is known what would be lost', async () => {
  const { promise, resolve } = Promise.withResolvers<Response>()
  api.answer('GET', lossesPath, () => promise)
  openDialog()
  expect(adoptButton()).toHaveProperty('disabled', true)
  resolve(json(none))
  await waitFor(() => expect(adoptButton()).toHaveProperty('disabled', false))
})

test('lists what the other run has no place for', async () => {
  const text = (en: string) => ({ en, ru: en })
  api.answer('GET', lossesPath, () =>
    json({
      items: [{ section: text('Risks'), count: 2 }],
      values: [
        {
          is: 'choice',
          count: 1,
          words: { section: text('Decisions'), field: text('Outcome'), choice: text('passed') },
        },
      ],
    } satisfies AdoptLosses),
  )
  openDialog()
  const note = await screen.findByRole('note')
  expect(note.textContent).toContain('Risks')
  expect(note.textContent).toContain('Decisions · Outcome: passed')
})

test('adopts once, and closes', async () => {
  api.answer('GET', lossesPath, () => json(none))
  let runs = 0
  const dialog = openDialog(async () => {
    runs += 1
  })
  await waitFor(() => expect(adoptButton()).toHaveProperty('disabled', false))
  fireEvent.click(adoptButton())
  await waitFor(() => expect(dialog.closed()).toBe(1))
  expect(runs).toBe(1)
})

test('stays open and says why when adopting is refused', async () => {
  api.answer('GET', lossesPath, () => json(none))
  const dialog = openDialog(() => Promise.reject(new RequestFailed(ownProblem('wrong_state', 409))))
  await waitFor(() => expect(adoptButton()).toHaveProperty('disabled', false))
  fireEvent.click(adoptButton())
  await screen.findByRole('alert')
  expect(dialog.closed()).toBe(0)
})

test('says why the losses cannot be read, and does not let the run be adopted', async () => {
  api.answer('GET', lossesPath, () => problem(404, 'not_found'))
  openDialog()
  await screen.findByRole('alert')
  expect(adoptButton()).toHaveProperty('disabled', true)
})

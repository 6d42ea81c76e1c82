import { expect, test } from 'bun:test'
import { json, noContent, problem } from '../../../test/api-server.ts'
import { useComponents } from '../../../test/component.ts'

const { api, fireEvent, render, screen, signIn, type, waitFor } = await useComponents()
const { createMemoryHistory, MemoryRouter, Route } = await import('@solidjs/router')
const { default: AddDialog } = await import('./add-dialog.tsx')
const { refetchScenarios, scenarios } = await import('../../../lib/lookups.ts')

const text = (en: string) => ({ en, ru: en })

/** As far as the form reads it. */
const scenario = {
  id: 'general-minutes',
  version: '1.0.0',
  title: text('General minutes'),
  description: text(''),
  meetingType: 'general',
  defaultLanguage: 'en',
  sectionCount: 3,
  origin: 'built-in',
  hasDraft: false,
  versions: [],
}
const meeting = { id: 'm1', rev: 1, title: 'Budget' }

async function openDialog(): Promise<{ address: () => string; closed: () => number }> {
  api.answer('GET', '/scenarios', () => json({ data: [scenario] }))
  api.answer('GET', '/clients', () => json({ data: [], nextCursor: null }))
  api.answer('GET', '/settings/scenario-rules', () => json({ rules: [] }))
  signIn(['meetings:write'])
  refetchScenarios()
  await waitFor(() => expect(scenarios()).toHaveLength(1))
  const history = createMemoryHistory()
  history.set({ value: '/meetings' })
  let closed = 0
  render(() => (
    <MemoryRouter history={history}>
      <Route
        path="/meetings"
        component={() => (
          <AddDialog
            by="text"
            files={[]}
            onClose={() => {
              closed += 1
            }}
          />
        )}
      />
      <Route path="/meetings/:id" component={() => <p>The meeting</p>} />
    </MemoryRouter>
  ))
  await screen.findByRole('dialog')
  return { address: history.get, closed: () => closed }
}

const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }))
const transcript = (): HTMLElement => screen.getByLabelText('Transcript')
const title = (): HTMLElement => screen.getByLabelText('Title')

test('says beside the fields what is missing, and sends nothing', async () => {
  await openDialog()
  press('Add and start')
  await screen.findByText('Give the meeting a title')
  expect(screen.getByText('Choose a file or paste the text')).toBeTruthy()
  expect(api.sent('POST /meetings')).toEqual([])
})

test('creates the meeting, sends the pasted text and opens the meeting', async () => {
  api.answer('POST', '/meetings', () => json(meeting, 201))
  api.answer('POST', '/meetings/m1/transcript', () => json({ segmentCount: 1, speakerCount: 1 }))
  const { address } = await openDialog()
  type(title(), ' Budget ')
  type(transcript(), 'Anna: hello')
  press('Add and start')
  await waitFor(() => expect(address()).toBe('/meetings/m1'))
  expect(api.sent('POST /meetings')[0]?.body).toEqual({
    title: 'Budget',
    scenario: { id: 'general-minutes' },
    language: 'en',
  })
  expect(api.sent('POST /meetings/m1/transcript')[0]?.body).toBe('Anna: hello')
})

test('deletes the meeting again and keeps what was typed when the transcript is refused', async () => {
  api.answer('POST', '/meetings', () => json(meeting, 201))
  api.answer('POST', '/meetings/m1/transcript', () => problem(422, 'transcript_empty'))
  api.answer('DELETE', '/meetings/m1', noContent)
  const { address, closed } = await openDialog()
  type(title(), 'Budget')
  type(transcript(), '???')
  press('Add and start')
  await screen.findByRole('alert')
  expect(api.sent('DELETE /meetings/m1')[0]?.headers.get('if-match')).toBe('"1"')
  expect(title()).toHaveProperty('value', 'Budget')
  expect(transcript()).toHaveProperty('value', '???')
  expect(address()).toBe('/meetings')
  expect(closed()).toBe(0)
})

import { expect, test } from 'bun:test'
import type { MeetingView } from '../../../../../server/modules/meetings/contract.ts'
import { json, problem } from '../../../../test/api-server.ts'
import { useComponents } from '../../../../test/component.ts'
import { openInEditor, serveDraft } from '../../test/open-draft.tsx'

const { api, fireEvent, screen, signIn, type, waitFor } = await useComponents()
const { default: ChooseMeeting } = await import('./choose-meeting.tsx')
const { useTrials } = await import('../trials-store.ts')

const meeting = (
  id: string,
  title: string,
): Pick<MeetingView, 'id' | 'title' | 'startedAt' | 'createdAt' | 'hasTranscript'> => ({
  id,
  title,
  startedAt: null,
  createdAt: '2026-01-01T10:00:00.000Z',
  hasTranscript: true,
})
const kickOff = meeting('kick-off', 'Kick-off')
const review = meeting('review', 'Design review')

const trial = {
  id: 'trial',
  scenarioId: 'our-minutes',
  kind: 'dry-run',
  version: null,
  digest: 'x',
  state: 'queued',
  progress: null,
  reason: null,
  meetingId: kickOff.id,
  dryRun: null,
  regression: null,
  createdAt: '2026-01-01T10:00:00.000Z',
  finishedAt: null,
}
/** The refusal of a paid run that nobody has confirmed. */
function priced(): Response {
  const figures = { runs: '1', inputTokens: '1000', outputTokens: '200', costMicroUsd: '50000' }
  return problem(409, 'cost_unconfirmed', {
    errors: Object.entries(figures).map(([reason, detail]) => ({
      pointer: '/confirmCost',
      reason,
      detail,
    })),
  })
}

async function openDialog(answer: () => Response = () => json(trial, 202)) {
  signIn(['scenarios:read', 'scenarios:write'])
  const { id } = serveDraft(api)
  const path = `/scenarios/${id}`
  api.answer('POST', `${path}/dry-run`, answer)
  api.answer('GET', '/meetings', ({ path }) => {
    const q = new URL(path, 'http://x').searchParams.get('q') ?? ''
    const data = [kickOff, review].filter(({ title }) => title.toLowerCase().includes(q))
    return json({ data, nextCursor: null })
  })
  const page = await openInEditor(id, (draft) => {
    const trials = useTrials(draft)
    trials.setChoosing(true)
    return <ChooseMeeting trials={trials} />
  })
  const started = () => api.sent(`POST ${path}/dry-run`).map(({ body }) => body)
  return { ...page, path, started }
}

const choices = () => screen.getAllByRole('radio').map((radio) => radio.getAttribute('value'))
const run = async (name = 'Run'): Promise<void> => {
  const button = await screen.findByRole('button', { name })
  await waitFor(() => expect(button).toHaveProperty('disabled', false))
  fireEvent.click(button)
}

test('lists meetings with a transcript and chooses the first', async () => {
  const { started } = await openDialog()
  await screen.findByText('Kick-off')
  expect(api.sent('GET /meetings')[0]?.path).toContain('has=transcript')
  const radios = screen.getAllByRole('radio').map((radio) => Reflect.get(radio, 'checked'))
  expect(radios).toEqual([true, false])
  expect(started()).toEqual([])
})

test('starts a dry run on the chosen meeting, without confirming a price that nobody has seen', async () => {
  const { started } = await openDialog()
  fireEvent.click(await screen.findByLabelText(/Design review/))
  await run()
  await waitFor(() => expect(started()).toEqual([{ meetingId: 'review', confirmCost: false }]))
})

test('saves what was edited before it starts', async () => {
  const { draft, path, started } = await openDialog()
  await screen.findByText('Kick-off')
  draft.setFiles((files) => ({ ...files, 'notes.md': 'edited' }))
  await run()
  await waitFor(() => expect(started()).toHaveLength(1))
  const order = api.sent().map(({ method, path }) => `${method} ${path}`)
  const saved = order.indexOf(`PUT ${path}/draft`)
  expect(saved).toBeGreaterThan(-1)
  expect(saved).toBeLessThan(order.indexOf(`POST ${path}/dry-run`))
})

test('starts nothing when the draft cannot be saved, and says so', async () => {
  const { draft, path, started } = await openDialog()
  api.answer('PUT', `${path}/draft`, () => problem(422, 'validation_failed'))
  await screen.findByText('Kick-off')
  draft.setFiles((files) => ({ ...files, 'notes.md': 'edited' }))
  await run()
  await screen.findByRole('alert')
  expect(started()).toEqual([])
})

test('shows the price of a paid model first, and confirms it with the second press', async () => {
  const { path, started } = await openDialog(priced)
  await screen.findByText('Kick-off')
  await run()
  await screen.findByText('This uses a paid language model')
  api.answer('POST', `${path}/dry-run`, () => json(trial, 202))
  await run('Confirm cost and run')
  await waitFor(() =>
    expect(started().at(-1)).toEqual({ meetingId: 'kick-off', confirmCost: true }),
  )
})

test('searches by what is typed, and Enter focuses the result without starting a run', async () => {
  const { started } = await openDialog()
  await screen.findByText('Kick-off')
  const search = screen.getByLabelText('Title or participant')
  type(search, 'design')
  fireEvent.keyDown(search, { key: 'Enter' })
  await waitFor(() => expect(choices()).toEqual(['review']))
  await waitFor(() => expect(document.activeElement?.getAttribute('value')).toBe('review'))
  expect(started()).toEqual([])
})

test('says what to do when there is no meeting with a transcript', async () => {
  await openDialog()
  api.answer('GET', '/meetings', () => json({ data: [], nextCursor: null }))
  type(await screen.findByLabelText('Title or participant'), 'nothing')
  await screen.findByText('No meetings with a transcript match. Try another search.')
  expect(screen.getByRole('button', { name: 'Run' })).toHaveProperty('disabled', true)
})

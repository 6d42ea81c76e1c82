import { expect, test } from 'bun:test'
import { json, problem } from '../../../test/api-server.ts'
import { useComponents } from '../../../test/component.ts'

const { api, fireEvent, render, screen, signIn, type, waitFor } = await useComponents()
const { default: SpeakerDialog } = await import('./speaker-dialog.tsx')
const { MeetingContext } = await import('../meeting-context.ts')
const { createMeetingStore } = await import('../store/meeting-store.ts')
const { createReview } = await import('../../../features/results/review/review.ts')
const { createSpeakerEdits } = await import('./speaker-edits.ts')
type MeetingParts = import('../meeting-context.ts').MeetingParts

const speaker = (id: number, name: string) => ({ id, name, unnamed: false, personId: null })
const first = speaker(1, 'Speaker 1')

/** As far as the dialog reads them. */
const meeting = (status: string) => ({
  id: 'm1',
  rev: 1,
  status,
  participants: [],
  hasTranscript: true,
  currentRunId: null,
  currentTranscriptId: 't1',
})
const transcript = {
  id: 't1',
  warnings: [],
  speakers: [first, speaker(2, 'Anna')],
  data: [{ segmentId: 1, speakerId: 1, text: 'Hello', startMs: 0, endMs: 1_000 }],
  nextCursor: null,
  hasMore: false,
}

async function openDialog(status = 'in_review'): Promise<{ closed: () => number }> {
  api.answer('GET', '/meetings/m1', () => json(meeting(status)))
  api.answer('GET', '/meetings/m1/transcript', () => json(transcript))
  api.answer('GET', '/meetings/m1/transcript/speakers', () => json({ data: [] }))
  api.answer('GET', '/people', () => json({ data: [], nextCursor: null, hasMore: false }))
  signIn(['meetings:write'])
  let closed = 0
  let loaded = Promise.resolve()
  render(() => {
    const store = createMeetingStore('m1', () => undefined)
    loaded = store.load()
    const review = createReview(store, () => false)
    const showPane = (): void => {}
    const edits = createSpeakerEdits({ store, review, showPane })
    // The dialog needs neither the player nor adding.
    const parts = { store, review, edits, showPane } as unknown as MeetingParts
    return (
      <MeetingContext.Provider value={parts}>
        <SpeakerDialog
          speaker={first}
          onClose={() => {
            closed += 1
          }}
        />
      </MeetingContext.Provider>
    )
  })
  await loaded
  return { closed: () => closed }
}

const route = 'PATCH /meetings/m1/transcript/speakers'
const name = (): HTMLElement => screen.getByRole('textbox', { name: 'Name' })
const press = (label: string): boolean =>
  fireEvent.click(screen.getByRole('button', { name: label }))

test('asks for a name, and sends nothing without one', async () => {
  const { closed } = await openDialog()
  type(name(), '  ')
  press('Save')
  await screen.findByText('Enter a name')
  expect(api.sent(route)).toEqual([])
  expect(closed()).toBe(0)
})

test('renames the speaker, and closes', async () => {
  api.answer('PATCH', '/meetings/m1/transcript/speakers', () => json({}))
  const { closed } = await openDialog()
  type(name(), 'Boris')
  press('Save')
  await waitFor(() => expect(closed()).toBe(1))
  expect(api.sent(route)[0]?.body).toEqual({ rename: [{ id: 1, name: 'Boris', personId: null }] })
})

test('offers to merge with the speaker whose name was typed', async () => {
  api.answer('PATCH', '/meetings/m1/transcript/speakers', () => json({}))
  const { closed } = await openDialog()
  type(name(), 'anna')
  await screen.findByText(/is already a speaker/)
  const [merge] = screen.getAllByRole('button', { name: 'Merge' })
  if (merge) fireEvent.click(merge)
  press('Merge')
  await waitFor(() => expect(closed()).toBe(1))
  expect(api.sent(route)[0]?.body).toEqual({ merge: [{ from: [1], into: 2 }] })
})

test('keeps the dialog and what was typed when the server refuses', async () => {
  api.answer('PATCH', '/meetings/m1/transcript/speakers', () => problem(409, 'wrong_state'))
  const { closed } = await openDialog()
  type(name(), 'Boris')
  press('Save')
  await screen.findByRole('alert')
  expect(name()).toHaveProperty('value', 'Boris')
  expect(closed()).toBe(0)
})

test('offers to reopen an accepted meeting before anything is changed', async () => {
  api.answer('POST', '/meetings/m1/reopen', () => json(meeting('in_review')))
  await openDialog('accepted')
  await waitFor(() => press('Reopen the meeting'))
  await screen.findByRole('button', { name: 'Save' })
  expect(api.sent('POST /meetings/m1/reopen')).toHaveLength(1)
})

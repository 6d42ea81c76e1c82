import { expect, test } from 'bun:test'
import type { DraftView } from '../../../../server/modules/scenarios/contract.ts'
import { json, problem } from '../../../test/api-server.ts'
import { useComponents } from '../../../test/component.ts'
import { renderAt } from '../../../test/render-at.tsx'
import type { NewFormOptions } from './new-form.ts'

const { api, fireEvent, screen, signIn, type, waitFor } = await useComponents()
const { default: NewDialog } = await import('./new-dialog.tsx')

const minutes = { id: 'minutes', version: '1.0.0', title: { en: 'Minutes', ru: 'Протокол' } }
const draft: DraftView = {
  id: 'weekly-call',
  title: { en: 'Weekly call', ru: 'Weekly call' },
  basedOn: null,
  digest: 'x',
  files: {},
  rev: 1,
  updatedAt: '2026-01-01T00:00:00.000Z',
}
const sound = { valid: true, title: draft.title, problems: [] }

async function openDialog(options: Partial<NewFormOptions> = {}) {
  let closed = 0
  signIn(['scenarios:read', 'scenarios:write'])
  const Page = () => (
    <NewDialog
      options={{
        by: 'empty',
        sources: () => [minutes],
        taken: () => new Set(['minutes']),
        own: () => new Map(),
        ...options,
      }}
      onClose={() => {
        closed += 1
      }}
    />
  )
  return { ...(await renderAt(Page)), timesClosed: () => closed }
}

const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }))
const field = (label: string): HTMLElement => screen.getByLabelText(label)
const packFile = (id: string): File =>
  new File(
    [
      JSON.stringify({
        format: 'aam-pack/1',
        files: { 'pack.json': JSON.stringify({ id, version: '1.0.0', title: draft.title }) },
      }),
    ],
    'pack.aam.json',
  )

const created = () => api.sent('POST /scenarios').map(({ body }) => body)

test('asks for a title and an id before anything is sent', async () => {
  await openDialog()
  expect(screen.getByRole('dialog', { name: 'New scenario' })).toBeTruthy()
  press('Create and edit')
  const faults = screen.getAllByRole('alert').map(({ textContent }) => textContent)
  expect(faults).toEqual([
    'Enter a title',
    'Start with a letter; then lower-case Latin letters, digits and hyphens',
  ])
  expect(field('Title in English').getAttribute('aria-invalid')).toBe('true')
  expect(api.sent()).toEqual([])
})

test('derives the id from the title, creates the scenario and opens its draft', async () => {
  api.answer('POST', '/scenarios', () => json(draft, 201))
  const dialog = await openDialog()
  type(field('Title in English'), 'Weekly call')
  expect(field('Id')).toHaveProperty('value', 'weekly-call')
  press('Create and edit')
  await waitFor(() => expect(dialog.address()).toBe('/scenarios/weekly-call/draft'))
  expect(created()).toEqual([{ id: 'weekly-call', language: 'en', title: { en: 'Weekly call' } }])
  expect(dialog.timesClosed()).toBe(1)
})

test('submits with Enter', async () => {
  api.answer('POST', '/scenarios', () => json(draft, 201))
  const dialog = await openDialog()
  type(field('Title in English'), 'Weekly call')
  fireEvent.submit(field('Id').closest('form') ?? document.body)
  await waitFor(() => expect(dialog.timesClosed()).toBe(1))
})

test('rejects an id that is in use and keeps what was typed', async () => {
  await openDialog()
  type(field('Title in English'), 'Weekly call')
  type(field('Id'), 'minutes')
  press('Create and edit')
  expect(screen.getByRole('alert').textContent).toBe('A scenario with this id already exists')
  expect(field('Title in English')).toHaveProperty('value', 'Weekly call')
  expect(api.sent()).toEqual([])
})

test('shows why the server refused, stays open and keeps what was typed', async () => {
  api.answer('POST', '/scenarios', () => problem(403, 'forbidden'))
  const dialog = await openDialog()
  type(field('Title in English'), 'Weekly call')
  press('Create and edit')
  await screen.findByRole('alert')
  expect(field('Title in English')).toHaveProperty('value', 'Weekly call')
  expect([dialog.timesClosed(), dialog.address()]).toEqual([0, '/'])
})

test('restores what was typed when the dialog is opened again, and forgets it on Cancel', async () => {
  const first = await openDialog()
  type(field('Title in English'), 'Weekly call')
  first.unmount()
  const second = await openDialog()
  await waitFor(() => expect(field('Title in English')).toHaveProperty('value', 'Weekly call'))
  press('Cancel')
  second.unmount()
  await openDialog()
  expect(field('Title in English')).toHaveProperty('value', '')
})

test('copies the chosen scenario in its version', async () => {
  api.answer('POST', '/scenarios', () => json(draft, 201))
  const dialog = await openDialog({ by: 'copy' })
  expect(field('Title in English')).toHaveProperty('value', 'Minutes (copy)')
  press('Create and edit')
  await waitFor(() => expect(dialog.timesClosed()).toBe(1))
  expect(created()).toEqual([
    {
      id: 'minutes-copy',
      title: { en: 'Minutes (copy)', ru: 'Протокол (копия)' },
      from: { id: 'minutes', version: '1.0.0' },
    },
  ])
})

test('checks a pack before it is imported', async () => {
  api.answer('POST', '/scenarios/check', () => json(sound))
  await openDialog({ by: 'file', file: packFile('weekly-call') })
  expect(await screen.findByText('The pack is valid: 1 file.')).toBeTruthy()
  expect(api.sent('POST /scenarios/check')[0]?.body).toMatchObject({ id: 'weekly-call' })
})

test('replaces the open draft of an own scenario with its pack, at the revision that was read', async () => {
  api.answer('GET', '/scenarios/weekly-call/draft', () => json({ ...draft, rev: 7 }))
  api.answer('POST', '/scenarios/weekly-call/check', () => json(sound))
  api.answer('PUT', '/scenarios/weekly-call/draft', () => json(draft))
  const dialog = await openDialog({
    by: 'file',
    file: packFile('weekly-call'),
    own: () => new Map([['weekly-call', { title: draft.title, hasDraft: true }]]),
  })
  await screen.findByText('The pack is valid: 1 file.')
  press('Replace the open draft')
  await waitFor(() => expect(dialog.address()).toBe('/scenarios/weekly-call/draft'))
  const [saved] = api.sent('PUT /scenarios/weekly-call/draft')
  expect(saved?.headers.get('if-match')).toBe('"7"')
  expect(created()).toEqual([])
})

test('says that a file is not a pack', async () => {
  await openDialog({ by: 'file', file: new File(['hello'], 'notes.txt') })
  const fault = await screen.findByRole('alert')
  expect(fault.textContent).toBe(
    'This is not JSON, or it was cut off. Export the pack again and choose the new file.',
  )
  press('Create and edit')
  expect(api.sent()).toEqual([])
})

import { expect, test } from 'bun:test'
import type { CheckView } from '../../../../../server/modules/scenarios/contract.ts'
import type { RegressionReport } from '../../../../../server/modules/scenarios/trials/contract.ts'
import { json, problem } from '../../../../test/api-server.ts'
import { useComponents } from '../../../../test/component.ts'
import { openInEditor, serveDraft, validCheck } from '../../test/open-draft.tsx'

const { api, fireEvent, screen, signIn, type, waitFor } = await useComponents()
const { default: PublishDialog } = await import('./publish-dialog.tsx')
const { useTrials } = await import('../trials-store.ts')

const green: RegressionReport = {
  green: true,
  provider: 'extractive',
  runsPerGolden: 1,
  spent: { calls: 0, inputTokens: 0, outputTokens: 0, costMicroUsd: 0 },
  fixtures: [{ path: 'fixtures/a.json', faults: [] }],
  goldens: [],
}
const words = (text: string) => ({ en: text, ru: text })
const red: RegressionReport = {
  ...green,
  green: false,
  goldens: [
    {
      goldenId: 'golden',
      meetingId: 'meeting',
      itemCount: 2,
      droppedCount: 0,
      losses: [
        {
          key: 'decisions.outcome',
          section: 'decisions',
          field: 'outcome',
          is: 'field',
          choice: null,
          count: 2,
          words: { section: words('Decisions'), field: words('Outcome'), choice: null },
          isLetGo: false,
        },
      ],
      lost: [],
    },
  ],
}

async function openDialog({ report = green, check = validCheck } = {}) {
  signIn(['scenarios:read', 'scenarios:write'])
  const { id, draft } = serveDraft(api)
  const path = `/scenarios/${id}`
  api.answer('POST', `${path}/check`, () => json(check))
  api.answer('POST', `${path}/regression`, () =>
    json({
      id: 'trial',
      scenarioId: id,
      kind: 'regression',
      version: null,
      digest: draft().digest,
      state: 'done',
      progress: null,
      reason: null,
      meetingId: null,
      dryRun: null,
      regression: report,
      createdAt: '2026-01-01T10:00:00.000Z',
      finishedAt: '2026-01-01T10:01:00.000Z',
    }),
  )
  const page = await openInEditor(id, (opened) => <PublishDialog trials={useTrials(opened)} />)
  const sent = (route: string) => api.sent(`POST ${path}/${route}`).map(({ body }) => body)
  await screen.findByRole('dialog')
  return { ...page, path, saved: draft, sent }
}

const press = async (name: string): Promise<void> => {
  const button = await screen.findByRole('button', { name })
  await waitFor(() => expect(button.getAttribute('aria-busy')).not.toBe('true'))
  fireEvent.click(button)
}
const version = (): HTMLElement => screen.getByLabelText('Version')

test('proposes the lowest version that the changes allow, and sends nothing by itself', async () => {
  const { sent } = await openDialog()
  await waitFor(() => expect(version()).toHaveProperty('value', '1.1.0'))
  expect(sent('regression')).toEqual([])
})

test('rejects a version that is too low', async () => {
  await openDialog()
  type(version(), '1.0.1')
  const fault = await screen.findByRole('alert')
  expect(fault.textContent).toBe('Enter three numbers separated by dots, at least 1.1.0.')
  expect(screen.getByRole('button', { name: 'Run the tests' })).toHaveProperty('disabled', true)
})

test('writes the version into the draft, tests exactly that draft, and publishes it', async () => {
  const { address, id, path, saved, sent } = await openDialog()
  api.answer('POST', `${path}/publish`, () => json({ version: '1.1.0' }))
  await press('Run the tests')
  await press('Publish 1.1.0')
  await waitFor(() => expect(sent('publish')).toEqual([{ version: '1.1.0' }]))
  expect(JSON.parse(saved().files['pack.json'] ?? '')).toMatchObject({ version: '1.1.0' })
  expect(sent('regression')).toEqual([
    { confirmCost: false, droppedSections: [], droppedFields: [] },
  ])
  await press('Go to scenario')
  await waitFor(() => expect(address()).toBe(`/scenarios/${id}`))
})

test('confirms a price before paid tests run', async () => {
  const { path, sent } = await openDialog()
  api.answer('POST', `${path}/regression`, () => problem(409, 'cost_unconfirmed'))
  await press('Run the tests')
  await screen.findByText('This uses a paid language model')
  await press('Confirm cost and test')
  await waitFor(() => expect(sent('regression').at(-1)).toMatchObject({ confirmCost: true }))
})

test('stops at red tests, and names what is given up when they run again', async () => {
  const { sent } = await openDialog({ report: red })
  await press('Run the tests')
  await screen.findByText(/Decisions · Outcome/, { selector: 'li' })
  expect(screen.queryByRole('button', { name: /^Publish/ }) === null).toBe(true)
  await press('Drop Decisions · Outcome')
  await waitFor(() =>
    expect(sent('regression').at(-1)).toMatchObject({ droppedFields: ['decisions.outcome'] }),
  )
})

test('proposes a new version when somebody else has published this one', async () => {
  const { path } = await openDialog()
  await press('Run the tests')
  api.answer('POST', `${path}/publish`, () => problem(409, 'version_unfit'))
  api.answer('POST', `${path}/check`, () =>
    json({ ...validCheck, comparedWith: '1.1.0' } satisfies CheckView),
  )
  await press('Publish 1.1.0')
  await screen.findByRole('alert')
  await waitFor(() => expect(version()).toHaveProperty('value', '1.2.0'))
})

test('keeps the draft and shows why publishing failed', async () => {
  const { path, address } = await openDialog()
  const before = address()
  await press('Run the tests')
  api.answer('POST', `${path}/publish`, () => problem(403, 'forbidden'))
  await press('Publish 1.1.0')
  await screen.findByRole('alert')
  expect(screen.getByRole('button', { name: 'Publish 1.1.0' })).toHaveProperty('disabled', false)
  expect(address()).toBe(before)
})

test('lists the faults of an invalid draft instead of the tests', async () => {
  const { sent } = await openDialog({
    check: {
      ...validCheck,
      valid: false,
      problems: [
        {
          file: 'pack.json',
          pointer: '/meetingType',
          code: 'x',
          reason: words('The meeting type is missing.'),
          remedy: words('Enter one.'),
        },
      ],
    },
  })
  await screen.findByText(/The meeting type is missing/)
  expect(screen.queryByRole('button', { name: 'Run the tests' }) === null).toBe(true)
  expect(screen.getByRole('button', { name: 'Show in the form' })).toBeTruthy()
  expect(sent('regression')).toEqual([])
})

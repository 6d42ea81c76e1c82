import { expect, test } from 'bun:test'
import type { TrialView } from '../../../../server/modules/scenarios/trials/contract.ts'
import {
  type KnownTrials,
  openTrials,
  trialChanged,
  trialGone,
  trialPut,
  trialRead,
  trialsLoaded,
} from './trials-state.ts'

const trial = (id: string, changes: Partial<TrialView> = {}): TrialView => ({
  id,
  scenarioId: 'our-minutes',
  kind: 'dry-run',
  version: null,
  digest: 'x',
  state: 'running',
  progress: null,
  reason: null,
  meetingId: null,
  dryRun: null,
  regression: null,
  createdAt: '2026-11-25T10:00:00Z',
  finishedAt: null,
  ...changes,
})
const first = trial('first')
const later = trial('later', { createdAt: '2026-11-25T11:00:00Z' })
const done = trial('first', { state: 'done' })
const tests = trial('tests', { kind: 'regression' })
const backfill = trial('backfill', { kind: 'backfill' })
const known: KnownTrials = { 'dry-run': first, regression: tests }

const transitions: [what: string, result: KnownTrials, expected: KnownTrials][] = [
  ['keeps one trial of each kind', trialPut(trialPut({}, first), tests), known],
  ['replaces the trial of a kind', trialPut(known, later), { ...known, 'dry-run': later }],
  ['leaves out a backfill', trialPut(known, backfill), known],
  ['takes over a list', trialsLoaded({}, [first, tests, backfill]), known],
  [
    'keeps what was started while the list was read',
    trialsLoaded({ 'dry-run': later }, [first]),
    { 'dry-run': later },
  ],
  [
    'takes the state of a known trial from the list',
    trialsLoaded(known, [done]),
    { ...known, 'dry-run': done },
  ],
  ['takes the answer about a known trial', trialRead(known, done), { ...known, 'dry-run': done }],
  [
    'drops the answer about a trial that was replaced',
    trialRead({ 'dry-run': later }, done),
    { 'dry-run': later },
  ],
  [
    'forgets a trial that is gone',
    trialGone(known, first),
    { 'dry-run': undefined, regression: tests },
  ],
]

for (const [what, result, expected] of transitions) {
  test(what, () => {
    expect(result).toEqual(expected)
  })
}

test('only queued and running trials are followed', () => {
  const queued = trial('tests', { kind: 'regression', state: 'queued' })
  expect(openTrials({ 'dry-run': first, regression: queued })).toEqual([first, queued])
  expect(openTrials({ 'dry-run': done })).toEqual([])
})

test('an event applies progress, reads an end, and lists a trial that is unknown', () => {
  const progress = { done: 1, total: 2 }
  expect(trialChanged(known, 'first', { state: 'running', progress })).toEqual({
    known: { ...known, 'dry-run': { ...first, progress } },
  })
  expect(trialChanged(known, 'first', { state: 'done', progress: null })).toEqual({ read: first })
  expect(trialChanged({ 'dry-run': done }, 'first', { state: 'running', progress })).toBe('nothing')
  expect(trialChanged(known, 'other', { state: 'queued', progress: null })).toBe('list')
})

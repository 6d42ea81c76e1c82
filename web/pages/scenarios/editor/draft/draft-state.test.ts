import { expect, test } from 'bun:test'
import type { DraftView } from '../../../../../server/modules/scenarios/contract.ts'
import { ownProblem } from '../../../../lib/problem.ts'
import {
  amended,
  canRefresh,
  type DraftState,
  droppedMine,
  edited,
  gone,
  initialState,
  isDirty,
  keptMine,
  loaded,
  loadFailed,
  overtaken,
  refreshed,
  refreshFailed,
  saved,
  saveFailed,
  saveStarted,
  type Saving,
  stepped,
  tookTheirs,
} from './draft-state.ts'
import { noHistory } from './history.ts'

const pack = (text: string) => ({ 'pack.json': text })

const view = (text: string, rev: number): DraftView => ({
  id: 'our-minutes',
  title: { en: 'Our minutes', ru: 'Наш протокол' },
  basedOn: null,
  digest: `digest of ${text}`,
  files: pack(text),
  rev,
  updatedAt: '2026-01-01T00:00:00.000Z',
})

const conflict = ownProblem('precondition_failed', 412)
const missing = ownProblem('not_found', 404)
const offline = ownProblem('offline')

const type = (state: DraftState, text: string, key?: string, atMs = 0): DraftState =>
  edited(state, () => pack(text), { key, atMs })

const clean = loaded(initialState, view('one', 1), undefined, 0)
const dirty = type(clean, 'mine')
const saving = saveStarted(dirty)
const failed = saveFailed(saving, offline)
const behind = overtaken(dirty, view('theirs', 2))
const deleted = gone(dirty)

/** What an author sees: the text, whether it is saved, and the revision that it is based on. */
const look = (state: DraftState) => [state.files['pack.json'], state.saving, state.baseRev]

const sent = saving.files
const transitions: [what: string, state: DraftState, seen: [string, Saving, number]][] = [
  ['loads what the server has', clean, ['one', 'saved', 1]],
  [
    'loads an unsaved copy of the same revision as unsaved',
    loaded(initialState, view('one', 1), { rev: 1, files: pack('mine') }, 0),
    ['mine', 'unsaved', 1],
  ],
  [
    'asks what to keep when the unsaved copy is of an older revision',
    loaded(initialState, view('two', 2), { rev: 1, files: pack('mine') }, 0),
    ['mine', 'overtaken', 1],
  ],
  [
    'ignores an unsaved copy with the same text',
    loaded(initialState, view('two', 2), { rev: 1, files: pack('two') }, 0),
    ['two', 'saved', 2],
  ],
  ['marks an edit as unsaved', dirty, ['mine', 'unsaved', 1]],
  ['marks an edit after a failed save as unsaved', type(failed, 'more'), ['more', 'unsaved', 1]],
  ['keeps saving during an edit', type(saving, 'more'), ['more', 'saving', 1]],
  ['stays overtaken during an edit', type(behind, 'more'), ['more', 'overtaken', 1]],
  ['stays gone during an edit', type(deleted, 'more'), ['more', 'gone', 1]],
  ['is saved again after an undo', stepped(dirty, 'back'), ['one', 'saved', 1]],
  [
    'records a save of all that is shown',
    saved(saving, view('mine', 2), sent),
    ['mine', 'saved', 2],
  ],
  [
    'keeps what was typed during a save as unsaved',
    saved(type(saving, 'more'), view('mine', 2), sent),
    ['more', 'unsaved', 2],
  ],
  ['marks a failed save', failed, ['mine', 'failed', 1]],
  ['waits for the reason of a conflict', saveFailed(saving, conflict), ['mine', 'saving', 1]],
  ['finds the draft gone on a save', saveFailed(saving, missing), ['mine', 'gone', 1]],
  ['takes over a newer draft', refreshed(clean, view('two', 2), 1), ['two', 'saved', 2]],
  [
    'asks before a newer draft replaces edits',
    refreshed(dirty, view('two', 2), 1),
    ['mine', 'overtaken', 1],
  ],
  [
    'keeps edits when only the revision is newer',
    refreshed(dirty, view('one', 5), 1),
    ['mine', 'unsaved', 5],
  ],
  [
    'drops an answer that a save has outdated',
    refreshed(clean, view('two', 2), 0),
    ['one', 'saved', 1],
  ],
  [
    'drops an answer that arrives during a save',
    refreshed(saving, view('two', 2), 1),
    ['mine', 'saving', 1],
  ],
  ['keeps edits of a deleted draft', refreshFailed(dirty, missing), ['mine', 'gone', 1]],
  [
    'leaves it to the save to find a deleted draft',
    refreshFailed(saving, missing),
    ['mine', 'saving', 1],
  ],
  ['ignores a refresh without a connection', refreshFailed(clean, offline), ['one', 'saved', 1]],
  [
    'bases the own text on the newest revision',
    keptMine(behind, view('theirs', 3)),
    ['mine', 'unsaved', 3],
  ],
  [
    'shows the text of the other author',
    tookTheirs(behind, view('theirs', 3), 0),
    ['theirs', 'saved', 3],
  ],
  ['drops the own text', droppedMine(deleted), ['one', 'saved', 1]],
]

for (const [what, state, seen] of transitions) {
  test(what, () => {
    expect(look(state)).toEqual(seen)
  })
}

test('refreshes only what is read, saved and undisputed', () => {
  expect([clean, dirty].map(canRefresh)).toEqual([true, true])
  const busy = [initialState, saving, failed, behind, deleted]
  expect(busy.map(canRefresh)).toEqual(busy.map(() => false))
})

test('undo brings back the own text after taking over another', () => {
  expect(look(stepped(tookTheirs(behind, view('theirs', 3), 0), 'back'))).toEqual([
    'mine',
    'unsaved',
    3,
  ])
})

test('a refresh clears the history, which leads to other files', () => {
  const state = stepped(dirty, 'back')
  expect(refreshed(state, view('two', 2), 1).history).toEqual(noHistory)
})

test('quick changes with one key are one step, and an amendment is none', () => {
  const once = type(type(clean, 'm', 'title', 10), 'mi', 'title', 20)
  const state = amended(once, (files) => ({ ...files, version: '1.1.0' }))
  expect(state.history.past).toEqual([{ ...pack('one'), version: '1.1.0' }])
  expect(stepped(state, 'back').files).toEqual({ ...pack('one'), version: '1.1.0' })
})

test('nothing is left to edit when the draft is not there on loading', () => {
  expect(loadFailed(clean, missing).draft).toBeUndefined()
  expect(refreshFailed(clean, missing).draft).toBeUndefined()
  expect(loadFailed(clean, offline).draft).toBe(clean.draft)
})

test('is dirty only while it differs from a draft that the server has', () => {
  expect([initialState, clean, dirty, saving].map(isDirty)).toEqual([false, false, true, true])
})

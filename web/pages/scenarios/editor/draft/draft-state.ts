import type { DraftView } from '../../../../../server/modules/scenarios/contract.ts'
import type { Problem } from '../../../../lib/problem.ts'
import type { Files } from '../pack/pack-parts.ts'
import {
  amend,
  type Direction,
  type History,
  isSame,
  noHistory,
  remember,
  step,
} from './history.ts'
import type { UnsavedCopy } from './unsaved-copy.ts'

/**
 * Whether the server has the page's files. `overtaken`: somebody else saved a newer draft; `gone`: the draft was published
 * or deleted elsewhere. In these two nothing is saved until the author has chosen what to keep.
 */
export type Saving = 'saved' | 'unsaved' | 'saving' | 'failed' | 'overtaken' | 'gone'

export interface DraftState {
  /** The draft that the server has, as far as the page knows; undefined before it is read, or when there is none. */
  draft: DraftView | undefined
  files: Files
  /** The revision that `files` was made from; older than the server's once somebody else has saved. */
  baseRev: number
  saving: Saving
  /** The newer draft of somebody else. */
  theirs: DraftView | undefined
  problem: Problem | undefined
  history: History
}

export const initialState: DraftState = {
  draft: undefined,
  files: {},
  baseRev: 0,
  saving: 'saved',
  theirs: undefined,
  problem: undefined,
  history: noHistory,
}

export const isDirty = ({ draft, files }: DraftState): boolean =>
  draft !== undefined && files !== draft.files

export const mustChoose = ({ saving }: DraftState): boolean =>
  saving === 'overtaken' || saving === 'gone'

/** Whether a newer draft of the server may be taken over without asking. */
export const canRefresh = (state: DraftState): boolean =>
  state.draft !== undefined &&
  state.saving !== 'saving' &&
  state.saving !== 'failed' &&
  !mustChoose(state)

function withFiles(state: DraftState, files: Files): DraftState {
  const next = { ...state, files }
  if (files === state.files || !state.draft || mustChoose(state)) return next
  if (!isDirty(next)) return { ...next, saving: 'saved' }
  return state.saving === 'saving' ? next : { ...next, saving: 'unsaved' }
}

/** Quick changes with the same key are undone together. */
export function edited(
  state: DraftState,
  change: (before: Files) => Files,
  { key, atMs }: { key: string | undefined; atMs: number },
): DraftState {
  const files = change(state.files)
  if (files === state.files) return state
  return {
    ...withFiles(state, files),
    history: remember(state.history, state.files, { key, atMs }),
  }
}

/** Changes the files without a step of its own: undo leaves this change in place. */
export const amended = (state: DraftState, change: (before: Files) => Files): DraftState => ({
  ...withFiles(state, change(state.files)),
  history: amend(state.history, change),
})

export function stepped(state: DraftState, direction: Direction): DraftState {
  const found = step(state.history, state.files, direction)
  return found ? { ...withFiles(state, found.files), history: found.history } : state
}

/** Shows exactly what the server has. */
const shown = (state: DraftState, draft: DraftView): DraftState => ({
  ...state,
  draft,
  files: draft.files,
  baseRev: draft.rev,
  saving: 'saved',
})

export const overtaken = (state: DraftState, theirs?: DraftView): DraftState => ({
  ...state,
  theirs: theirs ?? state.theirs,
  saving: 'overtaken',
})

export const gone = (state: DraftState): DraftState => ({ ...state, saving: 'gone' })

/** An unsaved copy of the last visit goes on; where it was made from an older revision, its author has to choose. */
export function loaded(
  state: DraftState,
  draft: DraftView,
  copy: UnsavedCopy | undefined,
  atMs: number,
): DraftState {
  const clean = shown({ ...state, problem: undefined }, draft)
  if (!copy || isSame(copy.files, draft.files)) return clean
  const restored: DraftState = {
    ...edited(clean, () => copy.files, { key: undefined, atMs }),
    baseRev: copy.rev,
  }
  return copy.rev === draft.rev ? restored : overtaken(restored, draft)
}

/** A draft that was published or deleted leaves nothing to edit; other failures keep what is shown. */
export const loadFailed = (state: DraftState, problem: Problem): DraftState => ({
  ...state,
  problem,
  draft: problem.status === 404 ? undefined : state.draft,
})

/** `sinceRev`: the base revision when the read began. What changed meanwhile makes the answer outdated. */
export function refreshed(state: DraftState, found: DraftView, sinceRev: number): DraftState {
  if (found.rev === sinceRev || state.baseRev !== sinceRev) return state
  if (state.saving === 'saving' || mustChoose(state)) return state
  if (found.digest === state.draft?.digest) return { ...state, baseRev: found.rev }
  if (isDirty(state)) return overtaken(state, found)
  return { ...shown(state, found), history: noHistory }
}

export function refreshFailed(state: DraftState, problem: Problem): DraftState {
  if (problem.status !== 404 || state.saving === 'saving') return state
  return isDirty(state) ? gone(state) : loadFailed(state, problem)
}

export const saveStarted = (state: DraftState): DraftState => ({ ...state, saving: 'saving' })

/** What was typed while the request was on its way is still unsaved. */
export const saved = (state: DraftState, draft: DraftView, sent: Files): DraftState => ({
  ...state,
  draft: { ...draft, files: sent },
  baseRev: draft.rev,
  problem: undefined,
  saving: state.files === sent ? 'saved' : 'unsaved',
})

/** A conflict (412) stays `saving`: the server's draft is read next, and decides. */
export function saveFailed(state: DraftState, problem: Problem): DraftState {
  if (problem.status === 412) return { ...state, problem }
  return { ...state, problem, saving: problem.status === 404 ? 'gone' : 'failed' }
}

/** The page's files will replace the newest draft of the server. */
export const keptMine = (state: DraftState, newest: DraftView): DraftState => ({
  ...state,
  draft: newest,
  baseRev: newest.rev,
  saving: 'unsaved',
})

/** The server's draft replaces the page's files; undo brings those back. */
export const tookTheirs = (state: DraftState, newest: DraftView, atMs: number): DraftState => ({
  ...shown(state, newest),
  problem: undefined,
  history: remember(state.history, state.files, { key: undefined, atMs }),
})

export const droppedMine = (state: DraftState): DraftState =>
  state.draft ? shown(state, state.draft) : state

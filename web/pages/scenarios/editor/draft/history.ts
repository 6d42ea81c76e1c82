import type { Files } from '../pack/pack-parts.ts'

const maxSteps = 200
/** Typing in one field within this time is undone as one step. */
const groupWithinMs = 1_500

export type Direction = 'back' | 'forward'

export interface History {
  past: readonly Files[]
  future: readonly Files[]
  /** The key of the last change, and when it was made. */
  last: { key: string | undefined; atMs: number }
}

export const noHistory: History = { past: [], future: [], last: { key: undefined, atMs: 0 } }

/** Records the files from before a change. Quick changes with the same key become one step. */
export function remember(
  history: History,
  before: Files,
  change: { key: string | undefined; atMs: number },
): History {
  const { last, past } = history
  const isSameStep =
    change.key !== undefined &&
    change.key === last.key &&
    change.atMs - last.atMs < groupWithinMs &&
    past.length > 0
  return {
    past: isSameStep ? past : [...past.slice(1 - maxSteps), before],
    future: [],
    last: change,
  }
}

/** Applies a change to every step, so that undo leaves it in place: for example the version number. */
export const amend = ({ past, future }: History, change: (files: Files) => Files): History => ({
  past: past.map(change),
  future: future.map(change),
  last: noHistory.last,
})

export function isSame(a: Files, b: Files): boolean {
  const paths = Object.keys(a)
  return paths.length === Object.keys(b).length && paths.every((path) => a[path] === b[path])
}

/** Goes one step back or forward; undefined where there is none. */
export function step(
  { past, future }: History,
  now: Files,
  direction: Direction,
): { history: History; files: Files } | undefined {
  const files = direction === 'back' ? past.at(-1) : future.at(-1)
  if (!files) return undefined
  const history =
    direction === 'back'
      ? { past: past.slice(0, -1), future: [...future, now] }
      : { past: [...past, now], future: future.slice(0, -1) }
  return { files, history: { ...history, last: noHistory.last } }
}

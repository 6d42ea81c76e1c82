import type { Files } from '../pack/pack-parts.ts'

const mostSteps = 200
/** Letters typed into one field within this time are taken back together. */
const togetherMs = 1_500

export interface History {
  past: readonly Files[]
  future: readonly Files[]
  /** What the last change belonged to, and when it was made. */
  last: { key: string | undefined; atMs: number }
}

export const noHistory: History = { past: [], future: [], last: { key: undefined, atMs: 0 } }

/** Remembers how the files were before a change. Changes with the same key that follow at once are one. */
export function remember(
  history: History,
  before: Files,
  change: { key: string | undefined; atMs: number },
): History {
  const { last, past } = history
  const isMore =
    change.key !== undefined &&
    change.key === last.key &&
    change.atMs - last.atMs < togetherMs &&
    past.length > 0
  return {
    past: isMore ? past : [...past.slice(1 - mostSteps), before],
    future: [],
    last: change,
  }
}

/** The same change to every step: what nobody has to take back, such as the number of a version. */
export const amend = ({ past, future }: History, change: (files: Files) => Files): History => ({
  past: past.map(change),
  future: future.map(change),
  last: noHistory.last,
})

export function isSame(a: Files, b: Files): boolean {
  const paths = Object.keys(a)
  return paths.length === Object.keys(b).length && paths.every((path) => a[path] === b[path])
}

/** One step back, or forward again; undefined where there is none. */
export function step(
  { past, future }: History,
  now: Files,
  way: 'back' | 'forward',
): { history: History; files: Files } | undefined {
  const files = way === 'back' ? past.at(-1) : future.at(-1)
  if (!files) return undefined
  const history =
    way === 'back'
      ? { past: past.slice(0, -1), future: [...future, now] }
      : { past: [...past, now], future: future.slice(0, -1) }
  return { files, history: { ...history, last: noHistory.last } }
}

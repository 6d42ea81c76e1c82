import { createMemo, createSignal } from 'solid-js'
import { findMatches, firstMatchFrom, foldText, type Match } from './find-matches.ts'

/** Searches the texts of a transcript, and steps from match to match. */
export function createFind(texts: () => readonly string[], firstVisible: () => number) {
  const [words, setWords] = createSignal('')
  const [at, setAt] = createSignal(0)
  const folded = createMemo(() => texts().map(foldText))
  const matches = createMemo((): Match[] => findMatches(folded(), words()))
  return {
    words,
    matches,
    at,
    search: (next: string): void => {
      setWords(next)
      setAt(firstMatchFrom(matches(), firstVisible()))
    },
    step: (by: 1 | -1): void => {
      const count = matches().length
      if (count > 0) setAt((now) => (now + by + count) % count)
    },
    current: (): Match | undefined => matches()[at()],
  }
}

export type Find = ReturnType<typeof createFind>

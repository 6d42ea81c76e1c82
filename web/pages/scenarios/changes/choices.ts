import type { KnownScenario } from '../list/known-scenarios.ts'

export const draftName = 'draft'

export interface Pair {
  from: string
  to: string
}

/** What can stand on either side, newest first; the draft is newer than every version. */
export const choicesOf = (
  { versions, hasDraft }: KnownScenario,
  maySeeDraft: boolean,
): string[] => [
  ...(hasDraft && maySeeDraft ? [draftName] : []),
  ...versions.map(({ version }) => version),
]

/**
 * What the address asks for, as far as there is such a thing; else the newest against the one before it. Undefined while
 * there are no two. A draft can only be what something becomes.
 */
export function pairOf(
  choices: readonly string[],
  wanted: { from?: string | undefined; to?: string | undefined },
): Pair | undefined {
  const known = (name: string | undefined): string | undefined =>
    choices.find((choice) => choice === name)
  const to = known(wanted.to) ?? choices[0]
  if (to === undefined) return undefined
  const from = known(wanted.from === draftName ? undefined : wanted.from) ?? olderThan(choices, to)
  return from === undefined ? undefined : { from, to }
}

/** The one before it; for the oldest the one after, unless that is the draft. */
function olderThan(choices: readonly string[], name: string): string | undefined {
  const at = choices.indexOf(name)
  const newer = choices[at - 1]
  return choices[at + 1] ?? (newer === draftName ? undefined : newer)
}

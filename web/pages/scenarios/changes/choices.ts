import type { KnownScenario } from '../list/known-scenarios.ts'

export const draftName = 'draft'

export interface Pair {
  from: string
  to: string
}

/** What can be compared, newest first; the draft counts as the newest. */
export const choicesOf = (
  { versions, hasDraft }: KnownScenario,
  maySeeDraft: boolean,
): string[] => [
  ...(hasDraft && maySeeDraft ? [draftName] : []),
  ...versions.map(({ version }) => version),
]

/**
 * The pair in the address, where both exist; otherwise the newest and the one before it. Undefined while there are fewer
 * than two. The draft can only be the newer side.
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

/** The version before; for the oldest one the version after, unless that is the draft. */
function olderThan(choices: readonly string[], name: string): string | undefined {
  const at = choices.indexOf(name)
  const newer = choices[at - 1]
  return choices[at + 1] ?? (newer === draftName ? undefined : newer)
}

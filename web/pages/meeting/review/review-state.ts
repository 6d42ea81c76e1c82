import type { ArtifactView, ItemView } from '../../../../server/modules/analysis/contract.ts'

export type Decision = 'accept' | 'reject' | 'reopen' | 'undo'

export interface Decider {
  id: string
  name: string
}

/**
 * What an item will look like once the server agrees. `undo` is not guessed: what it goes back to
 * is only known there.
 */
export function decided(
  item: ItemView,
  decision: Decision,
  by: Decider,
  overrideNote?: string,
): ItemView {
  if (decision === 'undo') return item
  if (decision === 'reopen') {
    return {
      ...item,
      reviewState: 'proposed',
      decidedBy: null,
      decidedAt: null,
      overrideNote: null,
    }
  }
  return {
    ...item,
    reviewState: decision === 'accept' ? 'accepted' : 'rejected',
    locked: true,
    canUndo: true,
    decidedBy: by,
    overrideNote: decision === 'accept' ? (overrideNote ?? null) : null,
  }
}

/** An item that must have proof, has none, and so takes a note to be accepted. */
export const needsNote = (item: ItemView, evidence: 'required' | 'optional'): boolean =>
  evidence === 'required' && item.evidenceState === 'unsupported' && !item.overrideNote

export const isUndecided = (item: ItemView): boolean => item.reviewState === 'proposed'

/** The item that is `step` further on; at the ends it stays, without a current one it starts. */
export function stepItem(
  ids: readonly string[],
  current: string | undefined,
  step: 1 | -1,
): string | undefined {
  const at = current === undefined ? -1 : ids.indexOf(current)
  if (at < 0) return step > 0 ? ids[0] : ids.at(-1)
  return ids[Math.max(0, Math.min(ids.length - 1, at + step))]
}

export function decidedCounts(artifact: ArtifactView): { done: number; total: number } {
  const items = artifact.sections.flatMap((section) => section.items)
  return { done: items.filter((item) => !isUndecided(item)).length, total: items.length }
}

import type { ArtifactView, ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { SectionView } from '../../../../server/modules/scenarios/contract.ts'

export type Decision = 'accept' | 'reject' | 'reopen'

export interface Decider {
  id: string
  name: string
}

/** What an item will look like once the server agrees. */
export function decided(
  item: ItemView,
  decision: Decision,
  by: Decider,
  overrideNote?: string,
): ItemView {
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
export const needsNote = (
  item: ItemView,
  section: Pick<SectionView, 'evidence' | 'grade'>,
): boolean => lacksProof(item, section) && section.evidence === 'required' && !item.overrideNote

/** Lacks evidence; a grade of 0 means that nothing was said and needs none. */
export const lacksProof = (item: ItemView, { grade }: Pick<SectionView, 'grade'>): boolean =>
  item.evidenceState === 'unsupported' && !(grade && item.value[grade] === 0)

/** Found by key phrases and not yet reviewed by a person. */
export const isOnlyLikely = (item: ItemView, provider: string | undefined): boolean =>
  provider === 'extractive' && isUndecided(item)

/** The name of whoever decided an item, unless that is the reader. */
export const otherDecider = (
  item: ItemView | undefined,
  readerId: string | undefined,
): string | undefined =>
  item?.decidedBy && item.decidedBy.id !== readerId ? item.decidedBy.name : undefined

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

/** The next item without a decision after `from`, beginning again at the top; never `from` itself. */
export function nextUndecided(
  items: readonly ItemView[],
  from: string | undefined,
): ItemView | undefined {
  const at = items.findIndex(({ id }) => id === from)
  const inTurn = [...items.slice(at + 1), ...items.slice(0, Math.max(at, 0))]
  return inTurn.find(isUndecided)
}

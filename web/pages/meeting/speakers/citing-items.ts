import type { ItemView } from '../../../../server/modules/analysis/contract.ts'

type Cited = Pick<ItemView, 'reviewState' | 'stale'> & {
  evidence: readonly { segmentId: number }[]
}

/** Items that a change of these segments would make stale. Rejected ones claim nothing any more. */
export const citingItems = <T extends Cited>(
  items: readonly T[],
  segmentIds: ReadonlySet<number>,
): T[] =>
  items.filter(
    (item) =>
      !item.stale &&
      item.reviewState !== 'rejected' &&
      item.evidence.some(({ segmentId }) => segmentIds.has(segmentId)),
  )

/** Items that have to be looked at again. */
export const staleItems = <T extends Cited>(items: readonly T[]): T[] =>
  items.filter((item) => item.stale && item.reviewState !== 'rejected')

/** The one after the item that is shown now, and after the last the first again. */
export function nextOf(ids: readonly string[], current: string | undefined): string | undefined {
  const at = current === undefined ? -1 : ids.indexOf(current)
  return ids[(at + 1) % Math.max(1, ids.length)]
}

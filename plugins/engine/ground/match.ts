import type { GroundedItem } from '../types.ts'

/** The same item in an old and a new run. */
export interface ItemMatch<Old, New> {
  old: Old
  new: New
}

type Cited = Pick<GroundedItem, 'key' | 'evidence'>

/**
 * Pairs the items of one section in two runs: first by equal keys, then by the largest overlap of evidence.
 * Deterministic; unmatched items are in no pair.
 */
export function matchItems<Old extends Cited, New extends Cited>(
  oldItems: Old[],
  newItems: New[],
): ItemMatch<Old, New>[] {
  const pairs: { old: number; new: number; overlap: number; sameKey: boolean }[] = []
  const byOrdinal = new Map<number, Set<number>>()
  const byKey = new Map<string, number>()
  for (const [index, item] of newItems.entries()) {
    byKey.set(item.key, index)
    for (const entry of item.evidence) {
      byOrdinal.set(entry.ordinal, (byOrdinal.get(entry.ordinal) ?? new Set()).add(index))
    }
  }
  for (const [index, item] of oldItems.entries()) {
    const candidates = new Set(item.evidence.flatMap((e) => [...(byOrdinal.get(e.ordinal) ?? [])]))
    const same = byKey.get(item.key)
    if (same !== undefined) candidates.add(same)
    for (const candidate of candidates) {
      const other = newItems[candidate]
      if (!other) continue
      const overlap = evidenceOverlap(item, other)
      const sameKey = candidate === same
      if (overlap > 0 || sameKey) pairs.push({ old: index, new: candidate, overlap, sameKey })
    }
  }
  pairs.sort(
    (a, b) =>
      Number(b.sameKey) - Number(a.sameKey) ||
      b.overlap - a.overlap ||
      a.old - b.old ||
      a.new - b.new,
  )
  return takeOneToOne(pairs, oldItems, newItems)
}

function takeOneToOne<Old, New>(
  pairs: { old: number; new: number }[],
  oldItems: Old[],
  newItems: New[],
): ItemMatch<Old, New>[] {
  const usedOld = new Set<number>()
  const usedNew = new Set<number>()
  const matches: ItemMatch<Old, New>[] = []
  for (const pair of pairs) {
    const old = oldItems[pair.old]
    const fresh = newItems[pair.new]
    if (usedOld.has(pair.old) || usedNew.has(pair.new) || !old || !fresh) continue
    usedOld.add(pair.old)
    usedNew.add(pair.new)
    matches.push({ old, new: fresh })
  }
  return matches
}

/** Shared characters of two items' quotes as a fraction of the shorter one. */
export function evidenceOverlap(a: Cited, b: Cited): number {
  let shared = 0
  for (const left of a.evidence) {
    for (const right of b.evidence) {
      if (left.ordinal !== right.ordinal) continue
      const chars =
        Math.min(left.endChar, right.endChar) - Math.max(left.startChar, right.startChar)
      shared += Math.max(0, chars)
    }
  }
  const size = (item: Cited) => item.evidence.reduce((n, e) => n + e.endChar - e.startChar, 0)
  const shorter = Math.min(size(a), size(b))
  return shorter === 0 ? 0 : shared / shorter
}

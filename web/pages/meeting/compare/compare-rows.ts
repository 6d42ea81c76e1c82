import type { ComparisonView, ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { SectionView } from '../../../../server/modules/scenarios/contract.ts'

type Section = ComparisonView['sections'][number]
export type ChangedField = Section['both'][number]['changed'][number]
export type RowKind = 'same' | 'changed' | 'onlyA' | 'onlyB'
export const rowKinds: readonly RowKind[] = ['changed', 'onlyA', 'onlyB', 'same']

export interface CompareRow {
  is: RowKind
  a: ItemView | null
  b: ItemView | null
  changed: ChangedField[]
}

/** A section's items, paired, in the order of the first run; what only the second has comes last. */
export function rowsOf(section: Section): CompareRow[] {
  const paired = section.both.map(({ a, b, changed }) => ({
    is: changed.length > 0 ? ('changed' as const) : ('same' as const),
    a,
    b,
    changed,
  }))
  const lost = section.onlyInA.map((a) => ({ is: 'onlyA' as const, a, b: null, changed: [] }))
  const found = section.onlyInB.map((b) => ({ is: 'onlyB' as const, a: null, b, changed: [] }))
  return [...paired, ...lost, ...found]
}

export type Counts = Record<RowKind, number>

export function countRows(rows: readonly CompareRow[]): Counts {
  const counts: Counts = { same: 0, changed: 0, onlyA: 0, onlyB: 0 }
  for (const { is } of rows) counts[is] += 1
  return counts
}

/** Accepted items of the result that is shown which the other run did not find; null where neither is shown. */
export function lostAccepted(view: ComparisonView, rows: readonly CompareRow[]): number | null {
  if (!view.a.current && !view.b.current) return null
  const shown = (row: CompareRow): ItemView | null => (view.a.current ? row.a : row.b)
  const alone: RowKind = view.a.current ? 'onlyA' : 'onlyB'
  return rows.filter((row) => row.is === alone && shown(row)?.reviewState === 'accepted').length
}

/** Whether anything of the result that is shown has been accepted. */
export const isAnyAccepted = (view: ComparisonView, rows: readonly CompareRow[]): boolean =>
  rows.some((row) => (view.a.current ? row.a : row.b)?.reviewState === 'accepted')

/** The name of the field that a pointer into an item's value leads to (RFC 6901). */
export const fieldOfPointer = (pointer: string): string =>
  (pointer.slice(1).split('/')[0] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')

/** The section as the newer of both scenarios knows it, with what only the older one has. */
export function viewOf(
  name: string,
  older: readonly SectionView[],
  newer: readonly SectionView[],
): SectionView | undefined {
  const [old, fresh] = [older, newer].map((sections) => sections.find((one) => one.name === name))
  if (!old || !fresh) return fresh ?? old
  const known = new Set(fresh.fields.map((field) => field.name))
  return {
    ...fresh,
    fields: [...fresh.fields, ...old.fields.filter((one) => !known.has(one.name))],
  }
}

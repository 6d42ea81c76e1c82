import type { ItemValue, SectionSpec } from '../types.ts'

/** Whether an item must be proven. That nothing was said, a grade of 0, stands nowhere in a transcript. */
export function needsEvidence(
  section: Pick<SectionSpec, 'evidence' | 'grade'>,
  value: ItemValue,
): boolean {
  return section.evidence === 'required' && !(section.grade && value[section.grade] === 0)
}

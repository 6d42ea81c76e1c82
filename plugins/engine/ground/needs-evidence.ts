import type { ItemValue, SectionSpec } from '../types.ts'

/** Whether an item must be proven. A grade of 0 means that nothing was said, which no transcript shows. */
export function needsEvidence(
  section: Pick<SectionSpec, 'evidence' | 'grade'>,
  value: ItemValue,
): boolean {
  return section.evidence === 'required' && !(section.grade && value[section.grade] === 0)
}

import type { SectionFault, SectionResult, SectionSpec } from '../types.ts'
import { withKeys } from './finish.ts'
import { personalFault } from '../withhold/withhold.ts'
import type { Judged } from './judge.ts'
import { type Candidate, mergeItems } from './merge.ts'

const MAX_ERRORS = 20

/** Merges the windows' results for a section, in the windows' order. */
export function sectionResult(section: SectionSpec, judged: Judged[]): SectionResult {
  const merged = mergeItems(
    section,
    judged.flatMap(({ candidates }) => candidates),
  )
  const found = section.isList ? merged : single(merged)
  const withheld = judged.reduce((sum, part) => sum + part.withheld, 0)
  const errors = [...judged.flatMap((part) => part.errors), ...personalFault(section, withheld)]
  if (section.maxItems !== null && found.length > section.maxItems) {
    errors.push({
      pointer: `/${section.name}`,
      detail: `There are ${found.length} items; at most ${section.maxItems} are allowed.`,
    })
  }
  const items = withKeys(section, found)
  const needsModel = judged.some((part) => part.needsModel)
  return {
    name: section.name,
    state: stateOf(items.length, errors, needsModel),
    errors: failuresFirst(errors),
    items,
  }
}

/** Reports of omitted text fail nothing: nobody can fail a section by what they say. */
const isFailure = ({ code }: SectionFault): boolean => code !== 'instruction' && code !== 'personal'

function stateOf(
  items: number,
  errors: SectionFault[],
  needsModel: boolean,
): SectionResult['state'] {
  if (errors.some(isFailure)) return 'failed'
  if (items > 0) return 'ok'
  return needsModel ? 'needs-model' : 'empty'
}

/** A single-item section keeps what was said last. */
function single(candidates: Candidate[]): Candidate[] {
  const last = candidates.at(-1)
  if (!last) return []
  const proven = candidates.findLast((candidate) => candidate.state === 'verified')
  return [proven ?? last]
}

/** Each reason for omissions is reported once, after the failures, so that many omissions cannot push failures out. */
function failuresFirst(errors: SectionFault[]): SectionFault[] {
  const left = (['instruction', 'personal'] as const).flatMap(
    (code) => errors.find((error) => error.code === code) ?? [],
  )
  return [...errors.filter(isFailure).slice(0, MAX_ERRORS - left.length), ...left]
}

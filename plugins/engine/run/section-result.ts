import type { SectionFault, SectionResult, SectionSpec } from '../types.ts'
import { withKeys } from './finish.ts'
import type { Judged } from './judge.ts'
import { type Candidate, mergeItems } from './merge.ts'

const MAX_ERRORS = 20

/** One result from what the windows gave for a section, in the windows' order. */
export function sectionResult(section: SectionSpec, judged: Judged[]): SectionResult {
  const merged = mergeItems(
    section,
    judged.flatMap(({ candidates }) => candidates),
  )
  const found = section.isList ? merged : single(merged)
  const errors = judged.flatMap((part) => part.errors)
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
    errors: failuresFirst(errors).slice(0, MAX_ERRORS),
    items,
  }
}

/** Words left out because they are addressed to a model are told, but nobody can fail a section by saying them. */
function stateOf(
  items: number,
  errors: SectionFault[],
  needsModel: boolean,
): SectionResult['state'] {
  if (errors.some(({ code }) => code !== 'instruction')) return 'failed'
  if (items > 0) return 'ok'
  return needsModel ? 'needs-model' : 'empty'
}

/** A section that is one item keeps the last word on it: what was said later replaces what was said before. */
function single(candidates: Candidate[]): Candidate[] {
  const last = candidates.at(-1)
  if (!last) return []
  const proven = candidates.findLast((candidate) => candidate.state === 'verified')
  return [proven ?? last]
}

/** That words were left out is told once, behind the failures, which no flood of them may cut away. */
function failuresFirst(errors: SectionFault[]): SectionFault[] {
  const isFailure = ({ code }: SectionFault) => code !== 'instruction'
  const left = errors.find((error) => !isFailure(error))
  return left ? [...errors.filter(isFailure), left] : errors
}

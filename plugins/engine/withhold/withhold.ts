import { compileShippedCue } from '../pack/patterns.ts'
import { leaveOut, type Spared } from '../run/instructions.ts'
import { fold } from '../text/words.ts'
import type { Evidence, ItemValue, SectionFault, SectionSpec } from '../types.ts'
import { personalMatters } from './personal.ts'

let cues: RegExp[] | undefined

/** Whether a text mentions a personal matter that some kinds of meeting never record. */
export function isPersonal(text: string): boolean {
  cues ??= Object.values(personalMatters).map((list) => compileShippedCue(`(${list.join('|')})`))
  const folded = ` ${fold(text)} `
  return cues.some((cue) => cue.test(folded))
}

/** Removes fields that mention a personal matter; null when a required field does. */
export const withoutPersonal = (section: SectionSpec, value: ItemValue): Spared =>
  section.withhold === 'personal' ? leaveOut(section, value, isPersonal) : { value, left: false }

/** The quotes of an item that mention no personal matter. */
export const impersonalEvidence = (section: SectionSpec, evidence: Evidence[]): Evidence[] =>
  section.withhold === 'personal' ? evidence.filter(({ quote }) => !isPersonal(quote)) : evidence

/** Reports how many personal matters were left out of a section, not which. */
export function personalFault(section: SectionSpec, count: number): SectionFault[] {
  if (count === 0) return []
  const detail = `Personal matters were left out ${count} times; they are never recorded here.`
  return [{ pointer: `/${section.name}`, detail, code: 'personal' }]
}

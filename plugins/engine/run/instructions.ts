import type { SegmentIndex } from '../ground/segment-index.ts'
import { isAddressedToModel, touchesAddressed } from '../injection/addressed.ts'
import type { Evidence, ItemValue, SectionFault, SectionSpec } from '../types.ts'

/**
 * What of an item is a result: words that are addressed to a language model are none, whoever put
 * them there (a model that obeyed, a speaker's or participant's name, a title). A field that may be
 * left out is; without one that must be there the item is no item (`value` null). Both providers.
 */
export const withoutInstructions = (section: SectionSpec, value: ItemValue): Spared =>
  leaveOut(section, value, isAddressedToModel)

export interface Spared {
  /** Null when a required field was removed. */
  value: ItemValue | null
  left: boolean
}

/** Removes fields with a text that must not be kept. */
export function leaveOut(
  section: SectionSpec,
  value: ItemValue,
  isOut: (text: string) => boolean,
): Spared {
  const kept: ItemValue = {}
  let left = false
  for (const [name, content] of Object.entries(value)) {
    if (!holds(content, isOut)) {
      kept[name] = content
      continue
    }
    left = true
    const isNeeded =
      name === section.textField ||
      section.fields.find((field) => field.name === name)?.required !== false
    if (isNeeded) return { value: null, left }
  }
  return { value: kept, left }
}

/**
 * The quotes of an item that are more than text addressed to a language model and what such text introduces. An item
 * with no other evidence is not a result of the meeting, however it is worded.
 */
export function spokenEvidence(evidence: Evidence[], index: SegmentIndex): Evidence[] {
  return evidence.filter(({ ordinal, startChar, endChar }) => {
    const segment = index.segments[index.placeOf.get(ordinal) ?? -1]
    return segment && !touchesAddressed(segment, { start: startChar, end: endChar })
  })
}

/** Reports that text was left out without repeating it. */
export function instructionFault(section: SectionSpec, at: number): SectionFault {
  return {
    pointer: section.isList ? `/${section.name}/${at}` : `/${section.name}`,
    detail: 'Words that are addressed to a language model are no result.',
    code: 'instruction',
  }
}

function holds(content: unknown, isOut: (text: string) => boolean): boolean {
  if (typeof content === 'string') return isOut(content)
  if (typeof content !== 'object' || content === null) return false
  return Object.values(content).some((part) => holds(part, isOut))
}

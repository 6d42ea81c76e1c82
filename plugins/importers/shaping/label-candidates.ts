import {
  isProperName,
  type LabelForm,
  type LabelShape,
  shapeOf,
  type SplitLine,
  splitAtLabel,
  splitAtTightLabel,
  withoutVoiceMark,
} from './label-shape.ts'
import { type LabelLine, type LabelPlace, placeOf } from './label-place.ts'

/** How a file writes its labels. */
export interface LabelStyle {
  form: LabelForm
  /** A dash or a bullet may precede a label. */
  readsDashes: boolean
}

/** A line that may begin with a label. */
export interface Candidate {
  index: number
  label: string
  shape: LabelShape
  place: LabelPlace
  /** Followed by a colon without a space, in a file that writes one. */
  isTight: boolean
  /** After `>>` or a dash, which mark another speaker. */
  isMarked: boolean
}

interface FoundLabel extends SplitLine {
  isTight: boolean
}

/** The labels that a line may begin with, the tighter one first. */
export const splitLine = (line: string, { form, readsDashes }: LabelStyle): FoundLabel[] => {
  const text = withoutVoiceMark(line, readsDashes)
  const tight = form === 'colon' ? splitAtTightLabel(text) : null
  const usual = splitAtLabel(text, form)
  return [
    ...(tight ? [{ ...tight, isTight: true }] : []),
    ...(usual ? [{ ...usual, isTight: false }] : []),
  ]
}

const NUMBER_AT_END = /^(\p{L}[\p{L}\s.]{0,40}?)\s?[№#]\s?(\d{1,3})$/u

/** `Спикер №1` and `Спикер №2`: one alone would be odd, but several that differ by a number are people. */
const nameFamilies = (candidates: Candidate[]): Candidate[] => {
  const families = new Map<string, Set<string>>()
  for (const { label } of candidates) {
    const [, stem, number] = NUMBER_AT_END.exec(label) ?? []
    if (stem === undefined || number === undefined) continue
    families.set(stem, (families.get(stem) ?? new Set()).add(number))
  }
  if (families.size === 0) return candidates
  return candidates.map((candidate) => {
    const stem = NUMBER_AT_END.exec(candidate.label)?.[1]
    const isFamily = candidate.shape === 'odd' && (families.get(stem ?? '')?.size ?? 0) > 1
    return isFamily ? { ...candidate, shape: 'name' } : candidate
  })
}

export const findCandidates = (
  lines: readonly LabelLine[],
  style: LabelStyle,
  isKnown: (label: string) => boolean,
): Candidate[] => {
  const shapes = new Map<string, LabelShape | null>()
  const readShape = (label: string): LabelShape | null => {
    const shape = shapes.get(label) ?? shapeOf(label)
    shapes.set(label, shape)
    return shape
  }
  const found = lines.flatMap((line, index): Candidate[] => {
    for (const { label, rest, isTight } of splitLine(line.text, style)) {
      const shape = readShape(label)
      if (shape === null) continue
      if (isTight && !(shape === 'name' && isProperName(label)) && !isKnown(label)) continue
      const isMarked = withoutVoiceMark(line.text, style.readsDashes) !== line.text
      return [{ index, label, shape, place: placeOf(line, rest), isTight, isMarked }]
    }
    return []
  })
  return nameFamilies(found)
}

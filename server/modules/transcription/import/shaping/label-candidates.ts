import {
  isProperName,
  type LabelDress,
  type LabelShape,
  shapeOf,
  type SplitLine,
  splitAtLabel,
  splitAtTightLabel,
  withoutVoiceMark,
} from './label-shape.ts'
import { type LabelLine, type LabelPlace, placeOf } from './label-place.ts'

/** How the labels of one file are written. */
export interface LabelStyle {
  dress: LabelDress
  /** A dash or a bullet may stand in front of a label. */
  readsDashes: boolean
}

/** A line that may begin with a label. */
export interface Candidate {
  index: number
  label: string
  shape: LabelShape
  place: LabelPlace
  /** Set off by a colon without a space, in a file that writes one. */
  isTight: boolean
  /** Stands behind `>>` or a dash: another person speaks. */
  isMarked: boolean
}

interface FoundLabel extends SplitLine {
  isTight: boolean
}

/** The labels that a line may begin with, the tighter one first. */
export const splitLine = (line: string, { dress, readsDashes }: LabelStyle): FoundLabel[] => {
  const text = withoutVoiceMark(line, readsDashes)
  const tight = dress === 'colon' ? splitAtTightLabel(text) : null
  const usual = splitAtLabel(text, dress)
  return [
    ...(tight ? [{ ...tight, isTight: true }] : []),
    ...(usual ? [{ ...usual, isTight: false }] : []),
  ]
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
  return lines.flatMap((line, index) => {
    for (const { label, rest, isTight } of splitLine(line.text, style)) {
      const shape = readShape(label)
      if (shape === null) continue
      if (isTight && !(shape === 'name' && isProperName(label)) && !isKnown(label)) continue
      const isMarked = withoutVoiceMark(line.text, style.readsDashes) !== line.text
      return [{ index, label, shape, place: placeOf(line, rest), isTight, isMarked }]
    }
    return []
  })
}

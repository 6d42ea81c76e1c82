import { contentWords } from './content.ts'
import { formLength, formWord } from './forms.ts'
import type { Unit } from './units.ts'

const MIN_OUTCOME = 2
const BACK = new Set(
  'last earlier before previous previously already time times meeting one ones decided agreed on прошлый прошлой прошлом раз раньше ранее уже встрече встрече совещании'.split(
    ' ',
  ),
)

/** Whether a sentence points at an earlier decision without naming its outcome: "that's what we agreed last time". */
export function pointsBack(unit: Unit): boolean {
  const at = formWord(unit, 'recalled')
  if (at < 0) return false
  const behind = unit.words
    .slice(at + formLength(unit, 'recalled'))
    .filter(({ text }) => !BACK.has(text))
  return contentWords({ ...unit, words: behind }) < MIN_OUTCOME
}

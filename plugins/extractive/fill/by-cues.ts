import type { ProposedItem, SectionSpec } from '../../engine/index.ts'
import { deadlineIn } from '../fields.ts'
import { compileCues, has, sumOf } from '../forms.ts'
import { best, quota, toItems, type Find } from '../items.ts'
import type { Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import { eachLocale } from '../../vocabulary.ts'

const MIN_WORDS = 5
const THRESHOLD = 2
const QUOTA = { base: 3, wordsPerItem: 600, most: 12 }

/** Fills a pack's own section by its cues alone. */
export function fillByCues(talk: Talk, section: SectionSpec): ProposedItem[] {
  const { cues } = talk.request.pack
  const own = eachLocale((locale) => compileCues(cues[locale][section.name] ?? []))
  const dates = section.fields.flatMap(({ computedFrom }) => computedFrom ?? [])
  const finds: Find[] = talk.units.flatMap((unit) => {
    if (unit.words.length < MIN_WORDS || has(unit, 'aside')) return []
    // A question such as "so that is a problem?" states nothing, whatever words it contains.
    if (unit.isQuestion && section.textField !== 'question') return []
    const score = sumOf(unit, own[unit.locale]) - (has(unit, 'hypothetical') ? 1 : 0)
    if (score < THRESHOLD) return []
    const span = trim(unit, 0)
    const due = dates.length > 0 ? (deadlineIn(talk, unit, span)?.text ?? '') : ''
    const fields = Object.fromEntries(dates.map((name) => [name, due]))
    return [{ unit, score, span, fields, support: [] }]
  })
  return toItems(talk, section, best(finds, quota(talk.wordCount, QUOTA)))
}

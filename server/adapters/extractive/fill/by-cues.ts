import type { ProposedItem, SectionSpec } from '../../../../plugins/engine/index.ts'
import { compileCues, has, sumOf } from '../forms.ts'
import { best, quota, toItems, type Find } from '../items.ts'
import type { Talk } from '../talk.ts'
import { trim } from '../trim.ts'

const MIN_WORDS = 5
const THRESHOLD = 2
const QUOTA = { base: 3, wordsPerItem: 600, most: 12 }

/** A section that only its cues describe: the pack's own. */
export function fillByCues(talk: Talk, section: SectionSpec): ProposedItem[] {
  const { cues } = talk.request.pack
  const own = {
    en: compileCues(cues.en[section.name] ?? []),
    ru: compileCues(cues.ru[section.name] ?? []),
  }
  const finds: Find[] = talk.units.flatMap((unit) => {
    if (unit.words.length < MIN_WORDS || has(unit, 'aside')) return []
    const score = sumOf(unit, own[unit.locale]) - (has(unit, 'hypothetical') ? 1 : 0)
    return score < THRESHOLD ? [] : [{ unit, score, span: trim(unit, 0), fields: {}, support: [] }]
  })
  return toItems(talk, section, best(finds, quota(talk.wordCount, QUOTA)))
}

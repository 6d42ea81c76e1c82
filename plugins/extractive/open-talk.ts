import { formLength, formWord, holds } from './forms.ts'
import type { Unit } from './units.ts'

/** The forms in which a choice is said in so many words. */
export const CHOOSING = ['decided', 'proposed'] as const
type Choosing = (typeof CHOOSING)[number]

const SUPPOSED = new Set('if unless whether when если когда'.split(' '))
const ASKED = new Set(
  (
    'how why where what which who ' +
    'как почему зачем где куда кто какой какая какое какие каким какую сколько'
  ).split(' '),
)
const NOTHING_NAMED = new Set(
  (
    'something anything somehow someone somebody whatever ' +
    'что-то чего-то что-нибудь чего-нибудь как-то как-нибудь'
  ).split(' '),
)
const PREPOSITIONS = new Set('on about upon for with о об на'.split(' '))

/**
 * Whether a phrase of choosing only stands in a condition ("if we're going with it", "если решим"), and none in
 * the main clause.
 */
export function isSupposed(unit: Unit, form: Choosing): boolean {
  if (!SUPPOSED.has(wordBefore(unit, form))) return false
  const behind = wordsBehind(unit, form).map(({ text }) => text)
  return !holds(` ${behind.join(' ')} `, unit.locale, form)
}

/**
 * Whether a phrase of choosing is what another clause asks ("this is how we're gonna make it"), or leaves open
 * what is chosen ("we've decided on what", "we're gonna need something"). "What we agreed was" leaves nothing open.
 */
export function isLeftOpen(unit: Unit, form: Choosing): boolean {
  const at = formWord(unit, form)
  if (at < 0) return false
  const before = wordBefore(unit, form)
  if (ASKED.has(before) && (form === 'proposed' || before !== 'what')) return true
  const object = wordsBehind(unit, form).find(({ text }) => !PREPOSITIONS.has(text))?.text ?? ''
  return ASKED.has(object) || NOTHING_NAMED.has(object)
}

const wordBefore = (unit: Unit, form: Choosing): string =>
  unit.words[formWord(unit, form) - 1]?.text ?? ''

const wordsBehind = (unit: Unit, form: Choosing): Unit['words'] =>
  unit.words.slice(formWord(unit, form) + formLength(unit, form))

const ASKED_WITHOUT_MARK = {
  en: /^ (?:(?:so|okay|ok|and|then|but|well|yeah) )*(?:(?:do|does|did|is|are|have|has) (?:i|you|we|they|he|she)|(?:does|did|is|are|has) (?:it|the|this|that|there|any|some)) /,
  ru: / ли /,
}
const ALTERNATIVE = {
  en: /^ (?:(?:okay|ok|yeah|well) )*or /,
  ru: /^ (?:(?:ну|да|а) )*(?:или|либо) /,
}

/** Whether a sentence asks, though no question mark says so, or only names another possibility. */
export const opensAlternative = (unit: Unit): boolean =>
  ASKED_WITHOUT_MARK[unit.locale].test(unit.folded) || ALTERNATIVE[unit.locale].test(unit.folded)

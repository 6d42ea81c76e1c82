import { en, type ProblemCode, type ProblemWords } from './en.ts'
import { ru } from './ru.ts'
import { type Locale, translate, type Translated } from '../../../vocabulary.ts'

/** What a problem's wording is filled in with; texts are cut, since a stranger may have written them. */
export type ProblemParams = Record<string, string | number>

const words: Translated<Record<ProblemCode, ProblemWords>> = { en, ru }
const MAX_PARAM_LENGTH = 300

/** Fills in `{name}` from the parameters; a name without one stays as it stands. */
export function fillIn(template: string, params: ProblemParams): string {
  return template.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]).slice(0, MAX_PARAM_LENGTH) : whole,
  )
}

/** The reason and the remedy of a problem in one language. */
export function inWords(locale: Locale, code: ProblemCode, params: ProblemParams): ProblemWords {
  const { reason, remedy } = translate(words, locale)[code]
  return { reason: fillIn(reason, params), remedy: fillIn(remedy, params) }
}

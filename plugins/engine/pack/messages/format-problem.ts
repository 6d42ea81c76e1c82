import { type Locale, translate, type Translated } from '../../../vocabulary.ts'
import { en, type ProblemCode } from './en.ts'
import type { ProblemParams, ProblemText } from './problem-text.ts'
import { ru } from './ru.ts'

const messages: Translated<Record<ProblemCode, ProblemText>> = { en, ru }
const MAX_PARAM_LENGTH = 300

/** Replaces each `{name}` with its parameter; a placeholder without one stays. */
export function fillTemplate(template: string, params: ProblemParams): string {
  return template.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]).slice(0, MAX_PARAM_LENGTH) : whole,
  )
}

/** The reason and the remedy of a problem in one language. */
export function formatProblem(
  locale: Locale,
  code: ProblemCode,
  params: ProblemParams,
): ProblemText {
  const { reason, remedy } = translate(messages, locale)[code]
  return { reason: fillTemplate(reason, params), remedy: fillTemplate(remedy, params) }
}

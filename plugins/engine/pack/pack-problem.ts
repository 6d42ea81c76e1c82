import type { Locale } from '../../vocabulary.ts'
import type { ProblemCode } from './messages/en.ts'
import type { ProblemParams } from './messages/problem-text.ts'

/**
 * One fault of a pack. `pointer` is `<file>#<JSON Pointer>`, or `<file>#<line>` in a prompt; `reason` says what is wrong
 * and `remedy` what the author can do, in every language of the product. `code` and `params` are stable.
 */
export interface PackProblem {
  code: ProblemCode
  params: ProblemParams
  pointer: string
  reason: Record<Locale, string>
  remedy: Record<Locale, string>
}

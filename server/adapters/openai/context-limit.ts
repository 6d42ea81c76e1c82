import { namesForm } from './answer-form.ts'
import type { ServerError } from './server-error.ts'

const codes =
  /context_(length|window|size)|exceed_context|(prompt|input|request)_too_(long|large)|string_above_max_length|max_(input_|context_)?tokens_exceeded|token_limit/
const words =
  /\b(context|prompt|input|message)s? (length|size|window)|\b(context|prompt|input|messages?|request|conversation|text)\b[^.]{0,60}\btoo (long|large)\b|\btoo many tokens\b|maximum (number of )?(context|input|prompt|tokens)|reduce the length|context the overflows|\bout of memory\b|\b(failed|tried|unable) to allocate\b/i
/** Smaller numbers count levels and entries, not what a model takes at once. */
const leastTokens = 256
const readAsTooLong = new Set([400, 422, 500])

/** How sure it is that a prompt was refused for its length. */
export type ContextError = 'told' | 'guessed' | 'no'

/**
 * Whether a server refused a prompt for its length. By status, figures, codes and words it is `told`; `guessed` are
 * numbers, in whatever language they stand: one that fits the size of what was sent, above a smaller one that is the
 * limit. An error that names the form of the answer speaks of that, whatever lengths it holds.
 */
export function contextErrorOf(error: ServerError, sentChars: number): ContextError {
  if (error.status === 413) return 'told'
  if (error.status !== null && !readAsTooLong.has(error.status)) return 'no'
  const { n_ctx: size, n_prompt_tokens: asked } = error.figures
  if (size !== undefined && asked !== undefined) return asked >= size ? 'told' : 'no'
  if (namesForm(error)) return 'no'
  if (error.codes.some((code) => codes.test(code)) || words.test(error.text)) return 'told'
  return namesTwoSizes(error.text, sentChars) ? 'guessed' : 'no'
}

/** Digits, grouped by threes or not at all. */
const sizes = /\d{1,3}(?:[,.\u00A0\u202F ]\d{3})+(?!\d)|\d+/g

const sizesIn = (text: string): number[] =>
  [...text.matchAll(sizes)]
    .map(([run]) => Number(run.replaceAll(/[^\d]/g, '')))
    .filter((number) => number >= leastTokens && number <= 100_000_000)

/**
 * The tokens that a prompt may have, by a refusal for its length: the field that says so, or of the numbers in its words
 * the largest below that of what was sent; a single number where it is below that, too. Null where none is named.
 */
export function limitIn({ figures, text }: ServerError, sentChars: number): number | null {
  const named = limitFields.flatMap((name) => figures[name] ?? []).find((n) => n >= leastTokens)
  if (named !== undefined) return named
  const numbers = [...new Set(sizesIn(text))].toSorted((a, b) => b - a)
  const [first, second] = numbers
  if (first === undefined) return null
  return second ?? (first < sentChars ? first : null)
}

const limitFields = ['n_ctx', 'max_context_length', 'context_length', 'max_tokens', 'limit']

function namesTwoSizes(text: string, sentChars: number): boolean {
  const numbers = sizesIn(text)
  if (numbers.length < 2) return false
  const most = Math.max(...numbers)
  // A token is between one character and about ten.
  return Math.min(...numbers) < most && most >= sentChars / 10 && most <= sentChars * 2
}

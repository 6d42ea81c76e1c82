import { namesForm } from './answer-form.ts'
import type { ServerError } from './server-error.ts'

const codes =
  /context_(length|window|size)|exceed_context|(prompt|input|request)_too_(long|large)|string_above_max_length|max_(input_|context_)?tokens_exceeded|token_limit/
const words =
  /\b(context|prompt|input|message)s? (length|size|window)|\b(context|prompt|input|messages?|request|conversation|text)\b[^.]{0,60}\btoo (long|large)\b|\btoo many tokens\b|maximum (number of )?(context|input|prompt|tokens)|reduce the length|context the overflows|\bout of memory\b|\b(failed|tried|unable) to allocate\b/i
/** Smaller numbers count something else than a model's context. */
const minTokens = 256
const readAsTooLong = new Set([400, 422, 500])

/** How certain it is that a prompt was refused for its length. */
export type ContextError = 'told' | 'guessed' | 'no'

/**
 * Decides whether a server refused a prompt for its length. `told`: by status, figures, codes or words. `guessed`: by
 * numbers in any language, one that matches the size of the prompt and a smaller one that is the limit. An error that
 * names the form of the answer is about that form, whatever lengths it contains.
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
    .filter((number) => number >= minTokens && number <= 100_000_000)

/**
 * Reads the token limit from a refusal for length: the field that states it, or the largest number in the text that is
 * below the size of the prompt; a single number when it is below that too. Null when none is named.
 */
export function limitIn({ figures, text }: ServerError, sentChars: number): number | null {
  const named = limitFields.flatMap((name) => figures[name] ?? []).find((n) => n >= minTokens)
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
  // A token is between one and about ten characters.
  return Math.min(...numbers) < most && most >= sentChars / 10 && most <= sentChars * 2
}

import { namesForm } from './answer-form.ts'
import type { ServerError } from './server-error.ts'

const codes =
  /context_(length|window|size)|exceed_context|(prompt|input|request)_too_(long|large)|string_above_max_length|max_(input_|context_)?tokens_exceeded|token_limit/
const words =
  /\b(context|prompt|input|message)s? (length|size|window)|n_ctx|\btoo (long|large|many tokens)\b|maximum (number of )?(context|input|prompt|tokens)|reduce the length|context the overflows/i
/** Smaller numbers count levels and entries, not what a model takes at once. */
const leastTokens = 256
const readAsTooLong = new Set([400, 422, 500])

/**
 * Whether a server refused a prompt for its length. By status, codes and fields first; then by what its numbers say: one
 * that fits the size of what was sent, above a smaller one that is the limit, in whatever language they stand.
 */
export function isContextError(error: ServerError, sentChars: number): boolean {
  if (error.status === 413) return true
  if (error.status !== null && !readAsTooLong.has(error.status)) return false
  if (error.codes.some((code) => codes.test(code))) return true
  const { n_ctx: size, n_prompt_tokens: asked } = error.figures
  if (size !== undefined && asked !== undefined) return asked >= size
  if (namesForm(error)) return false
  return words.test(error.text) || tellsLimit(error.text, sentChars)
}

function tellsLimit(text: string, sentChars: number): boolean {
  const numbers = [...text.matchAll(/\d[\d,.\u00A0 ]*\d/g)]
    .map(([run]) => Number(run.replaceAll(/[^\d]/g, '')))
    .filter((number) => number >= leastTokens && number <= 100_000_000)
  if (numbers.length < 2) return false
  const most = Math.max(...numbers)
  // A token is between one character and about ten.
  return Math.min(...numbers) < most && most >= sentChars / 10 && most <= sentChars * 2
}

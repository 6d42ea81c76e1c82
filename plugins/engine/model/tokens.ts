import { createPacer } from '../run/schedule.ts'

/** Longer words are counted in pieces: encoders take quadratic time for one long word. */
const LONGEST_PIECE = 80

let loaded: Promise<(text: string) => number> | undefined

/**
 * Loads OpenAI's o200k tokenizer (about 90 MB and a second, once for a process) and returns a function that counts
 * tokens. Very long words are counted in pieces, which never gives less.
 */
export function loadTokenizer(): Promise<(text: string) => number> {
  loaded ??= import('gpt-tokenizer/encoding/o200k_base').then(({ countTokens }) => {
    // Text that looks like a control token counts as text.
    const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() }
    return (text) => {
      let tokens = 0
      for (const piece of piecesOf(text)) tokens += countTokens(piece, plain)
      return tokens
    }
  })
  return loaded
}

/** Counts texts with pauses, so that other work on the thread continues; later counts are cached. */
export async function countAhead(
  tokensOf: (text: string) => number,
  texts: Iterable<string>,
): Promise<(text: string) => number> {
  const count = remembered(tokensOf)
  const pause = createPacer()
  for (const text of texts) {
    count(text)
    await pause()
  }
  return count
}

/** Caches the count of each text. */
export function remembered(count: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const tokens = count(text)
    known.set(text, tokens)
    return tokens
  }
}

function piecesOf(text: string): string[] {
  const endless = new RegExp(String.raw`\S{${LONGEST_PIECE},}|\s{${LONGEST_PIECE},}`)
  if (!endless.test(text)) return [text]
  const pieces = new RegExp(String.raw`\S{1,${LONGEST_PIECE}}|\s{1,${LONGEST_PIECE}}`, 'gu')
  return text.match(pieces) ?? []
}

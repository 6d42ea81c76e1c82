/** Longer words are counted in pieces: encoders take quadratic time over one endless word. */
const LONGEST_PIECE = 80

let loaded: Promise<(text: string) => number> | undefined

/**
 * Loads OpenAI's o200k tokenizer (about 90 MB and a second; once for a process) and returns what
 * counts a text's tokens. Words without end are counted in pieces, which is never less.
 */
export function loadTokenizer(): Promise<(text: string) => number> {
  loaded ??= import('gpt-tokenizer/encoding/o200k_base').then(({ countTokens }) => {
    // Text that looks like a control token is text.
    const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() }
    return (text) => {
      let tokens = 0
      for (const piece of piecesOf(text)) tokens += countTokens(piece, plain)
      return tokens
    }
  })
  return loaded
}

function piecesOf(text: string): string[] {
  const endless = new RegExp(String.raw`\S{${LONGEST_PIECE},}|\s{${LONGEST_PIECE},}`)
  if (!endless.test(text)) return [text]
  const pieces = new RegExp(String.raw`\S{1,${LONGEST_PIECE}}|\s{1,${LONGEST_PIECE}}`, 'gu')
  return text.match(pieces) ?? []
}

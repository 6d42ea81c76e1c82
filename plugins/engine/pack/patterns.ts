import { RE2JS } from 're2js'

const MAX_PATTERN_LENGTH = 300
const MAX_PROGRAM_SIZE = 1_000

/** Compiles a regular expression that runs in linear time, or says why it may not be used. */
export function compilePattern(pattern: string): { regex: RE2JS } | { fault: string } {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return { fault: `The pattern is longer than ${MAX_PATTERN_LENGTH} characters.` }
  }
  try {
    const regex = RE2JS.compile(pattern)
    if (regex.programSize() > MAX_PROGRAM_SIZE) {
      return { fault: 'The pattern repeats so much that it would be slow to match.' }
    }
    return { regex }
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'it cannot be compiled'
    return { fault: `The pattern is not accepted: ${detail.slice(0, 200)}.` }
  }
}

const CUE_SYNTAX = /^[\p{L}\p{N} '()|?*_[\]-]+$/u

/**
 * Compiles a cue: a phrase matched against folded text with a space at both ends. A space is a
 * word boundary, `*` the rest of a word, `_` up to three words, `(a|b)` a choice, `?` an option.
 */
export function compileCue(cue: string): { regex: RE2JS } | { fault: string } {
  if (!CUE_SYNTAX.test(cue)) {
    return { fault: "A cue may hold letters, digits, spaces, ' - ( ) | ? * _ and [ ] only." }
  }
  const pattern = cue
    .replaceAll('(', '(?:')
    .replaceAll('*', '[^ ]*')
    .replaceAll('_', '(?:[^ ]+ ){0,3}')
  try {
    return { regex: RE2JS.compile(` (?:${pattern}) `) }
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'it cannot be compiled'
    return { fault: `The cue is not accepted: ${detail.slice(0, 200)}.` }
  }
}

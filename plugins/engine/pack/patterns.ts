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

/** The cue as a regular expression; a space in the cue is a space of the folded text. */
const cueSource = (cue: string): string => {
  const pattern = cue
    .replaceAll('(', '(?:')
    .replaceAll('*', '[^ ]*')
    .replaceAll('_', '(?:[^ ]+ ){0,3}')
  return ` (?:${pattern}) `
}

/**
 * Compiles a cue: a phrase matched against folded text with a space at both ends. A space is a
 * word boundary, `*` the rest of a word, `_` up to three words, `(a|b)` a choice, `?` an option.
 */
export function compileCue(cue: string): { regex: RE2JS } | { fault: string } {
  if (!CUE_SYNTAX.test(cue)) {
    return { fault: "A cue may hold letters, digits, spaces, ' - ( ) | ? * _ and [ ] only." }
  }
  try {
    return { regex: RE2JS.compile(cueSource(cue)) }
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'it cannot be compiled'
    return { fault: `The cue is not accepted: ${detail.slice(0, 200)}.` }
  }
}

/**
 * The same for a cue that ships with the program, as a native expression: it finds the same places
 * many times faster, but backtracks. Never for a cue of a pack. Throws TypeError for a cue that is
 * not in the syntax, or whose repeats stand where they could be tried in more than one way.
 */
export function compileShippedCue(cue: string): RegExp {
  const compiled = compileCue(cue)
  if ('fault' in compiled) throw new TypeError(`${cue}: ${compiled.fault}`)
  if (/[*)?_][*_]/.test(cue)) {
    throw new TypeError(`${cue}: a repeat stands behind a group or another repeat.`)
  }
  return new RegExp(cueSource(cue), 'u')
}

import { RE2JS } from 're2js'
import type { ProblemCode } from './messages/en.ts'
import { formatProblem } from './messages/format-problem.ts'
import type { ProblemParams } from './messages/problem-text.ts'

const MAX_PATTERN_LENGTH = 300
const MAX_PROGRAM_SIZE = 1_000

/** Why an expression is rejected; `fault` is the English message. */
export interface PatternRefusal {
  fault: string
  code: ProblemCode
  params: ProblemParams
}

function refused(code: ProblemCode, params: ProblemParams = {}): PatternRefusal {
  return { fault: formatProblem('en', code, params).reason, code, params }
}

const detailOf = (error: unknown): string =>
  error instanceof Error ? error.message.slice(0, 200) : 'it cannot be compiled'

/** Long names of general categories, which ECMA-262 knows and RE2 does not. */
const CATEGORIES = new Map(
  Object.entries({
    Letter: 'L',
    Lowercase_Letter: 'Ll',
    Uppercase_Letter: 'Lu',
    Mark: 'M',
    Number: 'N',
    Decimal_Number: 'Nd',
    Punctuation: 'P',
    Symbol: 'S',
    Separator: 'Z',
  }),
)

/**
 * Compiles an ECMA-262 expression, as used in JSON Schema, for a linear-time engine. Throws when it needs look-around
 * or back-references.
 */
export function linearRegex(pattern: string): RE2JS {
  const named = pattern.replace(
    /\\([pP])\{(?:(?:Script|General_Category)=)?(\w+)\}|\\./gs,
    (whole, letter: string | undefined, name: string) =>
      letter ? `\\${letter}{${CATEGORIES.get(name) ?? name}}` : whole,
  )
  return RE2JS.compile(RE2JS.translateRegExp(named))
}

/** The sum of `{n}` and `{n,m}` outside of classes and escapes. */
function countedRepeats(pattern: string): number {
  const found = pattern.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}/gs)
  return [...found].reduce((sum, [, least = '0', most]) => sum + Number(most || least), 0)
}

/** Compiles a linear-time regular expression, or returns why it is rejected. */
export function compilePattern(pattern: string): { regex: RE2JS } | PatternRefusal {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return refused('pattern-too-long', { max: MAX_PATTERN_LENGTH })
  }
  // A program has at least one step for each repeat, so an excessive one is rejected without compiling it.
  if (countedRepeats(pattern) > MAX_PROGRAM_SIZE) return refused('pattern-too-costly')
  try {
    const regex = linearRegex(pattern)
    return regex.programSize() > MAX_PROGRAM_SIZE ? refused('pattern-too-costly') : { regex }
  } catch (error) {
    return refused('pattern-invalid', { detail: detailOf(error) })
  }
}

const CUE_SYNTAX = /^[\p{L}\p{N} '()|?*_[\]-]+$/u

/** A cue as a regular expression; a space in the cue matches a space of the folded text. */
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
export function compileCue(cue: string): { regex: RE2JS } | PatternRefusal {
  if (!CUE_SYNTAX.test(cue)) return refused('cue-syntax')
  try {
    return { regex: RE2JS.compile(cueSource(cue)) }
  } catch (error) {
    return refused('cue-invalid', { detail: detailOf(error) })
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

import { compileCue, compileShippedCue, type Locale } from '../engine/index.ts'
import cueLists from '../packs/shared/cues.json' with { type: 'json' }
import type { Form, Lexicon } from './lexicon/types.ts'
import { english } from './lexicon/english.ts'
import { russian } from './lexicon/russian.ts'
import type { Unit } from './units.ts'

/** What a phrase needs to be found by; the program's own cues are native expressions, those of packs are linear ones. */
interface CueRegex {
  test(folded: string): boolean
}

const lexicons = compileLexicons()

function compileLexicons(): Record<Locale, Record<Form, RegExp>> {
  const compile = (lexicon: Lexicon) =>
    Object.fromEntries(
      Object.entries(lexicon).map(([form, cues]: [string, string[]]) => [
        form,
        compileShippedCue(`(${cues.join('|')})`),
      ]),
    ) as Record<Form, RegExp>
  return { en: compile(english), ru: compile(russian) }
}

/** Whether folded words, with a space at both ends, hold one of the phrases of a form. */
export function holds(folded: string, locale: Locale, form: Form): boolean {
  return lexicons[locale][form].test(folded)
}

/** Whether a sentence holds one of the phrases of a form. */
export function has(unit: Unit, form: Form): boolean {
  return unit.words.length > 0 && holds(unit.folded, unit.locale, form)
}

/** Where the first phrase of a form stands: the index of its first word, or -1. */
export function formWord(unit: Unit, form: Form): number {
  const at = unit.folded.search(lexicons[unit.locale][form])
  return at < 0 ? -1 : unit.folded.slice(0, at + 1).split(' ').length - 2
}

/** How many words the first phrase of a form has; 0 where there is none. */
export function formLength(unit: Unit, form: Form): number {
  const match = lexicons[unit.locale][form].exec(unit.folded)
  return match ? match[0].trim().split(' ').length : 0
}

/** The words of a sentence that are no part of a form's first phrase. */
export function wordsOutside(unit: Unit, form: Form): Unit['words'] {
  const from = formWord(unit, form)
  const count = formLength(unit, form)
  return unit.words.filter((_, index) => index < from || index >= from + count)
}

export type CueList = 'decision' | 'action' | 'risk' | 'question' | 'commitment' | 'date'
interface WeightedCue {
  weight: number
  regex: CueRegex
}

const compiledLists = new Map<string, WeightedCue[]>()

/** Compiles the cues of a pack. Throws when one is not in the syntax, which loading a pack has ruled out. */
export function compileCues(cues: readonly [number, string][]): WeightedCue[] {
  return cues.map(([weight, cue]) => {
    const compiled = compileCue(cue)
    if ('fault' in compiled) throw new Error(compiled.fault)
    const { regex } = compiled
    return { weight, regex: { test: (folded) => regex.matcher(folded).find() } }
  })
}

function listOf(locale: Locale, list: CueList): WeightedCue[] {
  const key = `${locale}.${list}`
  let cues = compiledLists.get(key)
  if (!cues) {
    const shipped = cueLists[locale][list] as [number, string][]
    cues = shipped.map(([weight, cue]) => ({ weight, regex: compileShippedCue(cue) }))
    compiledLists.set(key, cues)
  }
  return cues
}

/** Sum of the weights of a list's cues that a sentence holds. */
export function cueScore(unit: Unit, list: CueList): number {
  return sumOf(unit, listOf(unit.locale, list))
}

/** Sum of the weights of those cues that a sentence holds. */
export function sumOf(unit: Unit, cues: WeightedCue[]): number {
  if (unit.words.length === 0) return 0
  let sum = 0
  for (const { weight, regex } of cues) if (regex.test(unit.folded)) sum += weight
  return sum
}

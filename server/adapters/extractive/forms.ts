import { RE2JS } from 're2js'
import { compileCue, type Locale } from '../../../plugins/engine/index.ts'
import cueLists from '../../../plugins/packs/shared/cues.json' with { type: 'json' }
import type { Form, Lexicon } from './lexicon/types.ts'
import { english } from './lexicon/english.ts'
import { russian } from './lexicon/russian.ts'
import type { Unit } from './units.ts'

const LEXICONS: Record<Locale, Lexicon> = { en: english, ru: russian }
const compiledForms = new Map<string, RE2JS>()

function formRegex(locale: Locale, form: Form): RE2JS {
  const key = `${locale}.${form}`
  let regex = compiledForms.get(key)
  if (!regex) {
    regex = mustCompile(`(${LEXICONS[locale][form].join('|')})`)
    compiledForms.set(key, regex)
  }
  return regex
}

function mustCompile(cue: string): RE2JS {
  const compiled = compileCue(cue)
  if ('fault' in compiled) throw new Error(compiled.fault)
  return compiled.regex
}

const answers = new WeakMap<Unit, Map<Form, boolean>>()

/** Whether a sentence holds one of the phrases of a form. */
export function has(unit: Unit, form: Form): boolean {
  let known = answers.get(unit)
  if (!known) answers.set(unit, (known = new Map()))
  let answer = known.get(form)
  if (answer === undefined) {
    answer = formRegex(unit.locale, form).matcher(unit.folded).find()
    known.set(form, answer)
  }
  return answer
}

/** Where the first phrase of a form stands: the index of its first word, or -1. */
export function formWord(unit: Unit, form: Form): number {
  const matcher = formRegex(unit.locale, form).matcher(unit.folded)
  if (!matcher.find()) return -1
  return unit.folded.slice(0, matcher.start() + 1).split(' ').length - 2
}

export type CueList = 'decision' | 'action' | 'risk' | 'question' | 'commitment' | 'date'
type WeightedCue = { weight: number; regex: RE2JS }

const compiledLists = new Map<string, WeightedCue[]>()

export function compileCues(cues: readonly [number, string][]): WeightedCue[] {
  return cues.map(([weight, cue]) => ({ weight, regex: mustCompile(cue) }))
}

function listOf(locale: Locale, list: CueList): WeightedCue[] {
  const key = `${locale}.${list}`
  let cues = compiledLists.get(key)
  if (!cues) {
    cues = compileCues(cueLists[locale][list] as [number, string][])
    compiledLists.set(key, cues)
  }
  return cues
}

/** Sum of the weights of a list's cues that a sentence holds. */
export function cueScore(unit: Unit, list: CueList): number {
  return sumOf(unit, listOf(unit.locale, list))
}

export function sumOf(unit: Unit, cues: WeightedCue[]): number {
  let sum = 0
  for (const { weight, regex } of cues) if (regex.matcher(unit.folded).find()) sum += weight
  return sum
}

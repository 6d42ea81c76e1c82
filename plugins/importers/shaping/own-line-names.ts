import type { Utterance } from '../types.ts'
import { isProperName, shapeOf } from './label-shape.ts'
import { endsSentence } from './sentences.ts'

const IN_BRACKETS = /^(?:\(((?:[^()]|\([^()]{1,60}\)){1,120})\)|\[([^[\]]{1,120})\])$/u
/** A dash alone, which some tools put between two voices. */
const LONE_DASH = /^[-–—_•·]$/u

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !LONE_DASH.test(line))

const isLikeName = (label: string): boolean =>
  ['name', 'odd', 'loose'].includes(shapeOf(label) ?? '') && isProperName(label)

const MAX_NAME_WORDS = 6

/** Any short text that repeats is a speaker: `You`, `Will`, `🦊`. */
const mayComeBack = (name: string, count: number): boolean =>
  count >= 2 &&
  name.split(/\s+/).length <= MAX_NAME_WORDS &&
  !/[?!;]/.test(name) &&
  /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(name)

/** One odd name does not discard the others. */
const LIKELY_SHARE = 0.6

const endsWords = (name: string): boolean => /[,;:]$/.test(name) || endsSentence(name)

const bracketed = (line: string): string | null => {
  const [, round, square] = IN_BRACKETS.exec(line) ?? []
  return round ?? square ?? null
}

const countAll = (names: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

const NAMED_SHARE = 0.8

/** `(Nadia Karim)` above words, repeatedly: a name, not a sound. */
const findBracketed = (cues: readonly string[][], isKnown: (name: string) => boolean) => {
  const found = cues.flatMap((lines) =>
    lines.flatMap((line, at) => (lines[at + 1] === undefined ? [] : (bracketed(line) ?? []))),
  )
  const counts = countAll(found)
  const begin = cues.filter((lines) => lines.length > 1 && bracketed(lines[0] ?? '') !== null)
  const likely = [...counts].filter(
    ([name, count]) => isKnown(name) || isLikeName(name) || mayComeBack(name, count),
  )
  const isLayout =
    counts.size > 1 &&
    counts.size < found.length &&
    likely.length >= counts.size / 2 &&
    begin.length >= cues.length * NAMED_SHARE
  return new Set(isLayout ? counts.keys() : [...counts.keys()].filter(isKnown))
}

/** `Nadia Karim` above the words of nearly every cue. */
const findBare = (cues: readonly string[][]): ReadonlySet<string> => {
  const firsts = cues.flatMap((lines) => (lines.length > 1 ? [lines[0] ?? ''] : []))
  const counts = countAll(firsts)
  const likely = [...counts].filter(([name, count]) => isLikeName(name) || mayComeBack(name, count))
  const isLayout =
    firsts.length >= cues.length * NAMED_SHARE &&
    counts.size > 1 &&
    counts.size <= firsts.length / 1.5 &&
    likely.length >= counts.size * LIKELY_SHARE &&
    ![...counts.keys()].some(endsWords)
  return new Set(isLayout ? counts.keys() : [])
}

/** Moves a name from a line of its own in a cue to the front of the words, as other tools write it. */
export function labelOwnLines(
  cues: readonly Utterance[],
  isKnown: (name: string) => boolean,
): readonly Utterance[] {
  if (cues.some(({ speaker }) => speaker !== null)) return cues
  const all = cues.map(({ text }) => linesOf(text))
  const spoken = all.filter((lines) => lines.length > 0)
  const inBrackets = findBracketed(spoken, isKnown)
  const bare = inBrackets.size > 0 ? new Set<string>() : findBare(spoken)
  if (inBrackets.size === 0 && bare.size === 0) return cues
  const label = (lines: readonly string[]): string => {
    const out: string[] = []
    for (const [at, line] of lines.entries()) {
      const name = bracketed(line)
      if (name !== null && inBrackets.has(name)) out.push(`${name}:`)
      else if (at === 0 && bare.has(line)) out.push(`${line}:`)
      else if (out.at(-1)?.endsWith(':') && at > 0) out.push(`${out.pop()} ${line}`)
      else out.push(line)
    }
    return out.join('\n')
  }
  return cues.map((cue, at) => ({ ...cue, text: label(all[at] ?? []) }))
}

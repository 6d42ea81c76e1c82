import type { SpeechResult } from '../ports.ts'

type Utterance = SpeechResult['utterances'][number]

/**
 * Recognisers that hear nothing say the same again and again. What is said once more in a row is left out from the
 * first repetition on, where nobody would repeat it so often: short answers are repeated, sentences hardly ever.
 */
const leastTurns = (words: number): number => (words <= 1 ? 8 : words <= 3 ? 6 : 4)
/** Loops of several utterances in a row. */
const longestCycle = 8
/** Loops of words within one utterance. */
const longestPhrase = 60

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s]+/gu, ' ')
    .trim()
    .replaceAll(/\s+/g, ' ')

const countWords = (text: string): number => (text === '' ? 0 : text.split(' ').length)

/** Removes repeated utterances of loops; returns the rest and how many were removed. */
export function leaveOutLoops(utterances: Utterance[]): { kept: Utterance[]; leftOut: number } {
  const looped = utterances.map(withoutLoops)
  const texts = looped.map(({ utterance }) => bare(utterance.text))
  const kept: Utterance[] = []
  let leftOut = looped.filter(({ isCut }) => isCut).length
  let at = 0
  while (at < texts.length) {
    const cycle = cycleAt(texts, at)
    const one = looped[at]?.utterance
    if (cycle === null) {
      if (one) kept.push(one)
      at++
      continue
    }
    kept.push(...looped.slice(at, at + cycle.length).map(({ utterance }) => utterance))
    leftOut += cycle.end - at - cycle.length
    at = cycle.end
  }
  return { kept, leftOut }
}

/** The length of a run of the same few texts that is too long to be real speech. */
function cycleAt(texts: string[], from: number): { length: number; end: number } | null {
  for (let length = 1; length <= longestCycle; length++) {
    let end = from + length
    while (end < texts.length && texts[end] === texts[end - length] && texts[end] !== '') end++
    const words = countWords(
      texts
        .slice(from, from + length)
        .join(' ')
        .trim(),
    )
    const turns = Math.floor((end - from) / length)
    if (words > 0 && turns >= leastTurns(words)) return { length, end }
  }
  return null
}

function withoutLoops(utterance: Utterance): { utterance: Utterance; isCut: boolean } {
  const tokens = utterance.text.split(/\s+/).filter(Boolean)
  const kept = keptTokens(tokens.map(bare))
  if (kept.length === tokens.length) return { utterance, isCut: false }
  const words =
    utterance.words.length === tokens.length
      ? kept.flatMap((at) => utterance.words[at] ?? [])
      : // Which of them are gone cannot be told.
        []
  const text = kept.map((at) => tokens[at]).join(' ')
  return { utterance: { ...utterance, text, words }, isCut: true }
}

/** Indexes of the words to keep. */
function keptTokens(tokens: string[]): number[] {
  const kept: number[] = []
  let at = 0
  while (at < tokens.length) {
    const loop = phraseAt(tokens, at)
    const length = loop?.length ?? 1
    for (let own = 0; own < length; own++) kept.push(at + own)
    at = loop?.end ?? at + 1
  }
  return kept
}

function phraseAt(tokens: string[], from: number): { length: number; end: number } | null {
  for (let length = 1; length <= longestPhrase; length++) {
    let end = from + length
    while (end < tokens.length && tokens[end] === tokens[end - length]) end++
    const turns = Math.floor((end - from) / length)
    if (turns >= leastTurns(length)) return { length, end: from + turns * length }
  }
  return null
}

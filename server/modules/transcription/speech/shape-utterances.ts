import type { WordTuple } from '../../../../db/schema/transcription.ts'
import { sentences } from '../../../../plugins/engine/text/sentences.ts'
import type { SpeechResult, SpokenWord } from '../ports.ts'

type Utterance = SpeechResult['utterances'][number]

/** Longer speech is split at the ends of sentences, so that it is easy to read. */
const maxChars = 400
/** The maximum, even if no sentence ends. */
const longestChars = 900
const longestMs = 60_000

export interface ShapedSpeech {
  segments: {
    speakerId: number | null
    startMs: number | null
    endMs: number | null
    text: string
    words: WordTuple[] | null
  }[]
  /** Numbered from 1 in the order of first appearance. */
  speakers: number[]
  /** Utterances that were split without word times: the times of the parts are proportional to their length. */
  estimated: number
}

/** Turns utterances into segments: numbers the speakers and splits long speech by the times of its words. */
export function shapeUtterances(utterances: Utterance[]): ShapedSpeech {
  const ids = new Map<number, number>()
  let estimated = 0
  const segments = utterances.flatMap((utterance) => {
    const { speaker } = utterance
    if (speaker !== null && !ids.has(speaker)) ids.set(speaker, ids.size + 1)
    const speakerId = speaker === null ? null : (ids.get(speaker) ?? null)
    const pieces = cut(utterance)
    const shorter = pieces.flatMap(shorten)
    const isEstimated = shorter.some((piece, at) => piece.endMs !== pieces[at]?.endMs)
    if (isEstimated && pieces.some(({ words }) => words === null)) estimated++
    return shorter.map((piece) => ({ ...piece, speakerId }))
  })
  return { segments, speakers: [...ids.values()], estimated }
}

type Piece = Omit<ShapedSpeech['segments'][number], 'speakerId'>

function cut(utterance: Utterance): Piece[] {
  const { text } = utterance
  const words = placeWords(text, utterance.words)
  const starts = words.length > 0 && text.length > maxChars ? cutsOf(text, words) : [0]
  const pieces = starts.map((start, at) => ({ start, end: starts[at + 1] ?? text.length }))
  return pieces.map(({ start, end }, at) => {
    const own = words.filter(([startChar]) => startChar >= start && startChar < end)
    const startMs = at === 0 ? utterance.startMs : (own[0]?.[2] ?? utterance.startMs)
    const lastMs = at === pieces.length - 1 ? utterance.endMs : (own.at(-1)?.[3] ?? startMs)
    return {
      startMs,
      endMs: lastMs === null || startMs === null ? lastMs : Math.max(lastMs, startMs),
      text: text.slice(start, end).trim(),
      words: own.length > 0 ? own.map((word) => shifted(word, start)) : null,
    }
  })
}

/** Where parts start: at sentences whose first word and the word before have times, so that no time is invented. */
function cutsOf(text: string, words: WordTuple[]): number[] {
  const timedAt = new Set(words.map(([startChar]) => startChar))
  const cuts = [0]
  let end = 0
  for (const sentence of sentences(text)) {
    const start = cuts.at(-1) ?? 0
    const isFull = sentence.end - start > maxChars && sentence.start > start
    if (isFull && timedAt.has(sentence.start) && end > start) cuts.push(sentence.start)
    ;({ end } = sentence)
  }
  return cuts
}

const isTooLong = ({ text, startMs, endMs }: Piece): boolean =>
  text.length > longestChars || (endMs ?? 0) - (startMs ?? 0) > longestMs

/** People speak faster than this. */
const leastCharsPerMinute = 60

/** A few words over far too long a time: when they were said is unknown. */
const isSparse = ({ text, startMs, endMs, words }: Piece): boolean =>
  words === null &&
  text.length <= longestChars &&
  text.length < (((endMs ?? 0) - (startMs ?? 0)) / longestMs) * leastCharsPerMinute

/** Splits speech without sentence ends at its pauses. */
function shorten(piece: Piece): Piece[] {
  if (!isTooLong(piece)) return [piece]
  if (isSparse(piece)) return [{ ...piece, endMs: (piece.startMs ?? 0) + longestMs }]
  const at = cutOf(piece)
  if (at === null) return [piece]
  const [first, second] = [piece.text.slice(0, at.char).trimEnd(), piece.text.slice(at.char)]
  const words = piece.words ?? []
  const before = words.filter(([start]) => start < at.char)
  const after = words.filter(([start]) => start >= at.char).map((word) => shifted(word, at.char))
  return [
    { ...piece, endMs: at.endMs, text: first, words: before.length > 0 ? before : null },
    { ...piece, startMs: at.startMs, text: second, words: after.length > 0 ? after : null },
  ].flatMap(shorten)
}

interface Cut {
  char: number
  endMs: number | null
  startMs: number | null
}

/** Splits at the longest pause in the middle half or, without word times, after a word near the middle. */
function cutOf({ text, startMs, endMs, words }: Piece): Cut | null {
  const inside = (words ?? []).slice(1).flatMap((word, before): Cut[] => {
    const [char, , wordStartMs] = word
    const previousEndMs = words?.[before]?.[3] ?? wordStartMs
    const cut = { char, endMs: previousEndMs, startMs: wordStartMs }
    return char > text.length / 4 && char < (text.length * 3) / 4 ? [cut] : []
  })
  const pause = (cut: Cut): number => (cut.startMs ?? 0) - (cut.endMs ?? 0)
  const [longest] = inside.toSorted((one, other) => pause(other) - pause(one))
  if (longest) return longest
  const space = text.indexOf(' ', Math.floor(text.length / 2))
  const char = space === -1 ? text.lastIndexOf(' ') + 1 : space + 1
  // Languages without spaces are split between characters.
  const found = char > 0 && char < text.length ? char : between(text)
  if (found <= 0 || found >= text.length) return null
  const share = found / text.length
  const atMs =
    startMs === null || endMs === null ? null : Math.round(startMs + (endMs - startMs) * share)
  return { char: found, endMs: atMs ?? endMs, startMs: atMs ?? startMs }
}

/** Never splits a surrogate pair. */
function between(text: string): number {
  const middle = Math.floor(text.length / 2)
  const isPair = /[\uDC00-\uDFFF]/.test(text[middle] ?? '')
  return isPair ? middle + 1 : middle
}

/** The position of each word in the text; none for a word that formatting has changed. */
function placeWords(text: string, words: SpokenWord[]): WordTuple[] {
  let from = 0
  return words.flatMap((word): WordTuple[] => {
    const startChar = word.text === '' ? -1 : text.indexOf(word.text, from)
    // A match far ahead is another occurrence of the same word.
    if (startChar === -1 || startChar > from + farChars) return []
    from = startChar + word.text.length
    return [[startChar, from, word.startMs, word.endMs, round(word.confidence)]]
  })
}

const farChars = 80

const shifted = ([start, end, ...rest]: WordTuple, by: number): WordTuple => [
  start - by,
  end - by,
  ...rest,
]

const round = (share: number | null): number | null =>
  share === null ? null : Math.round(share * 1_000) / 1_000

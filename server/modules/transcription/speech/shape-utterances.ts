import type { WordTuple } from '../../../../db/schema/transcription.ts'
import { sentences } from '../../../../plugins/engine/text/sentences.ts'
import type { SpeechResult, SpokenWord } from '../ports.ts'

type Utterance = SpeechResult['utterances'][number]

/** What a person reads in one go. Longer speech is cut at the ends of sentences. */
const mostChars = 400

export interface ShapedSpeech {
  segments: {
    speakerId: number | null
    startMs: number | null
    endMs: number | null
    text: string
    words: WordTuple[] | null
  }[]
  /** From 1, in the order in which they are first heard. */
  speakers: number[]
}

/** Utterances as segments: speakers numbered as they come up, long speech in pieces whose times are those of their words. */
export function shapeUtterances(utterances: Utterance[]): ShapedSpeech {
  const ids = new Map<number, number>()
  const segments = utterances.flatMap((utterance) => {
    const { speaker } = utterance
    if (speaker !== null && !ids.has(speaker)) ids.set(speaker, ids.size + 1)
    const speakerId = speaker === null ? null : (ids.get(speaker) ?? null)
    return cut(utterance).map((piece) => ({ ...piece, speakerId }))
  })
  return { segments, speakers: [...ids.values()] }
}

type Piece = Omit<ShapedSpeech['segments'][number], 'speakerId'>

function cut(utterance: Utterance): Piece[] {
  const { text } = utterance
  const words = placeWords(text, utterance.words)
  const starts = words.length > 0 && text.length > mostChars ? cutsOf(text, words) : [0]
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

/** Where pieces begin: at sentences whose first word and the word before have a time, so that none is made up. */
function cutsOf(text: string, words: WordTuple[]): number[] {
  const timedAt = new Set(words.map(([startChar]) => startChar))
  const cuts = [0]
  let end = 0
  for (const sentence of sentences(text)) {
    const start = cuts.at(-1) ?? 0
    const isFull = sentence.end - start > mostChars && sentence.start > start
    if (isFull && timedAt.has(sentence.start) && end > start) cuts.push(sentence.start)
    ;({ end } = sentence)
  }
  return cuts
}

/** Each word's place in the text, one after the other; a word that formatting rewrote has none. */
function placeWords(text: string, words: SpokenWord[]): WordTuple[] {
  let from = 0
  return words.flatMap((word): WordTuple[] => {
    const startChar = word.text === '' ? -1 : text.indexOf(word.text, from)
    // A word that is far ahead is another one of the same letters.
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

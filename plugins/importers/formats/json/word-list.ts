import { endsSentence } from '../../shaping/sentences.ts'
import type { Utterance } from '../../types.ts'

const WORD_SHARE = 0.9
const MIN_RECORDS = 5
const MAX_PAUSE_MS = 2000
const MAX_WORDS = 60

const isTimedWord = ({ text, startMs }: Utterance): boolean =>
  /^[\p{P}\s]{1,4}$/u.test(text) || (startMs !== null && !/\S\s+\S/.test(text))

/** Whether records are single words, as recognisers list them beside or instead of turns. */
export const areWords = (records: readonly Utterance[]): boolean =>
  records.length >= MIN_RECORDS && records.filter(isTimedWord).length >= records.length * WORD_SHARE

const goesOn = (turn: Utterance, word: Utterance, wordCount: number): boolean => {
  if (word.speaker !== turn.speaker || wordCount >= MAX_WORDS) return false
  if (endsSentence(turn.text)) return false
  return turn.endMs === null || word.startMs === null || word.startMs - turn.endMs <= MAX_PAUSE_MS
}

/** Joins single words into sentences of one speaker. */
export function joinWords(words: readonly Utterance[]): Utterance[] {
  const turns: Utterance[] = []
  let wordCount = 0
  for (const word of words) {
    const turn = turns.at(-1)
    const isMark = /^[\p{P}]{1,3}$/u.test(word.text.trim())
    if (turn && (isMark || goesOn(turn, word, wordCount))) {
      const text = word.text.trim()
      turn.text = isMark || /^['’]/.test(text) ? turn.text + text : `${turn.text} ${text}`
      turn.endMs = word.endMs ?? turn.endMs
      wordCount += 1
    } else {
      turns.push({ ...word, text: word.text.trim() })
      wordCount = 1
    }
  }
  return turns
}

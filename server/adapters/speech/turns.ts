import type { ReadWord } from './lenient.ts'

/** Groups words by speaker; a word without a speaker joins the words around it. */
export function turnsOf(words: ReadWord[]): ReadWord[][] {
  const turns: ReadWord[][] = []
  let speaker: number | null = null
  for (const word of words) {
    const turn = turns.at(-1)
    const isOther = word.speaker !== null && speaker !== null && word.speaker !== speaker
    speaker = word.speaker ?? speaker
    if (turn && !isOther) turn.push(word)
    else turns.push([word])
  }
  return turns
}

export const speakerOfTurn = (turn: ReadWord[]): number | null =>
  turn.find(({ speaker }) => speaker !== null)?.speaker ?? null

export const textOf = (words: ReadWord[]): string => words.map(({ text }) => text).join(' ')

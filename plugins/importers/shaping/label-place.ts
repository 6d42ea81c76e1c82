import { isProperName } from './label-shape.ts'
import { endsSentence } from './sentences.ts'

/** A line that may begin with a label, and its surroundings. */
export interface LabelLine {
  text: string
  /** Below a blank line or the time of a cue. */
  startsParagraph: boolean
  /** Its own time precedes it. */
  hasTime?: boolean
  /** The text above; empty at the beginning of the file. */
  above: string
}

/** The position of a label, which distinguishes the start of a turn from a colon inside speech. */
export interface LabelPlace {
  startsParagraph: boolean
  hasTime: boolean
  followsSentence: boolean
  isAlone: boolean
  /** Whether the words after it begin with a small letter; null without words or without case. */
  goesOnSmall: boolean | null
  /** How many words follow, if they are only names and numbers, as in a list of facts; else null. */
  factCount: number | null
}

const MAX_FACT_CHARS = 120

const countFacts = (rest: string): number | null => {
  if (rest.length > MAX_FACT_CHARS) return null
  const bare = rest.replace(/\.$/, '')
  return isProperName(bare) ? bare.split(/[\s,]+/).length : null
}

/** Whether no sentence continues from the line above. */
export const followsSentence = ({ hasTime, above }: LabelLine): boolean =>
  hasTime === true || above === '' || endsSentence(above)

export function placeOf(line: LabelLine, rest: string): LabelPlace {
  const [letter = ''] = /\p{L}/u.exec(rest.slice(0, 20)) ?? []
  const hasCase = letter.toLowerCase() !== letter.toUpperCase()
  return {
    startsParagraph: line.startsParagraph,
    hasTime: line.hasTime === true,
    followsSentence: followsSentence(line),
    isAlone: rest === '',
    goesOnSmall: hasCase ? letter === letter.toLowerCase() : null,
    factCount: countFacts(rest),
  }
}

/** Fewer labels than this show no habit. */
const HABIT_COUNT = 3
const HABIT_SHARE = 0.85

const isHabit = (places: readonly LabelPlace[], holds: (place: LabelPlace) => boolean): boolean =>
  places.length >= HABIT_COUNT && places.filter(holds).length >= places.length * HABIT_SHARE

/** Where this file writes its labels. */
export interface PlaceHabits {
  /** Whether the position is one in which the file writes labels. */
  fits(place: LabelPlace): boolean
  /** Labels of this file begin paragraphs (cues), so only there is a line expected to have one. */
  startsParagraphs: boolean
  /** Labels of this file follow ends of sentences, so a line that continues another has none. */
  followsSentences: boolean
  /** Labels of this file are on lines of their own. */
  standsAlone: boolean
  /** Whether the words after it begin like those of the other turns. */
  speaksAlike(place: LabelPlace): boolean
  /** Turns of this file may begin with a small letter. */
  speaksSmall: boolean
}

export function readHabits(places: readonly LabelPlace[]): PlaceHabits {
  const startsParagraphs = isHabit(places, ({ startsParagraph }) => startsParagraph)
  const followsSentences = isHabit(places, ({ followsSentence }) => followsSentence)
  const standsAlone = isHabit(places, ({ isAlone }) => isAlone)
  const cased = places.filter(({ goesOnSmall }) => goesOnSmall !== null)
  const beginsLarge = isHabit(cased, ({ goesOnSmall }) => goesOnSmall === false)
  return {
    startsParagraphs,
    followsSentences: followsSentences || places.every((place) => place.followsSentence),
    standsAlone,
    fits: (place) =>
      (!startsParagraphs || place.startsParagraph) &&
      (!followsSentences || place.followsSentence || startsParagraphs) &&
      (standsAlone ? place.isAlone : !place.isAlone || places.some(({ isAlone }) => isAlone)),
    speaksSmall: cased.some(({ goesOnSmall }) => goesOnSmall === true),
    speaksAlike: ({ goesOnSmall }) => !beginsLarge || goesOnSmall !== true,
  }
}

import { isProperName } from './label-shape.ts'
import { endsSentence } from './sentences.ts'

/** One line that may begin with a label, and what can be seen around it. */
export interface LabelLine {
  text: string
  /** A blank line, or the time of a cue, stands above it. */
  startsParagraph: boolean
  /** A time of its own stands in front of it. */
  hasTime?: boolean
  /** The text above; empty at the beginning of the file. */
  above: string
}

/** Where a label stands: what tells the start of a turn from a colon within somebody's words. */
export interface LabelPlace {
  startsParagraph: boolean
  hasTime: boolean
  followsSentence: boolean
  isAlone: boolean
  /** The words behind it begin with a small letter; null where there are none, or none with case. */
  goesOnSmall: boolean | null
  /** How many words stand behind it, where those are names and numbers alone, as in a list of facts; else null. */
  factCount: number | null
}

const MAX_FACT_CHARS = 120

const countFacts = (rest: string): number | null => {
  if (rest.length > MAX_FACT_CHARS) return null
  const bare = rest.replace(/\.$/, '')
  return isProperName(bare) ? bare.split(/[\s,]+/).length : null
}

/** Nobody's sentence goes on in this line from the one above. */
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

/** Below this many labels a habit is an accident. */
const HABIT_COUNT = 3
const HABIT_SHARE = 0.85

const isHabit = (places: readonly LabelPlace[], holds: (place: LabelPlace) => boolean): boolean =>
  places.length >= HABIT_COUNT && places.filter(holds).length >= places.length * HABIT_SHARE

/** Where the labels of this one file stand. */
export interface PlaceHabits {
  /** The place is one in which the file's labels stand. */
  fits(place: LabelPlace): boolean
  /** Labels of this file open paragraphs (cues), so only there is a line expected to have one. */
  startsParagraphs: boolean
  /** Labels of this file stand below ends of sentences, so a line that goes on from another has none. */
  followsSentences: boolean
  /** Labels of this file stand on lines of their own. */
  standsAlone: boolean
  /** The words behind begin as those of the other turns do. */
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

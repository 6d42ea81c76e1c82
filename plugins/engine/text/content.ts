import { words } from './words.ts'

const EMPTY = new Set(
  (
    'the and but for nor not yet with without from into onto over under about after before until than then that this these those there here ' +
    'what which who whom whose when where why how are was were been being have has had having does did doing done will would shall should can could may might must ' +
    'you your yours him his her hers its our ours they them their theirs she all any some each every both few more most much many other another such only own same too very ' +
    'just also still even let lets get got going gonna thing things something anything nothing ' +
    'это этот эта эти этого этой этих этим тот того той тех тем там тут так такой такая такие что чтобы чего чем кто кого кому как когда где куда если или либо ' +
    'его она они оно ему нам вам нас вас них ней нее ним ими мне меня мной мой моя мои наш наша наши ваш ваша ваши свой своя свои свою себя себе ' +
    'для при про над под без через после перед между или был была было были будет будут будем есть быть бы уже еще тоже также только очень просто весь вся все всех всем ' +
    'надо нужно можно нет да же ли ну вот который которая которые которого которой которых'
  ).split(' '),
)
const MIN_LETTERS = 3
const STEM_LETTERS = 5

/** Whether a word stands in every text and tells nothing. */
export const isEmptyWord = (word: string): boolean => word.length < MIN_LETTERS || EMPTY.has(word)

/** A telling word without its ending, and the script that it is written in. */
interface Stem {
  letters: string
  isCyrillic: boolean
}

/** The telling words of a text by stem: no numbers, no words that stand in every text. English and Russian. */
function contentStems(text: string): Stem[] {
  const stems = new Map<string, Stem>()
  for (const { folded } of words(text)) {
    if (folded.length < MIN_LETTERS || EMPTY.has(folded) || !/^\p{L}/u.test(folded)) continue
    const letters = stemOf(folded)
    stems.set(letters, { letters, isCyrillic: /^\p{Script=Cyrillic}/u.test(letters) })
  }
  return [...stems.values()]
}

/** A word without its ending, cut short. */
export function stemOf(word: string): string {
  const ending = /^\p{Script=Cyrillic}/u.test(word)
    ? /(?:ами|ями|ах|ях|ов|ев|ам|ям|ом|ем|ого|его|ых|их|ым|им)$|[аяоеуюыийь]+$/u
    : /(?:ing|ed|es|s|e)$/u
  const stem = word.replace(ending, '')
  return (stem.length >= MIN_LETTERS ? stem : word).slice(0, STEM_LETTERS)
}

/**
 * Share of a text's telling words that a source, or the names of its speakers, hold too, 0 to 1. Null
 * when that tells nothing: the text has no telling word, or is in a script in which the source has none.
 */
export function contentShare(text: string, source: string, names: string): number | null {
  const own = contentStems(text)
  const said = contentStems(source)
  const known = new Set([...said, ...contentStems(names)].map((stem) => stem.letters))
  const shared = own.filter((stem) => known.has(stem.letters)).length
  const isComparable = own.some((stem) =>
    said.some((other) => other.isCyrillic === stem.isCyrillic),
  )
  return shared > 0 || isComparable ? shared / own.length : null
}

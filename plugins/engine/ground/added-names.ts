import { isEmptyWord, stemOf } from '../text/content.ts'
import { sentences } from '../text/sentences.ts'
import { fold, words } from '../text/words.ts'
import { statedFacts } from '../text/numbers.ts'

const CAPITAL = /^\p{Lu}[\p{L}\p{M}'’-]*\p{Ll}/u
/** Without an inner capital only the first word can be a name. */
const INNER_CAPITAL = /[^\p{L}]\p{Lu}\p{L}/u
const ACRONYM = /^\p{Lu}{3,}s?$/u
/** `iOS`, `eBay`, `GitHub`: a word with an inner capital is always a name. */
const CAPITAL_WITHIN = /\p{Ll}\p{Lu}/u
/** If more words than this are capitalised, the text is in title case and the capitals show no names. */
const TITLE_SHARE = 0.6
const LEAST_TITLE_WORDS = 3

/** Returns who or what a text names although no part of it is in the source or among the known names. */
export function addedNames(
  text: string,
  source: string,
  known: readonly string[],
  people: readonly string[],
): string[] {
  const parts = partsOf(people)
  const mayHold = INNER_CAPITAL.test(text) || CAPITAL_WITHIN.test(text)
  if (!mayHold && !parts.has(words(text)[0]?.folded ?? '')) return []
  const named = namesIn(text, parts)
  if (named.length === 0) return named
  const held = new Set(words([source, ...known].join('\n')).map(({ folded }) => stemOf(folded)))
  const initials = initialsOf(source)
  const joined = fold(source).replaceAll(' ', '')
  return named.filter(
    (name) =>
      !held.has(stemOf(fold(name))) &&
      !joined.includes(fold(name).replaceAll(' ', '')) &&
      !(ACRONYM.test(name) && initials.includes(name.replace(/s$/, '').toLowerCase())) &&
      !isDate(name),
  )
}

/** Computed once: the people of a meeting are the same for all items. */
const partsKnown = new WeakMap<readonly string[], ReadonlySet<string>>()

function partsOf(people: readonly string[]): ReadonlySet<string> {
  const before = partsKnown.get(people)
  if (before) return before
  const parts = new Set(people.flatMap((name) => fold(name).split(' ')))
  partsKnown.set(people, parts)
  return parts
}

/** Weekdays and months are checked as dates. */
const isDate = (word: string): boolean => statedFacts(word).size > 0

/** Capitalised words that do not begin a sentence, or that are part of a known name. */
function namesIn(text: string, people: ReadonlySet<string>): string[] {
  return sentences(text).flatMap(({ start, end }) => {
    const sentence = text.slice(start, end)
    const found = words(sentence).map((word) => ({
      said: sentence.slice(word.start, word.end),
      folded: word.folded,
      // A colon, a dash or a quote begins a new sentence.
      isFirst: /(?:^|[:;–—"“«([/-])\s*$/u.test(sentence.slice(0, word.start)),
    }))
    const others = found.slice(1).filter(({ said }) => /\p{L}{3,}/u.test(said) && !isDate(said))
    const capitals = others.filter(({ said }) => CAPITAL.test(said) || ACRONYM.test(said))
    const isTitle =
      capitals.length >= LEAST_TITLE_WORDS && capitals.length > others.length * TITLE_SHARE
    if (isTitle) return []
    return found.flatMap(({ said, folded, isFirst }, at) => {
      if (CAPITAL_WITHIN.test(said)) return [said]
      const isName = CAPITAL.test(said) || ACRONYM.test(said)
      const goesOn = isFirst && CAPITAL.test(found[at + 1]?.said ?? '') && !found[at + 1]?.isFirst
      return isName && !isEmptyWord(folded) && (!isFirst || goesOn || people.has(folded))
        ? [said]
        : []
    })
  })
}

/** Initials of consecutive words, so that "user interface" contains "UI". */
const initialsOf = (source: string): string =>
  words(source)
    .map(({ folded }) => folded[0])
    .join('')

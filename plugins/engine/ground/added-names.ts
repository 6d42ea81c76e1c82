import { isEmptyWord, stemOf } from '../text/content.ts'
import { sentences } from '../text/sentences.ts'
import { fold, words } from '../text/words.ts'
import { statedFacts } from '../text/numbers.ts'

const CAPITAL = /^\p{Lu}[\p{L}\p{M}'’-]*\p{Ll}/u
/** Without one nothing but the first word can be a name. */
const INNER_CAPITAL = /[^\p{L}]\p{Lu}\p{L}/u
const ACRONYM = /^\p{Lu}{3,}s?$/u
/** `iOS`, `eBay`, `GitHub`: a capital inside is a name wherever it stands. */
const CAPITAL_WITHIN = /\p{Ll}\p{Lu}/u
/** A title in which every word begins with a capital names nobody. */
const TITLE_SHARE = 0.6
const LEAST_TITLE_WORDS = 3

/** Who or what is named in a text although nothing of it stands in the source, nor among the names that are known. */
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

/** The people of a meeting are the same for all of its items. */
const partsKnown = new WeakMap<readonly string[], ReadonlySet<string>>()

function partsOf(people: readonly string[]): ReadonlySet<string> {
  const before = partsKnown.get(people)
  if (before) return before
  const parts = new Set(people.flatMap((name) => fold(name).split(' ')))
  partsKnown.set(people, parts)
  return parts
}

/** Weekdays and months are judged as dates. */
const isDate = (word: string): boolean => statedFacts(word).size > 0

/** Capitalised words that do not begin a sentence, or are a part of a name that is known to be one. */
function namesIn(text: string, people: ReadonlySet<string>): string[] {
  return sentences(text).flatMap(({ start, end }) => {
    const sentence = text.slice(start, end)
    const found = words(sentence).map((word) => ({
      said: sentence.slice(word.start, word.end),
      folded: word.folded,
      // Behind a colon, a dash or a quote something begins anew.
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

/** The first letters of words in a row, so that "user interface" holds "UI". */
const initialsOf = (source: string): string =>
  words(source)
    .map(({ folded }) => folded[0])
    .join('')

import type { ScenarioRule } from '../../server/modules/settings/proposals/contract.ts'

/** Letters that Unicode's case rules do not fold. */
const plainForms: Record<string, string> = {
  ß: 'ss',
  ı: 'i',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
}
const plainLetters = new RegExp(`[${Object.keys(plainForms).join('')}]`, 'g')
/** Accents of Latin, Greek and Cyrillic letters; other scripts write their vowels with marks. */
const accents = /[\u0300-\u036f]/g
/** Quotes tell a title apart, and are no part of its words; an apostrophe stands between letters. */
const quotes = /["“”„‟«»‹›「」『』]|(?<![\p{L}\p{N}])['‘’‚]|['‘’](?![\p{L}\p{N}])/gu

/** Without case, accents, quotes and the dots of ё; й is a letter of its own. */
const fold = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll('\u0438\u0306', '\u0439')
    .replaceAll(accents, '')
    .normalize('NFC')
    .replaceAll(plainLetters, (letter) => plainForms[letter] ?? letter)
    .replaceAll(quotes, ' ')
    .replaceAll(/[‘’ʼ]/g, "'")
    .replaceAll(/\s+/g, ' ')
    .trim()

const endsInLetter = /[\p{L}\p{N}]$/u
/** Scripts that put spaces between words. */
const beginsWithSpaced =
  /^(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}])[\p{L}\p{N}]/u

/** Whether a word of the text begins with it: “board” matches “Boards”, not “dashboard”. */
export function beginsWord(text: string, words: string): boolean {
  const [within, wanted] = [fold(text), fold(words)]
  if (wanted === '') return false
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + 1)) {
    if (!beginsWithSpaced.test(wanted) || !endsInLetter.test(within.slice(0, at))) return true
  }
  return false
}

interface NewMeeting {
  title: string
  /** Empty where there is none. */
  clientId: string
}

/** The scenario of the first rule that fits a new meeting, among those that can be chosen. */
export const proposeScenario = (
  rules: readonly ScenarioRule[],
  { title, clientId }: NewMeeting,
  known: readonly { id: string }[],
): string | undefined =>
  rules.find(
    (rule) =>
      (rule.clientId === null || rule.clientId === clientId) &&
      (rule.words.length === 0 || rule.words.some((words) => beginsWord(title, words))) &&
      (rule.clientId !== null || rule.words.length > 0) &&
      known.some(({ id }) => id === rule.scenario),
  )?.scenario

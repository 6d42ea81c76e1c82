import { eachLocale, type Locale, locales } from '../../vocabulary.ts'

const SAMPLE_WORDS = 4000
const MIN_WORDS = 5
const MIN_COMMON_SHARE = 0.12

const COMMON: Record<Locale, Set<string>> = {
  en: new Set(
    `the and to of a in that is it i you we for on have this be was are with so not but they what as do
    if at can or just like there from yes okay hello our will about would think know`.split(/\s+/),
  ),
  ru: new Set(
    `и в не на что я с это мы у как по но он а к все за так то да вот если ну нет бы из или есть уже надо
    для вы они меня нас там тут когда чтобы только можно будет давайте просто`.split(/\s+/),
  ),
}
/** Letters of neighbouring Cyrillic alphabets that Russian does not have. */
const NOT_RUSSIAN = /[іїєґўјљњћђџ]/

/** The language when enough of the words are its commonest, else null. */
export function detectLanguage(texts: Iterable<string>): Locale | null {
  const seen = { words: 0, cyrillic: 0, foreign: 0 }
  const common = eachLocale(() => 0)
  for (const text of texts) {
    for (const [word] of text
      .slice(0, 10_000)
      .toLowerCase()
      .matchAll(/\p{L}+/gu)) {
      seen.words += 1
      if (/[а-яё]/.test(word)) seen.cyrillic += 1
      if (NOT_RUSSIAN.test(word)) seen.foreign += 1
      for (const locale of locales) if (COMMON[locale].has(word)) common[locale] += 1
    }
    if (seen.words >= SAMPLE_WORDS) break
  }
  if (seen.words < MIN_WORDS) return null
  const isCyrillic = seen.cyrillic > seen.words / 2
  if (isCyrillic && seen.foreign > seen.words * 0.02) return null
  const [likeliest] = locales
    .filter((locale) => (locale === 'ru') === isCyrillic)
    .toSorted((a, b) => common[b] - common[a])
  return likeliest && common[likeliest] >= seen.words * MIN_COMMON_SHARE ? likeliest : null
}

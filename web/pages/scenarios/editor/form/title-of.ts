import { locale } from '../../../../i18n/index.ts'
import { wordsOfName } from '../../../../lib/words-of-name.ts'
import { firstWords, type Words } from '../pack/read-pack.ts'
import { eachLocale, type Locale } from '../../../../../plugins/vocabulary.ts'

/** A title for whoever reads; while it has none in any language, the words of its name. */
export function titleOf(words: Words | undefined, name: string): string {
  const title = words && firstWords(words, locale())
  return title || wordsOfName(name.slice(name.lastIndexOf('.') + 1))
}

/**
 * Words as they were typed, in the language of whoever typed them, if the scenario is in it. Another language that the
 * scenario must have is still missing, and the check says so.
 */
export function inOneLanguage(typed: string, languages: readonly Locale[] = []): Words {
  const own = languages.includes(locale()) ? locale() : (languages[0] ?? locale())
  return { ...eachLocale(() => ''), [own]: typed }
}

/** What readers see where a language has no words of its own. */
export const otherWords = (title: Words | undefined, lang: Locale): string =>
  title ? firstWords({ ...title, [lang]: '' }) : ''

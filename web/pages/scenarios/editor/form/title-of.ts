import { locale } from '../../../../i18n/index.ts'
import { wordsOfName } from '../../../../lib/words-of-name.ts'
import { firstWords, type Words } from '../pack/read-pack.ts'
import { eachLocale, type Locale } from '../../../../../plugins/vocabulary.ts'

/** The title in the reader's language, or in any other; without one, the words of the name. */
export function titleOf(words: Words | undefined, name: string): string {
  const title = words && firstWords(words, locale())
  return title || wordsOfName(name.slice(name.lastIndexOf('.') + 1))
}

/**
 * Takes a typed text as the reader's language, or as the scenario's first one where it does not have that. Other required
 * languages stay empty, and the check reports them.
 */
export function inOneLanguage(typed: string, languages: readonly Locale[] = []): Words {
  const own = languages.includes(locale()) ? locale() : (languages[0] ?? locale())
  return { ...eachLocale(() => ''), [own]: typed }
}

/** What readers see where a language has no text of its own. */
export const otherWords = (title: Words | undefined, lang: Locale): string =>
  title ? firstWords({ ...title, [lang]: '' }) : ''

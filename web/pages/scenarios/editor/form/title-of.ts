import { locale } from '../../../../i18n/index.ts'
import { wordsOfName } from '../../../../lib/words-of-name.ts'
import type { Language } from '../pack/pack-parts.ts'
import type { Words } from '../pack/read-pack.ts'

/** A title for whoever reads; while it has none in either language, the words of its name. */
export function titleOf(words: Words | undefined, name: string): string {
  const title = words && (words[locale()].trim() || words.en.trim() || words.ru.trim())
  return title || wordsOfName(name.slice(name.lastIndexOf('.') + 1))
}

/**
 * Words as they were typed, in the language of whoever typed them, if the scenario is in it. Another language that the
 * scenario must have is still missing, and the check says so.
 */
export function inOneLanguage(typed: string, languages: readonly Language[] = []): Words {
  const own = languages.includes(locale()) ? locale() : (languages[0] ?? locale())
  return { en: '', ru: '', [own]: typed }
}

/** What readers see where a language has no words of its own. */
export const otherWords = (title: Words, lang: keyof Words): string =>
  title[lang === 'en' ? 'ru' : 'en']

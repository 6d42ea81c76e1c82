import { locale } from '../../../../i18n/index.ts'
import type { Words } from '../pack/read-pack.ts'

/** A title for whoever reads; its name while it has none in either language. */
export function titleOf(words: Words | undefined, name: string): string {
  if (!words) return name
  return words[locale()].trim() || words.en.trim() || words.ru.trim() || name
}

/** Words as they were typed, in the language of whoever typed them; the other one is still missing, and the check says so. */
export const inOneLanguage = (typed: string): Words => ({ en: '', ru: '', [locale()]: typed })

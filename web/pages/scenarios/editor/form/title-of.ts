import { locale } from '../../../../i18n/index.ts'
import type { Words } from '../pack/read-pack.ts'

/** A title for whoever reads; its name while it has none in either language. */
export function titleOf(words: Words | undefined, name: string): string {
  if (!words) return name
  return words[locale()].trim() || words.en.trim() || words.ru.trim() || name
}

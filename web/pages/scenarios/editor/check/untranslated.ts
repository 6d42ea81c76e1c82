import type { SectionForm, Words } from '../pack/read-pack.ts'
import type { Locale } from '../../../../../plugins/vocabulary.ts'

/** Whether titles can be told apart by their letters: Latin ones and Cyrillic ones. */
export const canTellApart = (languages: readonly Locale[]): boolean =>
  languages.includes('en') && languages.includes('ru')

const cyrillic = /[а-яё]/i
const latin = /[a-z]{3}/i

/** Whether the title is the same in both languages, apart from short names and abbreviations. */
const isUntranslated = ({ en, ru }: Words): boolean =>
  cyrillic.test(en) || (en.trim() === ru.trim() && latin.test(ru) && /[a-z]/.test(ru))

/** Titles of a section that are not translated; for scenarios in both languages. */
export function untranslated(section: SectionForm): Words[] {
  const fields = section.fields.flatMap((field) => [
    field.title,
    ...field.choices.map(({ title }) => title),
  ])
  return [section.title, ...fields].filter(isUntranslated)
}

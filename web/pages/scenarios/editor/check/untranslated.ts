import type { SectionForm, Words } from '../pack/read-pack.ts'
import type { Locale } from '../../../../../plugins/vocabulary.ts'

/** Whether titles can be told apart by their letters: Latin ones and Cyrillic ones. */
export const canTellApart = (languages: readonly Locale[]): boolean =>
  languages.includes('en') && languages.includes('ru')

const cyrillic = /[а-яё]/i
const latin = /[a-z]{3}/i

/** Whether both languages say the same in the letters of one of them; short names and abbreviations may. */
const isUntranslated = ({ en, ru }: Words): boolean =>
  cyrillic.test(en) || (en.trim() === ru.trim() && latin.test(ru) && /[a-z]/.test(ru))

/** Titles of a section that stand in one language only, as the other one reads them; for scenarios in both. */
export function untranslated(section: SectionForm): Words[] {
  const fields = section.fields.flatMap((field) => [
    field.title,
    ...field.choices.map(({ title }) => title),
  ])
  return [section.title, ...fields].filter(isUntranslated)
}

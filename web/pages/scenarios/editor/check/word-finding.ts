import { inLocale, t, wordCode } from '../../../../i18n/index.ts'
import { titleOf } from '../form/title-of.ts'
import type { SectionForm } from '../pack/read-pack.ts'
import type { Finding } from './findings.ts'

export const wordFinding = ({ words }: Finding): string =>
  'fault' in words
    ? (wordCode('editor.fault', words.fault) ?? words.fault)
    : `${inLocale(words.reason)} ${inLocale(words.remedy)}`

/** The place of a finding as the form names it: a file's line, the scenario itself, a section or its field. */
export function wordPlace(
  { place, file, line }: Finding,
  sections: readonly SectionForm[],
): string {
  if (!place) return t('editor.fileLine', { file, line })
  if (!('section' in place)) return t('editor.about')
  const section = sections.find(({ name }) => name === place.section)
  const field = section?.fields.find(({ name }) => name === place.field)
  const title = titleOf(section?.title, place.section)
  return place.field === null ? title : `${title} · ${titleOf(field?.title, place.field)}`
}

import { inLocale, type Key, t, describeCode } from '../../../../i18n/index.ts'
import { titleOf } from '../form/title-of.ts'
import { languageLabels } from '../language-labels.ts'
import { languageOfFile } from '../pack/pack-parts.ts'
import type { SectionForm } from '../pack/read-pack.ts'
import type { Finding } from './findings.ts'
import { locales } from '../../../../../plugins/vocabulary.ts'

export const formatFinding = ({ words }: Finding): string =>
  'fault' in words
    ? (describeCode('editor.fault', words.fault) ?? words.fault)
    : `${inLocale(words.reason)} ${inLocale(words.remedy)}`

const aboutFields: Record<string, Key> = {
  ...Object.fromEntries(
    locales.flatMap((locale) => [
      [`/title/${locale}`, languageLabels[locale].title],
      [`/description/${locale}`, languageLabels[locale].description],
    ]),
  ),
  '/meetingType': 'editor.about.type',
  '/defaultLanguage': 'editor.about.language',
}

const join = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(' · ')

/** Says which title is missing. */
function formatTitle({ isTitle, file, pointer }: Finding): string | undefined {
  const language = isTitle ? languageOfFile(file) : undefined
  if (!language) return undefined
  const { choice, title } = languageLabels[language]
  return t(pointer.startsWith('/enum.') ? choice : title)
}

/** Names the place of a finding: section and field, a setting of the scenario, or a line of a file. */
export function formatPlace(finding: Finding, sections: readonly SectionForm[]): string {
  const { place, file, line, pointer } = finding
  if (!place) {
    const isNamed = file.endsWith('.json') && pointer !== ''
    return t('editor.fileLine', { file: isNamed ? `${file}#${pointer}` : file, line })
  }
  if (!('section' in place)) {
    const field = aboutFields[pointer]
    return join(t('editor.about'), field && t(field))
  }
  const section = sections.find(({ name }) => name === place.section)
  const field = section?.fields.find(({ name }) => name === place.field)
  const title = titleOf(section?.title, place.section)
  return join(
    title,
    place.field === null ? undefined : titleOf(field?.title, place.field),
    formatTitle(finding),
  )
}

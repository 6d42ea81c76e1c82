import type { ScenarioWords } from '../../../db/schema/index.ts'
import type { FieldSpec, LoadedPack, ValueLoss } from '../../../plugins/engine/index.ts'
import type { FieldView, RowFieldView, ScenarioVersionView, SectionView } from './contract.ts'
import { eachLocale, type Locale } from '../../../plugins/vocabulary.ts'

const titlesOf = (pack: LoadedPack, key: string, fallback: string): Record<Locale, string> =>
  eachLocale((locale) => pack.labels[locale][key] ?? fallback)

/** The title of a section in every language. */
export const sectionTitle = (pack: LoadedPack, section: string) => titlesOf(pack, section, section)

/** The metadata of a version that lists show. */
export const metadataOf = (pack: LoadedPack): ScenarioWords => ({
  title: pack.manifest.title,
  description: pack.manifest.description,
  meetingType: pack.manifest.meetingType,
  defaultLanguage: pack.manifest.defaultLanguage,
  sectionCount: pack.sections.length,
})

export const toSummary = (pack: LoadedPack) => ({
  id: pack.manifest.id,
  version: pack.manifest.version,
  ...metadataOf(pack),
})

export const toVersionView = (pack: LoadedPack): ScenarioVersionView => ({
  ...toSummary(pack),
  hash: pack.hash,
  sections: pack.sections.map((section) => toSectionView(pack, section)),
})

/** A section with its fields, titles in every language. */
export const toSectionView = (
  pack: LoadedPack,
  section: LoadedPack['sections'][number],
): SectionView => ({
  name: section.name,
  title: sectionTitle(pack, section.name),
  order: section.order,
  render: section.render,
  evidence: section.evidence,
  track: section.track,
  priority: section.priority,
  grade: section.grade,
  isList: section.isList,
  textField: section.textField,
  fields: section.fields.map((field) => toFieldView(pack, section.name, field)),
})

const toFieldView = (pack: LoadedPack, within: string, field: FieldSpec): FieldView => ({
  ...toPlainField(pack, within, field),
  fields:
    field.fields?.map((inner) => toPlainField(pack, `${within}.${field.name}`, inner)) ?? null,
})

const toPlainField = (pack: LoadedPack, within: string, field: FieldSpec): RowFieldView => ({
  name: field.name,
  title: titlesOf(pack, `${within}.${field.name}`, field.name),
  type: field.type,
  required: field.required,
  nullable: field.nullable,
  format: field.format,
  options:
    field.enum?.map((value) => ({
      value,
      title: titlesOf(pack, `enum.${field.enumName}.${value}`, value),
    })) ?? null,
  maxLength: field.maxLength,
  minimum: field.minimum,
  maximum: field.maximum,
})

/** The titles of a lost value in the version that it was found with. */
export function lossTitles({ section, field, choice }: ValueLoss, pack: LoadedPack | undefined) {
  const outer = pack?.sections.find(({ name }) => name === section)?.fields
  const [name = '', inner] = field.split('.')
  const spec = outer?.find((one) => one.name === name)
  const asked = inner === undefined ? spec : spec?.fields?.find((one) => one.name === inner)
  const at = (key: string, fallback: string) =>
    pack ? titlesOf(pack, key, fallback) : eachLocale(() => fallback)
  const whole = at(`${section}.${name}`, name)
  const part = inner === undefined ? undefined : at(`${section}.${field}`, inner)
  return {
    section: at(section, section),
    // A field inside rows is named after the field that contains the rows.
    field: part ? eachLocale((locale) => `${whole[locale]} · ${part[locale]}`) : whole,
    choice: choice === null ? null : at(`enum.${asked?.enumName ?? ''}.${choice}`, choice),
  }
}

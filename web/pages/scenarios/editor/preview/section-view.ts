import type { ItemView } from '../../../../../server/modules/analysis/contract.ts'
import type {
  FieldView,
  RowFieldView,
  SectionView,
} from '../../../../../server/modules/scenarios/contract.ts'
import { wordsOfName } from '../../../../lib/words-of-name.ts'
import { undecidedItem } from '../../../../features/results/item/undecided-item.ts'
import type { ShownSection } from '../../../../features/results/shown-sections.ts'
import type { FieldKind } from '../pack/field/field-kinds.ts'
import { splitPath } from '../pack/field/field-path.ts'
import type { Files } from '../pack/pack-parts.ts'
import { type FieldForm, firstWords, type SectionForm, type Words } from '../pack/read-pack.ts'
import { exampleValues } from './example-values.ts'
import {
  eachLocale,
  type Locale,
  translate,
  type Translated,
} from '../../../../../plugins/vocabulary.ts'

const types: Partial<Record<FieldKind, FieldView['type']>> = {
  'yes-no': 'boolean',
  'whole-number': 'integer',
  number: 'number',
  texts: 'array',
  scale: 'integer',
  money: 'object',
  checklist: 'array',
  rows: 'array',
  people: 'array',
  other: 'object',
}
const formats: Partial<Record<FieldKind, string>> = {
  person: 'person',
  people: 'person',
  date: 'date',
  moment: 'date-time',
  email: 'email',
  link: 'uri',
}

/** One language's text for every language, so that each reader sees the same preview. */
const inOne = (words: Words, locale: Locale, name: string): Words => {
  const said = firstWords(words, locale) || name
  return eachLocale(() => said)
}

const toFieldView = (field: FieldForm, locale: Locale): FieldView => ({
  ...toPlainView(field, locale),
  fields: field.fields.length > 0 ? field.fields.map((inner) => toPlainView(inner, locale)) : null,
})

const toPlainView = (field: FieldForm, locale: Locale): RowFieldView => ({
  name: splitPath(field.name).leaf,
  title: inOne(field.title, locale, wordsOfName(splitPath(field.name).leaf)),
  type: types[field.kind] ?? 'string',
  required: field.required,
  nullable: field.nullable,
  format: formats[field.kind] ?? null,
  options:
    field.kind === 'choice'
      ? field.choices.map(({ value, title }) => ({
          value,
          title: inOne(title, locale, wordsOfName(value)),
        }))
      : null,
  maxLength: field.maxLength,
  minimum: field.minimum,
  maximum: field.maximum,
})

const toSectionView = (section: SectionForm, locale: Locale): SectionView => ({
  name: section.name,
  title: inOne(section.title, locale, wordsOfName(section.name)),
  order: section.order,
  render: section.render,
  evidence: section.evidence,
  track: section.track,
  priority: section.priority,
  grade: section.grade,
  isList: section.isList,
  textField: section.textField ?? '',
  fields: section.fields.map((field) => toFieldView(field, locale)),
})

const quotes: Translated = { en: 'the words that prove it', ru: 'слова, которые это подтверждают' }
const firstStartMs = 77_000

const toItem = (
  section: SectionForm,
  value: Record<string, unknown>,
  at: number,
  locale: Locale,
): ItemView =>
  undecidedItem({
    id: `${section.name}-${at}`,
    section: section.name,
    value,
    evidenceState: 'verified',
    evidence:
      section.evidence === 'required'
        ? [
            {
              segmentId: at + 1,
              startMs: firstStartMs * (at + 1),
              endMs: null,
              speaker: null,
              speakerId: null,
              startChar: 0,
              endChar: translate(quotes, locale).length,
              quote: translate(quotes, locale),
              state: 'verified',
            },
          ]
        : [],
  })

/** A section of the draft as a result would show it, with example values. */
export function toShownSection(files: Files, section: SectionForm, locale: Locale): ShownSection {
  return {
    name: section.name,
    view: toSectionView(section, locale),
    state: 'ok',
    errors: [],
    items: exampleValues(files, section, locale).map((value, at) =>
      toItem(section, value, at, locale),
    ),
  }
}

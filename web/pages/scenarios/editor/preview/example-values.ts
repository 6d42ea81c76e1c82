import { isObject } from '../json/read-json.ts'
import { splitPath } from '../pack/field/field-path.ts'
import { documentOf } from '../pack/pack-files.ts'
import type { Files } from '../pack/pack-parts.ts'
import { objectIn } from '../pack/json-members.ts'
import { type FieldForm, firstWords, type SectionForm } from '../pack/read-pack.ts'
import { type Locale, translate, type Translated } from '../../../../../plugins/vocabulary.ts'

type Value = Record<string, unknown>

const maxExamples = 3

const people: Translated<string[]> = {
  en: ['Anna Wells', 'Tom Adeyemi', 'Priya Raman'],
  ru: ['Анна Котова', 'Тимур Назаров', 'Ольга Седых'],
}
const days = ['2026-12-02', '2026-12-09', '2026-12-16']
const plain: Translated = { en: 'Example', ru: 'Пример' }

function exampleOf(field: FieldForm, at: number, locale: Locale): unknown {
  switch (field.kind) {
    case 'person':
      return translate(people, locale)[at]
    case 'people':
      return translate(people, locale).slice(0, 2)
    case 'date':
      return days[at]
    case 'moment':
      return `${days[at]}T10:00:00Z`
    case 'choice':
      return field.choices[at % Math.max(field.choices.length, 1)]?.value
    case 'yes-no':
      return at % 2 === 0
    case 'whole-number':
      return at + 1
    case 'scale':
      return Math.max((field.maximum ?? 5) - at, field.minimum ?? 0)
    case 'money':
      return { amount: (at + 1) * 1_200, currency: locale === 'ru' ? 'RUB' : 'EUR' }
    case 'checklist':
    case 'rows':
      return [0, 1].map((row) => exampleRow(field, row, locale))
    case 'number':
      return (at + 1) * 1.5
    case 'email':
      return 'anna@example.org'
    case 'link':
      return 'https://example.org'
    case 'texts':
      return [`${translate(plain, locale)} 1`, `${translate(plain, locale)} 2`]
    case 'other':
      return undefined
    default:
      return exampleText(field, at, locale)
  }
}

const exampleRow = (field: FieldForm, at: number, locale: Locale): Value =>
  Object.fromEntries(
    field.fields.map((inner) => [splitPath(inner.name).leaf, exampleOf(inner, at, locale)]),
  )

function exampleText(field: FieldForm, at: number, locale: Locale): string {
  const title = firstWords(field.title, locale) || field.name
  return `${title}: ${translate(plain, locale).toLowerCase()} ${at + 1}`
}

/** Example values of a section from the pack's test transcripts, limited to fields that still exist. */
function fromFixtures(files: Files, section: SectionForm, locale: Locale): Value[] {
  for (const path of Object.keys(files).filter((one) => one.startsWith('fixtures/'))) {
    const fixture = documentOf(files, path)?.value
    if (fixture?.['language'] !== locale) continue
    const answers = objectIn(fixture, 'answers')?.[section.name]
    const wanted = objectIn(objectIn(fixture, 'expect'), section.name)?.['find']
    for (const listed of [answers, wanted]) {
      const values = Array.isArray(listed) ? listed.flatMap((one) => ownValues(section, one)) : []
      if (values.length > 0) return values
    }
  }
  return []
}

function ownValues(section: SectionForm, listed: unknown): Value[] {
  if (!isObject(listed) || section.textField === null) return []
  const value = Object.fromEntries(
    section.fields.flatMap(({ name }) => (name in listed ? [[name, listed[name]]] : [])),
  )
  return typeof value[section.textField] === 'string' ? [value] : []
}

/** Example values of a section: from the pack's test transcripts, or made up from its fields. */
export function exampleValues(files: Files, section: SectionForm, locale: Locale): Value[] {
  const count = section.isList ? maxExamples : 1
  const known = fromFixtures(files, section, locale)
  if (known.length > 0) return known.slice(0, count)
  return Array.from({ length: count }, (_, at) =>
    Object.fromEntries(
      section.fields
        .filter(({ byPerson }) => !byPerson)
        .map((field) => [field.name, exampleOf(field, at, locale)]),
    ),
  )
}

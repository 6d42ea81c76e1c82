import type {
  FieldView,
  RowFieldView,
  SectionView,
} from '../../../../server/modules/scenarios/contract.ts'
import { formatDay, formatMoment, formatNumber } from '../../../i18n/format.ts'
import type { Locale } from '../../../i18n/message.ts'
import { wordsOfName } from '../../../lib/words-of-name.ts'
import type { Tone } from '../../../ui/display/badge.tsx'
import { eachLocale } from '../../../../plugins/vocabulary.ts'

export interface FieldLabels {
  yes: string
  no: string
}

/** A field, or one inside its rows. */
export type FormattedField = RowFieldView & Partial<Pick<FieldView, 'fields'>>

export type Row = Record<string, unknown>

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The rows that a field holds; an object is one row, and an amount of money none. */
export function rowsOf(field: FormattedField, value: unknown): Row[] {
  if (!field.fields || isMoney(field)) return []
  const rows: unknown[] = Array.isArray(value) ? value : [value]
  return rows.filter(isRow)
}

/** An amount with its currency, whatever else a row may be. */
export const isMoney = ({ type, fields }: FormattedField): boolean =>
  type === 'object' &&
  fields?.length === 2 &&
  fields.some(({ name, type: kind }) => name === 'amount' && kind === 'number') &&
  fields.some(({ name, type: kind }) => name === 'currency' && kind === 'string')

/** Things to tick off: a text, and whether it is done. */
export const isChecklist = ({ type, fields }: FormattedField): boolean =>
  type === 'array' &&
  fields?.length === 2 &&
  fields.some(({ type: kind }) => kind === 'string') &&
  fields.some(({ name, type: kind }) => name === 'done' && kind === 'boolean')

function formatMoney({ amount, currency }: Row, locale: Locale): string | undefined {
  if (typeof amount !== 'number') return undefined
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    return [formatNumber(amount, locale), currency].filter(Boolean).join(' ')
  }
  const minimumFractionDigits = Number.isInteger(amount) ? 0 : undefined
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits,
  }).format(amount)
}

/** What a row says in one line, each part with its title. */
function formatRow(field: FormattedField, row: Row, locale: Locale, words: FieldLabels): string {
  if (isMoney(field)) return formatMoney(row, locale) ?? ''
  const known = field.fields ?? []
  const unknown = Object.keys(row).filter((name) => !known.some((inner) => inner.name === name))
  return [...known, ...unknown.map(unknownField)]
    .flatMap((inner) => {
      const text = formatField(inner, row[inner.name], locale, words)
      return text ? [`${inner.title[locale]}: ${text}`] : []
    })
    .join(', ')
}

/** A field that no scenario describes, under the words of its own name. */
export function unknownField(name: string): FieldView {
  const words = wordsOfName(name)
  return {
    name,
    title: eachLocale(() => words),
    type: 'string',
    required: false,
    nullable: true,
    format: null,
    options: null,
    maxLength: null,
    minimum: null,
    maximum: null,
    fields: null,
  }
}

/** One value as people read it; undefined where nothing was said. */
export function formatField(
  field: FormattedField,
  value: unknown,
  locale: Locale,
  words: FieldLabels,
): string | undefined {
  if (value === null || value === undefined || value === '') return undefined
  if (Array.isArray(value)) {
    const parts = value.map((one) => formatField(field, one, locale, words)).filter(Boolean)
    return parts.length > 0 ? parts.join(value.some(isRow) ? '; ' : ', ') : undefined
  }
  const option = field.options?.find((one) => one.value === value)
  if (option) return option.title[locale]
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value === 'number') return formatNumber(value, locale)
  if (typeof value === 'string') {
    if (field.format === 'date') return formatDay(value, locale)
    return field.format === 'date-time' ? formatMoment(value, locale) : value
  }
  return isRow(value) ? formatRow(field, value, locale, words) || undefined : undefined
}

const tones = new Map<unknown, Tone>([
  ...['high', 'critical', 'red', 'blocked', 'blocker', 'complaint'].map(
    (value) => [value, 'bad'] as const,
  ),
  ...['medium', 'amber', 'provisional', 'deferred', 'parked', 'requested'].map(
    (value) => [value, 'warn'] as const,
  ),
  ...['green', 'done', 'final', 'answered', 'agreed', 'praise'].map(
    (value) => [value, 'ok'] as const,
  ),
])

/** Beginnings of the words that people give to levels in scenarios of their own. */
const toneWords: [RegExp, Tone][] = [
  [/^(?:high|urgent|critical|blocker|высок|срочн|критич|блокер)/iu, 'bad'],
  [/^(?:medium|moderate|средн)/iu, 'warn'],
]

/** Colour for a choice whose urgency everybody agrees on; never the only carrier. */
export function toneOfValue(field: Pick<FieldView, 'options'>, value: unknown): Tone {
  const option = field.options?.find((one) => one.value === value)
  if (!option) return 'neutral'
  const titles = Object.values(option.title)
  const worded = toneWords.find(([word]) => titles.some((title) => word.test(title)))
  return tones.get(value) ?? worded?.[1] ?? 'neutral'
}

/** Short facts that sit beside the text: people, days, one of a few. */
export const isShort = (field: FormattedField): boolean =>
  isMoney(field) ||
  field.format === 'person' ||
  field.format === 'date' ||
  field.format === 'date-time' ||
  field.options !== null ||
  field.type === 'boolean' ||
  field.type === 'integer' ||
  field.type === 'number'

export const sideFields = (section: SectionView): FieldView[] =>
  section.fields.filter((field) => field.name !== section.textField)

export const textOf = (section: SectionView, value: Record<string, unknown>): string => {
  const text = value[section.textField]
  return typeof text === 'string' ? text : typeof text === 'number' ? String(text) : ''
}

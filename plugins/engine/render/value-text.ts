import type { FieldSpec, LoadedPack, Locale, SectionSpec } from '../types.ts'
import { documentWords } from './words.ts'

/** Formats a field's value in the reader's language, as one line of Markdown. */
export type FieldText = (field: FieldSpec, value: unknown) => string

/** The rows of a field, without invalid ones; an object is one row. */
export function rowsIn(field: FieldSpec, value: unknown): object[] {
  if (!field.fields || moneyIn(value)) return []
  const rows: unknown[] = Array.isArray(value) ? value : [value]
  return rows.filter((row): row is object => isRow(row) && !moneyIn(row))
}

const isRow = (row: unknown): row is object => typeof row === 'object' && row !== null

/** Formats the rows of a field as a Markdown table, with a column for each field that any row fills. */
export function createRowTable(
  pack: LoadedPack,
  section: SectionSpec,
  locale: Locale,
): (field: FieldSpec, rows: readonly object[]) => string[] {
  const fieldText = createFieldText(pack, section, locale)
  return (field, rows) => {
    const name = (inner: FieldSpec): string => `${field.name}.${inner.name}`
    const written = rows.map((row) =>
      (field.fields ?? []).map((inner) =>
        fieldText({ ...inner, name: name(inner) }, Reflect.get(row, inner.name)),
      ),
    )
    const shown = (field.fields ?? []).flatMap((inner, at) =>
      written.some((cells) => cells[at]) ? [{ inner, at }] : [],
    )
    const line = (cells: string[]): string => `| ${cells.join(' | ')} |`
    const titles = shown.map(({ inner }) =>
      escapeMarkdown(pack.labels[locale][`${section.name}.${name(inner)}`] ?? inner.name),
    )
    if (shown.length === 0) return []
    return [
      line(titles),
      line(shown.map(() => '---')),
      ...written.map((cells) => line(shown.map(({ at }) => cells[at] || '–'))),
    ]
  }
}

export function createFieldText(pack: LoadedPack, section: SectionSpec, locale: Locale): FieldText {
  const labels = pack.labels[locale]
  const text = (field: FieldSpec, value: unknown, at: string): string => {
    if (value === undefined || value === null) return ''
    if (typeof value === 'boolean') return documentWords[locale][value ? 'yes' : 'no']
    if (typeof value === 'number') return numberInWords(value, locale)
    if (typeof value === 'string') {
      const label = field.enum ? labels[`enum.${field.enumName}.${value}`] : undefined
      return escapeMarkdown(label ?? dayInWords(field, value, locale))
    }
    if (Array.isArray(value)) {
      const parts = value.map((entry) => text(field, entry, at)).filter(Boolean)
      return parts.join(value.some((entry) => typeof entry === 'object') ? '; ' : ', ')
    }
    const money = moneyInWords(value, locale)
    if (money !== undefined) return escapeMarkdown(money)
    return Object.entries(value)
      .map(([key, entry]) => [key, text(field, entry, `${at}.${key}`)] as const)
      .filter(([, words]) => words !== '')
      .map(([key, words]) => `${escapeMarkdown(labels[`${at}.${key}`] ?? key)}: ${words}`)
      .join(', ')
  }
  return (field, value) => text(field, value, `${section.name}.${field.name}`)
}

/** Years and document numbers have no thousands separators. */
const numberInWords = (value: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { useGrouping: 'min2' }).format(value)

const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i

/** A date, or a time in the time zone in which it was said. */
function dayInWords(field: FieldSpec, value: string, locale: Locale): string {
  if (field.format === 'date') return calendarDay(value, locale) ?? value
  const [, day = '', time, offset = ''] =
    field.format === 'date-time' ? (MOMENT.exec(value) ?? []) : []
  const words = calendarDay(day, locale)
  return words ? `${words}, ${time} (UTC${offset.toUpperCase().replace('Z', '')})` : value
}

/** A date has no time zone: it is parsed and formatted as UTC. Null if it is not a date. */
function calendarDay(value: string, locale: Locale): string | null {
  const day = new Date(`${value}T00:00:00Z`)
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
  if (!isDay || value === '') return null
  const format = { dateStyle: 'long', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, format).format(day)
}

/** `{ amount, currency }`, with an ISO 4217 currency code. */
function moneyIn(value: unknown): { amount: number; currency: string } | undefined {
  if (typeof value !== 'object' || value === null) return
  if (!('amount' in value && 'currency' in value) || Object.keys(value).length !== 2) return
  const { amount, currency } = value
  if (typeof amount !== 'number' || typeof currency !== 'string') return
  return /^[A-Z]{3}$/.test(currency) ? { amount, currency } : undefined
}

function moneyInWords(value: object, locale: Locale): string | undefined {
  const money = moneyIn(value)
  if (!money) return
  const { amount, currency } = money
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: Number.isInteger(amount) ? 0 : undefined,
  }).format(amount)
}

/** Invisible characters and those that change the text direction. */
const UNSEEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu

/** Returns one line that Markdown shows literally. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(UNSEEN, '')
    .trim()
    .replaceAll(/[\\`*_[\]<>#|~&]/g, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-+=:])/, '\\$1')
}

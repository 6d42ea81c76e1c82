import type { FieldSpec, LoadedPack, Locale, SectionSpec } from '../types.ts'
import { documentWords } from './words.ts'

/** Turns what a field holds into words of the reader's language, as Markdown. */
export type FieldText = (field: FieldSpec, value: unknown) => string

export function createFieldText(pack: LoadedPack, section: SectionSpec, locale: Locale): FieldText {
  const labels = pack.labels[locale]
  const text = (field: FieldSpec, value: unknown, at: string): string => {
    if (value === undefined || value === null) return ''
    if (typeof value === 'boolean') return documentWords[locale][value ? 'yes' : 'no']
    if (typeof value === 'number') return new Intl.NumberFormat(locale).format(value)
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

/** A calendar day has no time zone: it is read as UTC and written as UTC. */
function dayInWords(field: FieldSpec, value: string, locale: Locale): string {
  if (field.format !== 'date' || !/^\d{4}-\d\d-\d\d$/.test(value)) return value
  const day = new Date(`${value}T00:00:00Z`)
  return Number.isNaN(day.getTime())
    ? value
    : new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'ru', {
        dateStyle: 'long',
        timeZone: 'UTC',
      }).format(day)
}

/** `{ amount, currency }`, the currency as ISO 4217 names it. */
function moneyInWords(value: object, locale: Locale): string | undefined {
  if (!('amount' in value && 'currency' in value) || Object.keys(value).length !== 2) return
  const { amount, currency } = value
  if (typeof amount !== 'number' || typeof currency !== 'string') return
  if (!/^[A-Z]{3}$/.test(currency)) return
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: Number.isInteger(amount) ? 0 : undefined,
  }).format(amount)
}

/** One line that a Markdown reader shows as it stands. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_[\]<>#|~&]/g, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-+=:])/, '\\$1')
}

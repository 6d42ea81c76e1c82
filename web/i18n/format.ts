import { eachLocale, type Locale, type Translated, translate } from '../../plugins/vocabulary.ts'

/** English dates day first and by 24 hours, as the rest of the interface. */
export const tags = eachLocale((locale) => (locale === 'en' ? 'en-GB' : locale))
const dayMs = 86_400_000

const startOfDay = (at: Date): number => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate())

function capitalise(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}

/** What a language calls itself: `English`, `Русский`. */
export const nameOfLanguage = (locale: Locale): string =>
  capitalise(new Intl.DisplayNames(locale, { type: 'language' }).of(locale) ?? locale)

function formatTime(at: Date, locale: Locale): string {
  return at.toLocaleTimeString(tags[locale], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
}

function formatShortDate(at: Date, locale: Locale, now: Date): string {
  const sameYear = at.getFullYear() === now.getFullYear()
  return at.toLocaleDateString(tags[locale], {
    day: 'numeric',
    month: sameYear ? 'long' : 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  })
}

/** `Today, 10:00`, `Вчера, 16:30`, `14 November, 14:00`. */
export function formatMoment(iso: string, locale: Locale, now = new Date()): string {
  const at = new Date(iso)
  const days = Math.round((startOfDay(at) - startOfDay(now)) / dayMs)
  const day =
    Math.abs(days) <= 1
      ? capitalise(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day'))
      : formatShortDate(at, locale, now)
  return `${day}, ${formatTime(at, locale)}`
}

/** The day of a point in time, for the middle of a sentence: `14 November`. */
export const formatDate = (iso: string, locale: Locale, now = new Date()): string =>
  formatShortDate(new Date(iso), locale, now)

/** A calendar day without a time zone, e.g. `2026-11-25`; anything else is returned unchanged. */
export function formatDay(day: string, locale: Locale, now = new Date()): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  if (!match) return day
  return formatShortDate(
    new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3])),
    locale,
    now,
  )
}

/** `21:19`, `1:02:03`: a place in the recording. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${two(minutes)}:${rest}`
}

const units: Translated<{ hour: string; minute: string }> = {
  en: { hour: 'h', minute: 'min' },
  ru: { hour: 'ч', minute: 'мин' },
}

/** `47 min`, `1 h 12 min`, `47 мин`. */
export function formatDuration(ms: number, locale: Locale): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  const hours = Math.floor(minutes / 60)
  const words = translate(units, locale)
  const rest = `${hours > 0 ? String(minutes % 60).padStart(2, '0') : minutes} ${words.minute}`
  return hours > 0 ? `${hours} ${words.hour} ${rest}` : rest
}

export const formatPercent = (share: number, locale: Locale): string =>
  new Intl.NumberFormat(tags[locale], { style: 'percent', maximumFractionDigits: 0 })
    .format(share)
    .replace(/\s/u, '')

export const formatNumber = (value: number, locale: Locale): string =>
  new Intl.NumberFormat(tags[locale]).format(value)

const microUsd = 1_000_000

/** Dollars, with enough digits for a fraction of a cent. */
export const formatCost = (costMicroUsd: number, locale: Locale): string =>
  (costMicroUsd / microUsd).toLocaleString(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  })

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

function formatUnits(bytes: number, locale: Locale, per: '' | '-per-second'): string {
  const power = bytes < 1 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3))
  // 999.6 kB would be rounded to `1,000 kB`.
  const up = Math.round(bytes / 1_000 ** power) >= 1_000 ? Math.min(4, power + 1) : power
  const value = bytes / 1_000 ** up
  return new Intl.NumberFormat(tags[locale], {
    style: 'unit',
    unit: `${byteUnits[up] ?? 'byte'}${per}`,
    unitDisplay: 'short',
    minimumFractionDigits: up > 2 && value < 10 ? 1 : 0,
    maximumFractionDigits: up > 1 && value < 10 ? 1 : 0,
  }).format(value)
}

/** `812 MB`, `1,2 ГБ`: in thousands, as the units say. */
export const formatBytes = (bytes: number, locale: Locale): string => formatUnits(bytes, locale, '')

/** `11 MB/s`, `800 кБ/с`. */
export const formatSpeed = (bytesPerSecond: number, locale: Locale): string =>
  formatUnits(bytesPerSecond, locale, '-per-second')

/** `0:05`, `1:10`, `1 h 05 min`: the remaining time. */
export function formatTimeLeft(ms: number, locale: Locale): string {
  if (ms >= 3_570_000) return formatDuration(ms, locale)
  const seconds = Math.max(1, Math.round(ms / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

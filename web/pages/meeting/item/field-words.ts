import type { FieldView, SectionView } from '../../../../server/modules/scenarios/contract.ts'
import { wordDay, wordMoment, wordNumber } from '../../../i18n/format.ts'
import type { Locale } from '../../../i18n/message.ts'
import type { Tone } from '../../../ui/display/badge.tsx'

export interface FieldWords {
  yes: string
  no: string
}

/** One value as people read it; undefined where nothing was said. */
export function wordField(
  field: FieldView,
  value: unknown,
  locale: Locale,
  words: FieldWords,
): string | undefined {
  if (value === null || value === undefined || value === '') return undefined
  if (Array.isArray(value)) {
    const parts = value.map((one) => wordField(field, one, locale, words)).filter(Boolean)
    return parts.length > 0 ? parts.join(', ') : undefined
  }
  const option = field.options?.find((one) => one.value === value)
  if (option) return option.title[locale]
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value === 'number') return wordNumber(value, locale)
  if (typeof value === 'string') {
    if (field.format === 'date') return wordDay(value, locale)
    return field.format === 'date-time' ? wordMoment(value, locale) : value
  }
  return JSON.stringify(value)
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
export const isShort = (field: FieldView): boolean =>
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
  return typeof text === 'string' ? text : text === null || text === undefined ? '' : String(text)
}

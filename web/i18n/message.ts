import { eachLocale, type Locale } from '../../plugins/vocabulary.ts'

export type { Locale }

/** Forms by the plural rules of the language (CLDR); `other` is what fractions take. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }
export type Message = string | PluralForms
export type Params = Readonly<Record<string, string | number>>

const pluralRules = eachLocale((locale) => new Intl.PluralRules(locale))
const numbers = eachLocale((locale) => new Intl.NumberFormat(locale))

function chooseForm(message: Message, locale: Locale, params: Params): string {
  if (typeof message === 'string') return message
  const count = Number(params['count'] ?? 0)
  return message[pluralRules[locale].select(count)] ?? message.other
}

/** Marks that change the text direction (UAX #9) and would turn the sentence around a name. */
const turns = /[\u202A-\u202E\u2066-\u2069]/g

export function formatMessage(message: Message, locale: Locale, params: Params = {}): string {
  return chooseForm(message, locale, params).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? numbers[locale].format(value) : value.replace(turns, '')
  })
}

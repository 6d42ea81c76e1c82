import {
  eachLocale,
  type EvidenceRule,
  type ExtractiveMode,
  type FieldType,
  type Locale,
  type ModelSize,
  type Renderer,
  type Track,
  translate,
  type Translated,
} from '../../vocabulary.ts'

type Words = Translated
type Both = Record<Locale, { before: string; after: string }>

interface Codes {
  track: Record<Track, Words>
  evidence: Record<EvidenceRule, Words>
  render: Record<Renderer, Words>
  extractive: Record<ExtractiveMode, Words>
  type: Record<FieldType, Words>
  model: Record<ModelSize, Words>
}

/** Names of the dialect's codes, as used in descriptions of differences. */
const codes: Codes & Record<string, Record<string, Words>> = {
  track: {
    'action-item': { en: 'an action item', ru: 'поручением' },
    decision: { en: 'a decision', ru: 'решением' },
    risk: { en: 'a risk', ru: 'риском' },
    question: { en: 'a question', ru: 'вопросом' },
    commitment: { en: 'a commitment', ru: 'обязательством' },
  },
  evidence: {
    required: { en: 'required', ru: 'обязательно' },
    optional: { en: 'optional', ru: 'не обязательно' },
  },
  render: {
    list: { en: 'a list', ru: 'список' },
    table: { en: 'a table', ru: 'таблица' },
    cards: { en: 'cards', ru: 'карточки' },
    timeline: { en: 'a course of events', ru: 'ход событий' },
    'key-value': { en: 'facts', ru: 'сведения' },
    prose: { en: 'text', ru: 'текст' },
    score: { en: 'scores', ru: 'оценки' },
  },
  extractive: {
    cut: { en: 'filled', ru: 'заполняется' },
    'needs-model': { en: 'left empty', ru: 'остаётся пустым' },
  },
  type: {
    string: { en: 'text', ru: 'текст' },
    integer: { en: 'a whole number', ru: 'целое число' },
    number: { en: 'a number', ru: 'число' },
    boolean: { en: 'yes or no', ru: 'да или нет' },
    array: { en: 'a list', ru: 'список' },
    object: { en: 'a group of fields', ru: 'группа полей' },
  },
  format: {
    date: { en: 'a date', ru: 'дата' },
    'date-time': { en: 'a date and time', ru: 'дата и время' },
    email: { en: 'an e-mail address', ru: 'адрес почты' },
    uri: { en: 'a link', ru: 'ссылка' },
    person: { en: 'a person', ru: 'человек' },
  },
  model: {
    small: { en: 'small', ru: 'малая' },
    large: { en: 'large', ru: 'большая' },
  },
}

export type CodeName = 'track' | 'evidence' | 'render' | 'extractive' | 'type' | 'format' | 'model'

const plain = (value: unknown): string => (typeof value === 'string' ? value : '')

const describeCode = (name: string, value: unknown): Words => {
  const code = plain(value)
  return codes[name]?.[code] ?? { en: code }
}

const both = (before: Words, after: Words): Both =>
  eachLocale((locale) => ({
    before: translate(before, locale),
    after: translate(after, locale),
  }))

/** Describes two codes; null stays empty. */
export const describeCodes = (name: CodeName, before: unknown, after: unknown): Both =>
  both(describeCode(name, before), describeCode(name, after))

const quote: Translated<(text: string) => string> = {
  en: (text) => `“${text}”`,
  ru: (text) => `«${text}»`,
}

/** Describes two lists of values, or two names; `word` names each value. */
export function describeTitles(
  word: (value: unknown) => Words,
  before: unknown,
  after: unknown,
): Both {
  const all = (value: unknown): Words => {
    const words = (Array.isArray(value) ? value : [value])
      .filter((one) => one !== null && one !== undefined)
      .map(word)
    return eachLocale((locale) =>
      words.map((one) => translate(quote, locale)(translate(one, locale))).join(', '),
    )
  }
  return both(all(before), all(after))
}

const genitive = (count: number, one: string, many: string): string =>
  count % 10 === 1 && count % 100 !== 11 ? one : many
const things = (count: number, one: string): string => (count === 1 ? one : `${one}s`)

function describeBound(bound: string, count: number | undefined): Words {
  if (count === undefined) return { en: '' }
  const most = bound.startsWith('max')
  const [en, ru] = [most ? 'at most' : 'at least', most ? 'не больше' : 'не меньше']
  if (bound.endsWith('Length')) {
    return {
      en: `${en} ${count} ${things(count, 'character')}`,
      ru: `${ru} ${count} ${genitive(count, 'знака', 'знаков')}`,
    }
  }
  if (bound.endsWith('Items')) {
    const entries = count === 1 ? 'entry' : 'entries'
    return {
      en: `${en} ${count} ${entries}`,
      ru: `${ru} ${count} ${genitive(count, 'записи', 'записей')}`,
    }
  }
  return { en: `${en} ${count}`, ru: `${ru} ${count}` }
}

/** Describes a bound of the dialect, such as `maxLength`. */
export const describeBounds = (
  bound: string,
  before: number | undefined,
  after: number | undefined,
): Both => both(describeBound(bound, before), describeBound(bound, after))

interface Limits {
  maxTokens: number
  maxCostCents: number
}

const describeLimit = ({ maxTokens, maxCostCents }: Limits): Words => {
  const dollars = (maxCostCents / 100).toFixed(2)
  return {
    en: `at most ${maxTokens} tokens and $${dollars} a meeting`,
    ru: `не больше ${maxTokens} токенов и ${dollars} $ на встречу`,
  }
}

export const describeLimits = (before: Limits, after: Limits): Both =>
  both(describeLimit(before), describeLimit(after))

const settings: Record<'engine' | 'meetingType' | 'defaultLanguage', Words> = {
  engine: { en: 'version of AAM needed', ru: 'нужная версия AAM' },
  meetingType: { en: 'kind of meeting', ru: 'вид встречи' },
  defaultLanguage: { en: 'language of results', ru: 'язык результатов' },
}

/** Name of a language in another language. */
const languageName = (language: string, locale: Locale): string =>
  new Intl.DisplayNames(locale, { type: 'language' }).of(language) ?? language

/** Describes a setting with its name and old value. */
export function describeSetting(name: keyof typeof settings, before: string, after: string): Both {
  const word = (value: string): Words =>
    name === 'defaultLanguage' ? eachLocale((locale) => languageName(value, locale)) : { en: value }
  const changed = eachLocale(
    (locale) => `${translate(settings[name], locale)} – ${translate(word(after), locale)}`,
  )
  return both(word(before), changed)
}

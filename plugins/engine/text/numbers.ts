import { words } from './words.ts'

const UNITS: Record<string, number> = {}
const LISTS: [number, string][] = [
  [
    1,
    'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  ],
  [
    1,
    'один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать',
  ],
  [
    1,
    'одного двух трех четырех пяти шести семи восьми девяти десяти одиннадцати двенадцати тринадцати четырнадцати пятнадцати шестнадцати семнадцати восемнадцати девятнадцати',
  ],
  [
    1,
    'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth',
  ],
  [
    1,
    'первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого одиннадцатого двенадцатого тринадцатого четырнадцатого пятнадцатого шестнадцатого семнадцатого восемнадцатого девятнадцатого',
  ],
  [
    1,
    'первому второму третьему четвертому пятому шестому седьмому восьмому девятому десятому одиннадцатому двенадцатому тринадцатому четырнадцатому пятнадцатому шестнадцатому семнадцатому восемнадцатому девятнадцатому',
  ],
  [
    1,
    'первое второе третье четвертое пятое шестое седьмое восьмое девятое десятое одиннадцатое двенадцатое тринадцатое четырнадцатое пятнадцатое шестнадцатое семнадцатое восемнадцатое девятнадцатое',
  ],
]
const TENS: Record<string, number> = {}
const TEN_LISTS = [
  'twenty thirty forty fifty sixty seventy eighty ninety',
  'двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто',
  'двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяноста',
  'twentieth thirtieth',
  'двадцатого тридцатого',
  'двадцатому тридцатому',
  'двадцатое тридцатое',
]
const HUNDREDS: Record<string, number> = { hundred: 100 }
const HUNDRED_LISTS = [
  'сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот',
  'ста двухсот трехсот четырехсот пятисот шестисот семисот восьмисот девятисот',
]
const SCALES: Record<string, number> = { thousand: 1e3, million: 1e6, billion: 1e9 }
const FEMININE: Record<string, number> = { одна: 1, одну: 1, одной: 1, одно: 1, две: 2, двумя: 2 }

for (const [first, list] of LISTS) {
  for (const [index, word] of list.split(' ').entries()) UNITS[word] = first + index
}
Object.assign(UNITS, FEMININE, { dozen: 12, дюжина: 12, дюжину: 12, дюжины: 12 })
for (const list of TEN_LISTS) {
  for (const [index, word] of list.split(' ').entries()) TENS[word] = 20 + index * 10
}
for (const list of HUNDRED_LISTS) {
  for (const [index, word] of list.split(' ').entries()) HUNDREDS[word] = (index + 1) * 100
}
for (const stem of ['тысяча', 'тысячи', 'тысяч', 'тысячу', 'тыс']) SCALES[stem] = 1e3
for (const stem of ['миллион', 'миллиона', 'миллионов', 'млн']) SCALES[stem] = 1e6
for (const stem of ['миллиард', 'миллиарда', 'миллиардов', 'млрд']) SCALES[stem] = 1e9

const lookup = (table: Record<string, number>, word: string): number | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined

/** Value of a single number word below twenty or a round ten, in English or Russian, also ordinal; else undefined. */
export function smallNumber(word: string): number | undefined {
  return lookup(UNITS, word) ?? lookup(TENS, word)
}

const DIGITS = /\d+(?:[\s\u00a0\u202f]\d{3}(?!\d)|,\d{3}(?!\d))*(?:[.,]\d+)?/gu

/** Amounts in digits as canonical text: `1,000` → `1000`, `12,50` → `12.5`. */
function digitAmounts(text: string): string[] {
  return [...text.matchAll(DIGITS)].map((match) => {
    const grouped = match[0].replaceAll(/[\s\u00a0\u202f]|,(?=\d{3}(?!\d))/g, '')
    return String(Number(grouped.replace(',', '.')))
  })
}

interface Amount {
  total: number
  part: number
  /** The last number word: the next one joins only when it is smaller ("twenty" + "five"). */
  last: number
  /** Whether it holds a word, not digits alone: those are read elsewhere. */
  spoken: boolean
}

/** Amounts with number words (`twenty-five thousand`, `25 thousand`, «двадцать пять тысяч»), composed. */
function spokenAmounts(text: string): string[] {
  const amounts: Amount[] = []
  const bare: number[] = []
  let open: Amount | undefined
  for (const { folded } of words(text)) {
    const scale = lookup(SCALES, folded)
    const value = numberWord(folded)
    if (scale !== undefined) {
      if (!open) amounts.push((open = { total: 0, part: 1, last: scale, spoken: true }))
      bare.push(open.part)
      Object.assign(open, {
        total: open.total + (open.part || 1) * scale,
        part: 0,
        last: scale,
        spoken: true,
      })
    } else if (folded === 'hundred' && open && open.part < 10) {
      open.part *= 100
      open.last = 100
    } else if (value !== undefined) {
      if (!open || value >= open.last || open.last <= 19) {
        amounts.push((open = { total: 0, part: 0, last: value, spoken: false }))
      }
      open.part += value
      open.last = value
      open.spoken ||= !/^\d/.test(folded)
    } else if (folded !== 'and') open = undefined
  }
  const whole = amounts.filter(({ spoken }) => spoken).map(({ total, part }) => total + part)
  return [...whole, ...bare].map(String)
}

function numberWord(word: string): number | undefined {
  return (
    smallNumber(word) ?? lookup(HUNDREDS, word) ?? (/^\d+$/.test(word) ? Number(word) : undefined)
  )
}

const DAY_AND_MONTH_STEMS = (
  'monday tuesday wednesday thursday friday saturday sunday january february march april june july august ' +
  'september october november december понедельник вторник среда среду среды среде четверг пятниц суббот воскресен ' +
  'январ феврал марта апрел мая июн июл август сентябр октябр ноябр декабр'
).split(' ')

function calendarWords(text: string): string[] {
  const found: string[] = []
  for (const { folded } of words(text)) {
    const stem = DAY_AND_MONTH_STEMS.find((candidate) => folded.startsWith(candidate))
    if (stem) found.push(stem.startsWith('сред') ? 'сред' : stem)
  }
  return found
}

/** Days and spans counted from the day of the talk, and what amounts are of: each by one name. */
const KINDS: [string, RegExp][] = [
  ['tomorrow', /(?<!after )\btomorrow\b|(?<!\p{L})завтра/iu],
  ['after-tomorrow', /\bday after tomorrow\b|послезавтра/iu],
  ['yesterday', /\byesterday\b|(?<!\p{L})вчера/iu],
  ['next-week', /\bnext week|следующ\p{L}* недел/iu],
  ['next-month', /\bnext month|следующ\p{L}* месяц/iu],
  ['next-quarter', /\bnext quarter|следующ\p{L}* квартал/iu],
  ['next-year', /\bnext year|следующ\p{L}* год/iu],
  ['dollar', /\$|\b(?:usd|dollars?|bucks?)\b|доллар|бакс/iu],
  ['euro', /€|\b(?:eur|euros?)\b|(?<!\p{L})евро(?!\p{L})/iu],
  ['pound', /£|\b(?:gbp|pounds? sterling|pounds|quid)\b|фунт/iu],
  ['rouble', /₽|\b(?:rub|rou?bles?)\b|(?<!\p{L})руб/iu],
  [
    'double',
    /\b(?:twice|doubled|doubles|doubling|twofold)\b|(?<!\p{L})(?:вдвое|дважды|удво\p{L}*)|\bв два раза/iu,
  ],
  ['quarter-1', /\bQ1\b|\b(?:first|1st) quarter\b|перв\p{L}* квартал/iu],
  ['quarter-2', /\bQ2\b|\b(?:second|2nd) quarter\b|втор\p{L}* квартал/iu],
  ['quarter-3', /\bQ3\b|\b(?:third|3rd) quarter\b|трет\p{L}* квартал/iu],
  ['quarter-4', /\bQ4\b|\b(?:fourth|4th) quarter\b|четв[её]рт\p{L}* квартал/iu],
  ['percent', /%|\bper ?cents?\b|процент/iu],
]

/** Most texts hold nothing of the kind. */
const ANY_KIND =
  /[$€£₽%]|tomorrow|yesterday|next|usd|dollar|buck|eur|gbp|pound|quid|rub|rouble|cent|twice|doubl|twofold|quarter|q[1-4]|вдвое|дважды|удво|два раза|квартал|завтра|вчера|следующ|доллар|бакс|евро|фунт|руб|процент/iu

const kindsIn = (text: string): string[] =>
  !ANY_KIND.test(text) ? [] : KINDS.flatMap(([name, pattern]) => (pattern.test(text) ? [name] : []))

const SCALED =
  /(\d+(?:[.,]\d+)?)\s?(k|m|bn|thousand|million|billion|тыс|млн|млрд|тысяч\p{L}*|миллион\p{L}*|миллиард\p{L}*)(?!\p{L})/giu

/** `4.2 million`, `5k`: what the digits come to. */
function scaledAmounts(text: string): string[] {
  return [...text.matchAll(SCALED)].map(([, digits = '', scale = '']) => {
    const times = /^(m$|mill|млн|миллион)/i.test(scale)
      ? 1e6
      : /^(bn|bill|млрд|миллиард)/i.test(scale)
        ? 1e9
        : 1e3
    return String(Math.round(Number(digits.replace(',', '.')) * times))
  })
}

const HALF_DAY = /(?<!\d)(\d{1,2})(?:[:.]\d{2})?\s?(?:([ap])\.?m\b|(утра|дня|вечера)(?!\p{L}))/giu
const FULL_DAY = /(?<!\d)(1[3-9]|2[0-3])[:.]\d{2}(?!\d)/gu

/** `3:30 pm` says 15 as well, and `15:30` says 3. */
function hoursOtherwise(text: string): string[] {
  const late = [...text.matchAll(HALF_DAY)].flatMap(([, hour, half, part]) =>
    half?.toLowerCase() === 'p' || part === 'дня' || part === 'вечера'
      ? [String((Number(hour) % 12) + 12)]
      : [],
  )
  return [...late, ...[...text.matchAll(FULL_DAY)].map(([, hour]) => String(Number(hour) - 12))]
}

/** Every number, amount and its unit, weekday, month and near day that a text states, in canonical form. */
export function statedFacts(text: string): Set<string> {
  return new Set([
    ...digitAmounts(text),
    ...calendarWords(text),
    ...plainNumbers(text),
    ...kindsIn(text),
  ])
}

/** The same for a source, generously: each spoken number alone and composed. */
export function supportedFacts(text: string): Set<string> {
  const facts = new Set([
    ...digitAmounts(text),
    ...calendarWords(text),
    ...spokenAmounts(text),
    ...scaledAmounts(text),
    ...hoursOtherwise(text),
    ...kindsIn(text),
  ])
  for (const { folded } of words(text)) {
    const value = smallNumber(folded) ?? lookup(HUNDREDS, folded)
    if (value !== undefined) facts.add(String(value))
    for (const run of folded.matchAll(/\d+/g)) facts.add(String(Number(run[0])))
  }
  return facts
}

/** Spoken numbers of an item count only from ten on: "one" and "second" are mostly no amounts. */
function plainNumbers(text: string): string[] {
  return spokenAmounts(text).filter((amount) => Number(amount) >= 10)
}

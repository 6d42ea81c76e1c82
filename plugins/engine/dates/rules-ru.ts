import { addDays, addMonths, lastOfMonth, validDay, type Day } from './calendar.ts'
import {
  count,
  dayInMonth,
  endOfWeek,
  inWeek,
  monthDay,
  quarterEnd,
  upcoming,
  type DateRule,
} from './rule.ts'

const WEEKDAY_STEMS = ['понед', 'вторн', 'сред', 'четве', 'пятни', 'суббо', 'воскр']
const MONTH_STEMS = 'янв фев мар апр мая июн июл авг сен окт ноя дек'.split(' ')
const WEEKDAY =
  '(понедельник(?:а|у|ом)?|вторник(?:а|у|ом)?|сред(?:а|у|ы|е|ой)|четверг(?:а|у|ом)?|пятниц(?:а|у|ы|е|ей)|суббот(?:а|у|ы|е)|воскресень(?:е|я|ю))'
const MONTH = '(января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)'
const NUMBER =
  '(\\d{1,3}|один|одну|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|двух|трех|четырех|пяти|десяти)'
const UNIT = '(день|дня|дней|недель|недели|неделю|месяц|месяца|месяцев)'
const ONES =
  'перв|втор|треть|четверт|пят|шест|седьм|восьм|девят|десят|одиннадцат|двенадцат|тринадцат|четырнадцат|пятнадцат|шестнадцат|семнадцат|восемнадцат|девятнадцат|двадцат|тридцат'
const ORDINAL = `(\\d{1,2}(?: ?(?:го|е|му|ое|ого|ому))?|(?:(?:двадцать|тридцать) )?(?:${ONES})(?:ого|его|ому|ему|ое|ье))`
const SPOKEN_ORDINAL = `((?:(?:двадцать|тридцать) )?(?:${ONES})(?:ого|его|ому|ему))`
const YEAR = '(?: (20\\d\\d)(?: года?)?)?'

const weekday = (name: string | undefined) =>
  WEEKDAY_STEMS.findIndex((stem) => name?.startsWith(stem) === true) + 1
const month = (name: string | undefined) => MONTH_STEMS.indexOf((name ?? '').slice(0, 3)) + 1

function inUnits(today: Day, amount: string | undefined, unit: string | undefined): Day | null {
  const number = amount === undefined ? 1 : count(amount)
  if (number === null || !unit) return null
  if (unit.startsWith('д')) return addDays(today, number)
  if (unit.startsWith('н')) return addDays(today, number * 7)
  return addMonths(today, number)
}

/** Longer forms first: the first rule that matches at a position wins. */
export const russianRules: DateRule[] = [
  {
    form: '(\\d{1,2}) (\\d{1,2}) (20\\d\\d)',
    day: (_, m) => validDay(Number(m[3]), Number(m[2]), Number(m[1])),
  },
  { form: 'послезавтра', day: (today) => addDays(today, 2) },
  {
    form: 'завтра(?: (?:утром|днем|вечером|с утра|к вечеру|до обеда|после обеда))?|завтрашнего дня',
    day: (today) => addDays(today, 1),
  },
  {
    form: 'сегодня(?: (?:вечером|днем|до вечера|к вечеру))?|конца дня|концу дня|вечера сегодня',
    day: (today) => today,
  },
  { form: 'кон(?:ца|цу|це) (?:этого )?месяца', day: (today) => lastOfMonth(today) },
  { form: 'кон(?:ца|цу|це) следующего месяца', day: (today) => lastOfMonth(today, 1) },
  {
    form: 'кон(?:ца|цу|це) (?:этого )?года',
    day: (today) => ({ year: today.year, month: 12, day: 31 }),
  },
  {
    form: `следующ(?:ий|ую|ее|его|ей|ему) ${WEEKDAY}|${WEEKDAY} (?:на )?следующей недел[еи]|(?:на )?следующей неделе (?:во? )?${WEEKDAY}`,
    day: (today, m) => inWeek(today, weekday(m[1] ?? m[2] ?? m[3]), 1),
  },
  {
    form: 'кон(?:ца|цу|це) следующей недели|(?:на )?следующей неделе',
    day: (today) => endOfWeek(today, 1),
  },
  {
    form: 'кон(?:ца|цу|це) (?:этой )?недели|(?:на )?этой неделе',
    day: (today) => endOfWeek(today, 0),
  },
  {
    form: `кон(?:ца|цу|це) ${MONTH}${YEAR}`,
    day: (today, m) => monthDay(today, month(m[1]), 'last', m[2]),
  },
  {
    form: 'кон(?:ца|цу|це) (?:(первого|второго|третьего|четвертого)|([1-4])(?: ?го)?) квартала',
    day: (today, m) => quarterEnd(today, m[1] ?? m[2]),
  },
  {
    form: 'кон(?:ца|цу|це) (?:этого )?квартала',
    day: (today) => quarterEnd(today, String(Math.ceil(today.month / 3))),
  },
  {
    form: `прошл(?:ый|ую|ое|ого|ой) ${WEEKDAY}|прошлой неделе|прошлом месяце|вчера|позавчера`,
    day: () => null,
  },
  {
    form: `(?:${WEEKDAY} )?${ORDINAL} ${MONTH}${YEAR}`,
    day: (today, m) => dayInMonth(today, ordinal(m[2]), month(m[3]), m[4], weekday(m[1])),
  },
  {
    form: `(?:${WEEKDAY} )?${ORDINAL} числа|(?:${WEEKDAY} )?(\\d{1,2} ?(?:го|е|му|ого|ому))`,
    day: (today, m) =>
      dayInMonth(today, ordinal(m[2] ?? m[4]), null, undefined, weekday(m[1] ?? m[3])),
  },
  {
    form: `${WEEKDAY} ${SPOKEN_ORDINAL}`,
    day: (today, m) => dayInMonth(today, ordinal(m[2]), null, undefined, weekday(m[1])),
  },
  {
    form: SPOKEN_ORDINAL,
    alone: 'preposition',
    day: (today, m) => dayInMonth(today, ordinal(m[1]), null, undefined, 0),
  },
  {
    form: `(?:эт(?:у|ой|от|ого) |ближайш(?:ий|ую|ей|его) )?${WEEKDAY}(?: (?:утром|днем|вечером|с утра|к вечеру|до обеда|после обеда))?`,
    day: (today, m) => upcoming(today, weekday(m[1])),
  },
  { form: `через (?:${NUMBER} )?${UNIT}`, day: (today, m) => inUnits(today, m[1], m[2]) },
  { form: `через (?:пару|несколько) (?:дней|недель|месяцев)`, day: () => null },
  {
    form: `в течени[еи] (?:${NUMBER} )?(дня|дней|недели|недель|месяца|месяцев)`,
    day: (today, m) => inUnits(today, m[1], m[2]),
  },
  {
    form: '(?:к |до |на )?следующ(?:ей|ему|его|ий|ем) (?:встрече|встречи|созвону|созвона|созвоне|совещанию|совещания|совещании|раз|разу|раза|спринта|спринту|спринте|месяце|квартале|году)',
    day: () => null,
  },
  {
    form: 'как можно скорее|как можно быстрее|срочно|на днях',
    alone: 'never-resolved',
    day: () => null,
  },
]

function ordinal(text: string | undefined): string | undefined {
  return text?.replace(/третье$/, 'третьего')
}

/** Words that introduce a deadline. */
export const russianLead = '(?:не позднее|не позже|к|ко|до|в|во|на|срок до|срок|дедлайн)'

/** Words after which a date is not a deadline, or an uncertain one. */
export const russianDoubt =
  /(?:^| )(?:после|с|может|наверное|или|либо|примерно|около|где то|ориентировочно|вероятно|каждый|каждую|если|не раньше)(?: |$)/

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

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const WEEKDAY = `(${WEEKDAYS.join('|')})`
const MONTH =
  '(january|jan|february|feb|march|april|apr|may|june|july|august|aug|september|sept|sep|october|oct|november|nov|december|dec)'
const NUMBER = '(\\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|fourteen)'
const ORDINAL =
  '(\\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty first)'
const YEAR = '(?: (20\\d\\d))?'

const weekday = (name: string | undefined) => WEEKDAYS.indexOf(name ?? '') + 1
const month = (name: string | undefined) => MONTHS.indexOf((name ?? '').slice(0, 3)) + 1

function inUnits(today: Day, amount: string | undefined, unit: string | undefined): Day | null {
  const number = amount === 'a' || amount === 'an' ? 1 : count(amount)
  if (number === null || !unit) return null
  if (unit.startsWith('day')) return addDays(today, number)
  if (unit.startsWith('week')) return addDays(today, number * 7)
  return addMonths(today, number)
}

/** Longer forms first: the first rule that matches at a position wins. */
export const englishRules: DateRule[] = [
  {
    form: '(20\\d\\d) (\\d\\d) (\\d\\d)',
    day: (_, m) => validDay(Number(m[1]), Number(m[2]), Number(m[3])),
  },
  { form: 'the day after tomorrow|day after tomorrow', day: (today) => addDays(today, 2) },
  { form: 'tomorrow(?: (?:morning|afternoon|evening|night))?', day: (today) => addDays(today, 1) },
  {
    form: 'today|tonight|this (?:afternoon|evening)|(?:the )?end of (?:the )?(?:day|today|business)|eod|cob',
    day: (today) => today,
  },
  { form: `(?:the )?end of (?:the )?month|eom`, day: (today) => lastOfMonth(today) },
  { form: `(?:the )?end of next month`, day: (today) => lastOfMonth(today, 1) },
  {
    form: `(?:the )?end of (?:the )?year`,
    day: (today) => ({ year: today.year, month: 12, day: 31 }),
  },
  {
    form: `(?:the )?end of (?:the )?(?:this )?week|eow|this week`,
    day: (today) => endOfWeek(today, 0),
  },
  {
    form: `(?:the )?end of next week|(?:some ?time )?next week`,
    day: (today) => endOfWeek(today, 1),
  },
  {
    form: `(?:the )?end of ${MONTH}${YEAR}`,
    day: (today, m) => monthDay(today, month(m[1]), 'last', m[2]),
  },
  {
    form: '(?:the )?end of (?:the )?(?:q([1-4])|(first|second|third|fourth) quarter)',
    day: (today, m) => quarterEnd(today, m[1] ?? m[2]),
  },
  {
    form: '(?:the )?end of (?:the )?(?:this )?quarter',
    day: (today) => quarterEnd(today, String(Math.ceil(today.month / 3))),
  },
  {
    form: `next ${WEEKDAY}|${WEEKDAY} next week`,
    day: (today, m) => inWeek(today, weekday(m[1] ?? m[2]), 1),
  },
  { form: `${WEEKDAY} (?:week|in a week)`, day: () => null },
  {
    form: `(?:last|past|previous) ${WEEKDAY}|${WEEKDAY} last week|last (?:week|month|year)|yesterday`,
    day: () => null,
  },
  {
    form: `(?:${WEEKDAY} )?(?:the )?${ORDINAL} (?:of )?${MONTH}${YEAR}`,
    day: (today, m) => dayInMonth(today, m[2], month(m[3]), m[4], weekday(m[1])),
  },
  {
    form: `(?:${WEEKDAY} )?(\\d{1,2}) (?:of )?${MONTH}${YEAR}`,
    day: (today, m) => dayInMonth(today, m[2], month(m[3]), m[4], weekday(m[1])),
  },
  {
    form: `(?:${WEEKDAY} )?${MONTH} (?:the )?(?:${ORDINAL}|(\\d{1,2}))${YEAR}`,
    day: (today, m) => dayInMonth(today, m[3] ?? m[4], month(m[2]), m[5], weekday(m[1])),
  },
  {
    form: `${WEEKDAY} (?:the )?${ORDINAL}`,
    day: (today, m) => dayInMonth(today, m[2], null, undefined, weekday(m[1])),
  },
  {
    form: `the ${ORDINAL}`,
    alone: 'preposition',
    day: (today, m) => dayInMonth(today, m[1], null, undefined, 0),
  },
  {
    form: `(?:this |coming |this coming )?${WEEKDAY}(?: (?:morning|afternoon|evening|noon|night|lunchtime|at the latest|end of day|eod|cob))?`,
    day: (today, m) => upcoming(today, weekday(m[1])),
  },
  {
    form: `(?:in|within) (?:about )?${NUMBER} (days?|weeks?|months?)(?: or so)?`,
    day: (today, m) => (/ or so$|about/.test(m[0]) ? null : inUnits(today, m[1], m[2])),
  },
  { form: `in (?:a )?(?:couple of|few) (?:days|weeks|months)`, day: () => null },
  {
    form: `${NUMBER} (days?|weeks?|months?) from (?:now|today)`,
    day: (today, m) => inUnits(today, m[1], m[2]),
  },
  {
    form: `next (?:meeting|time|call|session|sprint|month|quarter|year)|the next (?:meeting|time|call|session|sprint)`,
    day: () => null,
  },
  {
    form: `(?:early |late |mid )${MONTH}|(?:mid|early|late) (?:next )?(?:week|month)`,
    day: () => null,
  },
  {
    form: `as soon as possible|asap|right away|straight away`,
    alone: 'never-resolved',
    day: () => null,
  },
]

/** Words that introduce a deadline. */
export const englishLead =
  '(?:by|before|until|till|no later than|not later than|on|for|due|due on|due by|come|at)'

/** Words after which a date is not a deadline, or an uncertain one. */
export const englishDoubt =
  /(?:^| )(?:after|since|maybe|perhaps|probably|or|not|earliest|from|around|about|roughly|ish|every|each|if)(?: |$)/

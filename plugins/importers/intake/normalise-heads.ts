import { splitLines } from '../formats/clock.ts'
import { formatClock, formatFraction, readSpelledTime } from './head-times.ts'

/** The part of a line that is examined: names and times are at its beginning, or fill a short line. */
const MAX_HEAD_CHARS = 160
const MIN_LINES = 2
const MIN_SHARE = 0.12

const CLOCK = String.raw`\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?`
const TIME_IN_FRONT = new RegExp(String.raw`^[[(]?${CLOCK}(?![\d:])`, 'u')
const TIME_BEFORE_COLON = new RegExp(
  String.raw`^[^:：\n]{1,60}?\s[[(]?${CLOCK}[\])]?[:：](?=\s|$)`,
  'u',
)
const TIME_BEHIND = new RegExp(String.raw`(?<![\d:])${CLOCK}[\])]?:?$`, 'u')

/** Digits of other scripts are consecutive, from 0 to 9. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0xff10]
const OTHER_CLOCK = /\p{Nd}{1,3}[:：]\p{Nd}{2}(?:[:：]\p{Nd}{2})?/gu

const asciiDigit = (digit: string): string => {
  const code = digit.codePointAt(0) ?? 0
  const zero = ZEROS.find((one) => code >= one && code < one + 10)
  return zero === undefined ? digit : String(code - zero)
}

const withAsciiClocks = (text: string): string =>
  text.replace(OTHER_CLOCK, (clock) => clock.replaceAll('：', ':').replace(/\p{Nd}/gu, asciiDigit))

const two = (part: string | undefined): string => (part ?? '0').padStart(2, '0')

const COUNTER = new RegExp(String.raw`^#?\d{1,5}[.)]?\s{1,4}(?=[[(]?${CLOCK}(?![\d:]))`, 'u')
const DATE = String.raw`(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})`
const DATE_BEFORE_CLOCK = new RegExp(
  String.raw`(^|[\s[(])${DATE}(?:T|,?\s{1,2})(?=\d{1,2}:\d{2})`,
  'u',
)
const ZONE = /^([[(]?\d{1,2}:\d{2}:\d{2}(?:\.\d{1,6})?)(?:Z|[+-]\d{2}:?\d{2})(?=\W|$)/u
/** `T+00:01:12`, `t=00:12`. */
const MARK_OF_TIME = /^([[(]?)[Tt]\s?[+=]\s?(?=\d{1,3}:\d{2})/u
/** `00h01m12s`, `1m12s`. */
const LETTERED =
  /^([[(]?)(?:(\d{1,3})\s?[hч]\s?)?(\d{1,3})\s?[mм]\s?(\d{1,2})\s?[sс]([\])]?)(?=[\s:]|$)/iu
/** `00:01:12:05`: frames or hundredths after the seconds. */
const FRAMES = /^([[(]?\d{1,2}:\d{2}:\d{2})[:;]\d{2}(?=\D|$)/u
/** `00.01.12`, which is not a date if it is below a day. */
const DOTTED = /^([[(]?)([01]?\d|2[0-3])\.([0-5]\d)\.([0-5]\d)(?=[\])]?[\s:])/u
const COMMA_FRACTION = /^([[(]?\d{1,3}:\d{2}(?::\d{2})?),(\d{1,3})(?=[\])]?\s)/u
const SPELLED_IN_FRONT = /^((?:\d{1,4}\s?\p{L}{1,14}\.?[\s,]{1,3}){2,3})(?=\S)/u
/** `3.00s - 8.00s | Ann`. */
const SECONDS_WITH_UNIT =
  /^(\d{1,6}(?:[.,]\d{1,3})?)\s?s(?:ec)?(?:\s{0,3}(?:-{1,2}>|[-–—~→]|to)\s{0,3}\d{1,6}(?:[.,]\d{1,3})?\s?s(?:ec)?)?\s{0,3}[|:,;]?\s{1,3}(?=\S)/u
const GLUED_CLOCK = new RegExp(String.raw`^([[(]?)(${CLOCK})[\])](?=\p{L})`, 'u')

const spelledAsClock = (line: string): string => {
  const [matched, spelled = ''] = SPELLED_IN_FRONT.exec(line) ?? []
  const seconds = matched === undefined ? null : readSpelledTime(spelled)
  if (matched === undefined || seconds === null) return line
  return `${formatClock(seconds)} ${line.slice(matched.length)}`
}

/** Normalises a time at the beginning, or after a name, to `H:MM:SS`. */
const withPlainTime = (line: string): string =>
  spelledAsClock(line)
    .replace(OTHER_BRACKETS, '[$1]')
    .replace(MILLISECONDS, (_, ms: string) => `[${formatFraction(Number(ms) / 1000)}]`)
    .replace(BULLET, '')
    .replace(DATE_BEFORE_CLOCK, '$1')
    .replace(COUNTER, '')
    .replace(MARK_OF_TIME, '$1')
    .replace(
      LETTERED,
      (_, open: string, h: string | undefined, m: string, s: string, end: string) =>
        `${open}${h ?? '0'}:${two(m)}:${two(s)}${end}`,
    )
    .replace(
      SECONDS_WITH_UNIT,
      (_, written: string) => `[${formatFraction(Number(written.replace(',', '.')))}] `,
    )
    .replace(FRAMES, '$1')
    .replace(DOTTED, '$1$2:$3:$4')
    .replace(COMMA_FRACTION, '$1.$2')
    .replace(ZONE, '$1')
    .replace(GLUED_CLOCK, '$1$2] ')

/** Bullets, quotes and emoji before a time. */
const BULLET = new RegExp(
  String.raw`^(?:[*•·>–—-]|\p{Extended_Pictographic}\uFE0F?)\s{0,3}(?=[[(<{]?${CLOCK}(?![\d:]))`,
  'u',
)
const OTHER_BRACKETS = new RegExp(String.raw`[<{](${CLOCK})[>}]`, 'u')
const MILLISECONDS = /^[[(](\d{1,9})\s?ms[\])](?=[\s:])/u
/** `Ann (0:12) said:` */
const WORD_BEFORE_COLON = new RegExp(
  String.raw`^([^:：\n]{1,60}?\s[[(]${CLOCK}[\])])\s\p{Ll}{2,12}(?=[:：])`,
  'u',
)
const TAGGED = /^<(?:p|div|li|span|b|strong|i|em|time|h[1-6])\b/i
const TAG = /<\/?(?:p|div|li|span|b|strong|i|em|time|h[1-6]|br)\b[^<>]{0,200}>/gi
const HEADING = /^#{1,6}\s{1,4}/u
const RULES = /^={2,}\s{0,4}|\s{0,4}={2,}$/gu
const RULE_WITHIN = /\s{1,4}={2,}\s{1,4}/gu
const LINK = /\[([^[\]\n]{1,40})\]\(https?:[^\s()]{1,400}\)/gu
const DRESSED_TIME = new RegExp(String.raw`([*_\x60]{1,3})([[(]?${CLOCK}[\])]?)\1`, 'gu')
const BOLD = /^(\P{L}{0,16}?)(\*\*|__)([^*_\n]{1,80})\2/u

const withoutMarks = (line: string): string =>
  line
    .replace(HEADING, '')
    .replace(RULES, '')
    .replace(RULE_WITHIN, '  ')
    .replace(LINK, '$1')
    .replace(DRESSED_TIME, '$2')
    .replace(BOLD, '$1$3')

/** Separators around a time that no known layout uses. */
const SIGN_BEFORE_TIME = new RegExp(
  String.raw`\s{1,3}(?:[•·∙@/|~#]|::)\s{1,3}(?=[[(]?${CLOCK}[\])]?:?$)`,
  'u',
)
const SIGN_BEHIND_TIME = new RegExp(
  String.raw`^([[(]?${CLOCK}[\])]?)\s{0,3}(?:[•·∙@/|~#]|::)\s{1,3}`,
  'u',
)
/** Between a name and its words, after a leading time. */
const SIGN_BEHIND_NAME = new RegExp(
  String.raw`^([[(]?${CLOCK}[\])]?\s{1,3}[^:>|→#\n]{1,60}?)\s{1,3}(?:[>|→#]|::)\s{1,3}(?=\S)`,
  'u',
)

const withoutDecoration = (line: string): string =>
  withPlainTime(withoutMarks(withAsciiClocks(line.slice(0, MAX_HEAD_CHARS))))
    .replace(SIGN_BEFORE_TIME, '  ')
    .replace(SIGN_BEHIND_TIME, '$1 ')
    .replace(SIGN_BEHIND_NAME, '$1: ')
    .replace(WORD_BEFORE_COLON, '$1') + line.slice(MAX_HEAD_CHARS)

const isHead = (line: string): boolean =>
  TIME_IN_FRONT.test(line) ||
  TIME_BEFORE_COLON.test(line) ||
  (line.length <= MAX_HEAD_CHARS && TIME_BEHIND.test(line))

const BARE_TIME = new RegExp(String.raw`^[[(]?(${CLOCK})[\])]?$`, 'u')
const LABELLED = /^[^:：\n]{1,60}[:：]\s?\S/u
const ABOVE_SHARE = 0.8

/** `0:12` alone above each `Ann: words`: the time of that turn. */
function withTimesFromAbove(lines: readonly string[]): readonly string[] {
  const labelled = lines.filter((line) => LABELLED.test(line) && !isHead(line)).length
  const above = lines.flatMap((line, at) =>
    BARE_TIME.test(line) && LABELLED.test(lines[at + 1] ?? '') && !isHead(lines[at + 1] ?? '')
      ? [at]
      : [],
  )
  if (above.length < MIN_LINES || above.length < labelled * ABOVE_SHARE) return lines
  const out = [...lines]
  for (const at of above) {
    out[at + 1] = `[${BARE_TIME.exec(out[at] ?? '')?.[1] ?? ''}] ${out[at + 1] ?? ''}`
    out[at] = ''
  }
  return out
}

/**
 * Removes decoration from lines that begin or end with a time (Markdown, counters, dates, frames, digits of other
 * scripts, separators), if many lines have it. The number of lines stays the same.
 */
export function normaliseHeads(text: string): string {
  const lines = splitLines(text).map((line) => line.trim())
  const areQuotes = lines.every((line) => line === '' || line.startsWith('>'))
  const untagged = (line: string): string =>
    TAGGED.test(line) ? line.replace(TAG, '').trim() : line
  const plain = lines.map((written) => {
    const line = areQuotes ? written.replace(/^>\s?/, '') : written
    if (!/\p{Nd}/u.test(line.slice(0, MAX_HEAD_CHARS))) return line
    const bare = withoutDecoration(untagged(line))
    return isHead(bare) ? bare : line
  })
  const changed = plain.filter((line, at) => line !== lines[at]).length
  const lineCount = lines.filter((line) => line !== '').length
  const isLayout = changed >= Math.max(MIN_LINES, lineCount * MIN_SHARE)
  const heads = isLayout ? plain : lines
  const timed = withTimesFromAbove(heads)
  return isLayout || timed !== heads ? timed.join('\n') : text
}

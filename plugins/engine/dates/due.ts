import { fold, words } from '../text/words.ts'
import { dayOf, format, type Day } from './calendar.ts'
import { englishDoubt, englishLead, englishRules } from './rules-en.ts'
import { russianDoubt, russianLead, russianRules } from './rules-ru.ts'
import type { DateRule } from './rule.ts'

/** A date as it was said. Offsets are UTF-16 code units, end exclusive, including the word before it ("by", «до»). */
export interface DatePhrase {
  start: number
  end: number
  /** The words as spoken. */
  text: string
  /** The day (`YYYY-MM-DD`), or null when it is ambiguous or the meeting's date is unknown. */
  on: string | null
  /** Whether a word such as "by", "before", «до», «к» makes it a deadline. */
  deadline: boolean
}

interface CompiledRule extends DateRule {
  regex: RegExp
  inner: RegExp
}

const compile = (rules: DateRule[], lead: string): CompiledRule[] =>
  rules.map((rule) => ({
    ...rule,
    inner: new RegExp(`^(?:${rule.form})$`, 'u'),
    regex: new RegExp(
      `^(?<lead>${lead} )${rule.alone === 'preposition' ? '' : '?'}(?:the )?(?<date>${rule.form})(?= |$)`,
      'u',
    ),
  }))

const RULES: CompiledRule[] = [
  ...compile(englishRules, englishLead),
  ...compile(russianRules, russianLead),
]
/** Longest phrase of the grammar, in words. */
const LONGEST_PHRASE_WORDS = 9
const MAX_WORDS = 2_000
const DEADLINE =
  /^(?:by|before|until|till|no later|not later|due|come|к|ко|до|не позднее|не позже|срок|дедлайн)(?: |$)/u

/** Finds dates in a sentence, left to right, without overlaps. English and Russian. */
export function findDatePhrases(text: string, startedAt: string | null): DatePhrase[] {
  const today = startedAt === null ? null : dayOf(startedAt)
  const found = words(text).slice(0, MAX_WORDS)
  const phrases: DatePhrase[] = []
  for (let at = 0; at < found.length;) {
    const ahead = found
      .slice(at, at + LONGEST_PHRASE_WORDS)
      .map((word) => word.folded)
      .join(' ')
    const hit = matchAt(ahead, today)
    const first = found[at]
    const last = hit && found[at + hit.wordCount - 1]
    if (!hit || !first || !last) {
      at++
      continue
    }
    phrases.push({
      start: first.start,
      end: last.end,
      text: text.slice(first.start, last.end),
      on: hit.day ? format(hit.day) : null,
      deadline: DEADLINE.test(ahead),
    })
    at += hit.wordCount
  }
  return phrases
}

function matchAt(ahead: string, today: Day | null): { wordCount: number; day: Day | null } | null {
  for (const rule of RULES) {
    const match = rule.regex.exec(ahead)
    if (!match) continue
    const inner = rule.inner.exec(match.groups?.['date'] ?? '')
    return {
      wordCount: match[0].split(' ').length,
      day: today && inner ? rule.day(today, inner) : null,
    }
  }
  return null
}

/**
 * Resolves spoken words to a day, relative to the meeting's date (RFC 3339, in its own zone); `YYYY-MM-DD`, or null
 * when it is ambiguous: two different days, "after", "maybe", "or", or no date at all.
 */
export function resolveDueOn(dueText: string, startedAt: string | null): string | null {
  const text = dueText.slice(0, 400)
  const phrases = findDatePhrases(text, startedAt)
  const [first, ...others] = phrases.filter((phrase) => phrase.on !== null || phrase.deadline)
  if (!first || others.some((phrase) => phrase.on !== first.on)) return null
  const around = phrases.reduceRight(
    (rest, phrase) => `${rest.slice(0, phrase.start)} ${rest.slice(phrase.end)}`,
    text,
  )
  const folded = fold(around)
  return englishDoubt.test(folded) || russianDoubt.test(folded) ? null : first.on
}

import { findDatePhrases, type DatePhrase, type FieldSpec, type Span } from '../engine/index.ts'
import { has } from './forms.ts'
import type { Talk } from './talk.ts'
import type { Unit } from './units.ts'

/** Whether a field can hold a text: a known code, or short enough. */
export function statesField(field: FieldSpec, content: string): boolean {
  if (field.enum) return field.enum.includes(content)
  return (
    field.type === 'string' && content !== '' && content.length <= (field.maxLength ?? Infinity)
  )
}

/** The deadline in a sentence: the first one with "by" or «до», else the last date. */
export function deadlineIn(talk: Talk, unit: Unit, span: Span, apart?: Span): DatePhrase | null {
  const text = unit.segment.text.slice(span.start, unit.end)
  const isApart = ({ start }: DatePhrase) =>
    apart !== undefined && span.start + start >= apart.start && span.start + start < apart.end
  const phrases = findDatePhrases(text, talk.request.meeting.startedAt).filter(
    (phrase) => !/^(?:yesterday|last|вчера|прошл)/iu.test(phrase.text) && !isApart(phrase),
  )
  return phrases.find((phrase) => phrase.deadline) ?? phrases.at(-1) ?? null
}

/** The urgency, only if it was said. */
export function urgencyOf(unit: Unit): string {
  if (has(unit, 'notUrgent')) return 'low'
  return has(unit, 'urgent') ? 'high' : ''
}

import { findDatePhrases, type ProposedItem, type SectionSpec } from '../../engine/index.ts'
import { formWord, has } from '../forms.ts'
import type { Talk } from '../talk.ts'
import { unitText } from '../units.ts'

/** Finds when the group meets again: the last date that somebody named for it. */
export function fillNextMeeting(talk: Talk, section: SectionSpec): ProposedItem[] {
  for (const unit of talk.units.toReversed()) {
    const core = unit.words[formWord(unit, 'nextMeeting')]
    if (!core || has(unit, 'past')) continue
    const text = unitText(unit)
    const phrases = findDatePhrases(text, talk.request.meeting.startedAt).filter(
      (phrase) => phrase.on !== null && !SAME_DAY.test(phrase.text),
    )
    const when = phrases.find((phrase) => unit.start + phrase.start >= core.start) ?? phrases[0]
    if (!when) continue
    const spoken = text.slice(when.start, withTime(text, when.end))
    const value: Record<string, unknown> = { [section.textField]: spoken }
    return [{ value, evidence: [{ segment: unit.segment.ordinal, anchor: text }] }]
  }
  return []
}

const SAME_DAY = /today|tonight|this (?:afternoon|evening)|сегодня/iu

const TIME =
  /^(?:,? (?:at|around) (?:half past )?(?:\d{1,2}(?:[:.]\d{2})?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon)(?: (?:thirty|fifteen|forty-five|o'clock|am|pm|sharp))*|,? в (?:половине |\d{1,2}(?:[:.]\d{2})?|час|два|три|четыре|пять|шесть|семь|восемь|девять|десять|одиннадцать|двенадцать)(?: ?(?:первого|второго|третьего|четвёртого|четвертого|пятого|шестого|седьмого|восьмого|девятого|десятого|одиннадцатого|двенадцатого|часов|часа|утра|дня|вечера|тридцать|ноль|сорок|пятнадцать))*)(?![\p{L}\p{N}])/iu

/** The end of a time that follows immediately ("on Thursday at ten"). */
function withTime(text: string, end: number): number {
  return end + (TIME.exec(text.slice(end, end + 60))?.[0].length ?? 0)
}

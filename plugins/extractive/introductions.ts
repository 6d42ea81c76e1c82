import { formWord, has } from './forms.ts'
import type { Unit } from './units.ts'

/** Somebody's own words on who they are. */
export interface Introduction {
  person: string
  /** Cut from the sentence, word for word. */
  role: string
  unit: Unit
}

const MAX_ROLE_WORDS = 8
/** People say who they are near the beginning. */
const INTRODUCTION_SHARE = 0.25

/** The first introduction of each speaker: "I'm the project manager". */
export function introductionsIn(units: Unit[]): Introduction[] {
  const found = new Map<string, Introduction>()
  for (const unit of units.slice(0, Math.max(20, units.length * INTRODUCTION_SHARE))) {
    const { speaker } = unit.segment
    if (speaker === null || found.has(speaker) || !has(unit, 'role')) continue
    const role = cutRole(unit)
    if (role !== null) found.set(speaker, { person: speaker, role, unit })
  }
  return [...found.values()]
}

const JOB =
  /^(?:(?:manager|lead|director|engineer|designer|developer|analyst|expert|architect|head|officer|owner|tester|specialist|researcher|coordinator|consultant|assistant|founder|marketing|sales|finance|support)|(?:руководител|менеджер|директор|начальни|аналитик|разработчик|дизайнер|инженер|юрист|бухгалтер|маркетолог|тестировщик|архитектор|логист|кладовщик|технолог|координатор|специалист|администратор|отвеча|занима|представля)\p{L}*)$/u

function cutRole(unit: Unit): string | null {
  const from = formWord(unit, 'role')
  const job = unit.words.findIndex((word, index) => index >= from && JOB.test(word.text))
  const first = unit.words[Math.max(roleStart(unit, from), 0)]
  if (job < 0 || !first || job - from > MAX_ROLE_WORDS) return null
  let last = job
  for (let next = job + 1; next < unit.words.length && next - job <= 3; next++) {
    const before = unit.words[next - 1]
    const here = unit.words[next]
    const gap = before && here ? unit.segment.text.slice(before.end, here.start) : ''
    if (gap !== ' ' || /^(?:and|so|but|here|today|i|и|а|здесь|сегодня|на)$/.test(here?.text ?? ''))
      break
    last = next
  }
  const end = unit.words[last]?.end
  return end === undefined || end <= first.start ? null : unit.segment.text.slice(first.start, end)
}

/** Skips "I'm the", "my name is Anna and I'm a", «меня зовут Анна, я». */
function roleStart(unit: Unit, from: number): number {
  const words = unit.words.map((word) => word.text)
  const skip = new Set("i'm i am the a an your our я это ваш ваша".split(' '))
  const start = Math.max(
    from,
    words.findLastIndex(
      (word, at) => at >= from && at < from + MAX_ROLE_WORDS && /^(?:i'm|am|я|это)$/.test(word),
    ),
  )
  let at = Math.max(start, 0)
  while (skip.has(words[at] ?? '')) at++
  return at
}

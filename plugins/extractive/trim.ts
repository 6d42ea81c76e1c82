import type { Span } from '../engine/index.ts'
import type { Unit } from './units.ts'

/** Words that begin a sentence without meaning; cut from the front, nothing else is changed. */
const LEADING = new Set(
  (
    'um uh uhm er erm hmm hm mm mhm oh ah okay ok alright right well so yeah yes yep and but then now like actually ' +
    'basically anyway cool great sure anyways also just ' +
    'ну так вот значит да э эм э-э м-м ага угу хорошо ладно окей ок то и а но короче слушайте смотрите слушай смотри итак отлично'
  ).split(' '),
)
const LEADING_PAIRS = new Set([
  'you know',
  'i mean',
  'i think',
  'i guess',
  'all right',
  'то есть',
  'в общем',
  'так что',
  'как бы',
  'на самом',
  'я думаю',
  'в принципе',
  'kind of',
  'sort of',
  'so yeah',
  'by the',
  'мне кажется',
])
const TRAILING_PAIRS = new Set([
  'you know',
  'or something',
  'or whatever',
  'i think',
  'i guess',
  'как бы',
  'или как-то',
  'i mean',
])
const TRAILING = new Set([
  'um',
  'uh',
  'okay',
  'ok',
  'yeah',
  'right',
  'so',
  'and',
  'but',
  'э',
  'эм',
  'да',
  'вот',
  'ну',
  'ладно',
  'и',
  'а',
  'but',
  'like',
  'хорошо',
  'or',
  'то',
  'что',
  'the',
  'a',
])

const MAX_ITEM_WORDS = 34
const CLAUSE_END = /[,;:—–]$|\s[-–—]$/u

/**
 * Cuts a sentence to what is worth showing: fillers and false starts at its edges go, and of a very
 * long sentence only the clauses around `coreWord` stay. The result is one stretch of the original.
 */
export function trim(unit: Unit, coreWord: number): Span {
  const { words } = unit
  let from = 0
  let to = words.length
  const at = (index: number) => words[index]?.text ?? ''
  const core = Math.max(0, coreWord)
  if (words.length > MAX_ITEM_WORDS) [from, to] = clausesAround(unit, core)
  for (;;) {
    if (from + 1 < core && from < to - 4 && LEADING_PAIRS.has(`${at(from)} ${at(from + 1)}`))
      from += 2
    else if (from < core && from < to - 3 && LEADING.has(at(from)) && at(from + 1) !== 'есть')
      from++
    else if (from + 1 < core && from < to - 4 && restarts(at(from), at(from + 1), at(from + 2)))
      from++
    else break
  }
  for (;;) {
    if (to - from > 4 && TRAILING_PAIRS.has(`${at(to - 2)} ${at(to - 1)}`)) to -= 2
    else if (to - from > 3 && TRAILING.has(at(to - 1))) to--
    else break
  }
  const first = words[from]
  const last = words[to - 1]
  if (!first || !last) return { start: unit.start, end: unit.end }
  const end = to === words.length ? unit.end : last.end
  return { start: first.start, end }
}

/** "I'm g I'll send": a cut-off word of one or two letters before the same pronoun starts again. */
function restarts(first: string, second: string, third: string): boolean {
  const stem = (word: string) => word.split("'")[0]
  return first.length <= 4 && second.length <= 2 && stem(first) === stem(third)
}

/** Whole clauses around a word, as many as fit, the ones behind it first. */
function clausesAround(unit: Unit, core: number): [number, number] {
  const { words, segment } = unit
  const starts = [0]
  for (let index = 1; index < words.length; index++) {
    const before = words[index - 1]
    const here = words[index]
    const gap = before && here ? segment.text.slice(before.end, here.start).trim() : ''
    if (CLAUSE_END.test(gap)) starts.push(index)
  }
  const clause = starts.findLastIndex((start) => start <= core)
  let from = starts[clause] ?? 0
  let to = starts[clause + 1] ?? words.length
  if (to - from > MAX_ITEM_WORDS)
    return [Math.max(from, core - 4), Math.min(to, Math.max(from, core - 4) + MAX_ITEM_WORDS)]
  for (let next = clause + 2; next <= starts.length; next++) {
    const end = starts[next] ?? words.length
    if (end - from > MAX_ITEM_WORDS) break
    to = end
  }
  for (let before = clause - 1; before >= 0; before--) {
    const start = starts[before] ?? 0
    if (to - start > MAX_ITEM_WORDS) break
    from = start
  }
  return [from, to]
}

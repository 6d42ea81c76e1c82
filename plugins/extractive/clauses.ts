import type { Unit } from './units.ts'

const CLAUSE_END = /[,;:]|\s[-–—]/u
const JOINTS = new Set(['and', 'but', 'while', 'а', 'но', 'зато', 'и'])

/**
 * Splits a sentence into clauses, each of which is searched like a sentence. A conjunction such as "and" splits only
 * after a complete clause: "French and Spanish are done" is one clause.
 */
export function clausesOf(unit: Unit, isWhole: (clause: Unit) => boolean): Unit[] {
  const starts = [0]
  for (const [index, word] of unit.words.entries()) {
    const before = unit.words[index - 1]
    if (!before) continue
    const gap = unit.segment.text.slice(before.end, word.start)
    const cuts = JOINTS.has(word.text) && isWhole(part(unit, starts.at(-1) ?? 0, index))
    if (CLAUSE_END.test(gap) || cuts) starts.push(index)
  }
  return starts.map((from, at) => part(unit, from, starts[at + 1] ?? unit.words.length))
}

/** Some words of a sentence, without a leading conjunction. */
function part(unit: Unit, from: number, to: number): Unit {
  const isJoint = JOINTS.has(unit.words[from]?.text ?? '') && to - from > 1
  const words = unit.words.slice(isJoint ? from + 1 : from, to)
  return {
    ...unit,
    start: words[0]?.start ?? unit.start,
    end: to === unit.words.length ? unit.end : (words.at(-1)?.end ?? unit.end),
    words,
    folded: ` ${words.map((word) => word.text).join(' ')} `,
  }
}

/** Joins neighbouring clauses of a sentence. */
export function joined(unit: Unit, first: Unit, last: Unit): Unit {
  const words = unit.words.filter((word) => word.start >= first.start && word.end <= last.end)
  return {
    ...unit,
    start: first.start,
    end: last.end,
    words,
    folded: ` ${words.map((word) => word.text).join(' ')} `,
  }
}

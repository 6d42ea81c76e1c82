import { diffArrays } from 'diff'
import { diffWords, type Piece } from './diff-words.ts'

/** A line as it stands in a unified view; what did not change and is far from a change is counted only. */
export type DiffRow =
  | {
      is: 'same' | 'added' | 'removed'
      /** Line numbers, from 1; null where the line is not. */
      before: number | null
      after: number | null
      pieces: Piece[]
    }
  | { is: 'skipped'; count: number }

export interface LineDiff {
  rows: DiffRow[]
  added: number
  removed: number
}

const context = 3
/** Files that differ more than this have hardly a line in common. */
const maxEdits = 1_000

const linesOf = (text: string | null): string[] => {
  if (text === null || text === '') return []
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

type Line = Exclude<DiffRow, { is: 'skipped' }>

/** Null when the two differ too much to be shown line by line. */
export function diffLines(before: string | null, after: string | null): LineDiff | null {
  const parts = compare(linesOf(before), linesOf(after))
  if (!parts) return null
  const lines: Line[] = []
  let [oldAt, newAt] = [0, 0]
  for (const { value, added, removed } of parts) {
    for (const text of value) {
      if (!added) oldAt += 1
      if (!removed) newAt += 1
      lines.push({
        is: added ? 'added' : removed ? 'removed' : 'same',
        before: added ? null : oldAt,
        after: removed ? null : newAt,
        pieces: [{ text, differs: false }],
      })
    }
  }
  markWords(lines)
  const count = (is: Line['is']): number => lines.filter((line) => line.is === is).length
  return { rows: fold(lines), added: count('added'), removed: count('removed') }
}

function compare(before: string[], after: string[]) {
  const whole = { count: 0, added: false, removed: false }
  // In a new or deleted file every line is an edit.
  if (before.length === 0) return [{ ...whole, value: after, added: true }]
  if (after.length === 0) return [{ ...whole, value: before, removed: true }]
  return diffArrays(before, after, { maxEditLength: maxEdits })
}

const textOf = (line: Line): string => line.pieces.map(({ text }) => text).join('')

/** Where lines were replaced by as many others, each is compared with its counterpart. */
function markWords(lines: Line[]): void {
  const lengthOf = (from: number, is: Line['is']): number => {
    let to = from
    while (lines[to]?.is === is) to += 1
    return to - from
  }
  for (let at = 0; at < lines.length;) {
    const removed = lengthOf(at, 'removed')
    const added = lengthOf(at + removed, 'added')
    if (removed > 0 && removed === added) {
      for (let offset = 0; offset < removed; offset += 1) {
        const [old, fresh] = [lines[at + offset], lines[at + removed + offset]]
        if (!old || !fresh) continue
        const found = diffWords(textOf(old), textOf(fresh))
        // Where nothing is left of the old line, marks would only colour all of it.
        if (!found.before.some(({ text, differs }) => !differs && text.trim())) continue
        old.pieces = found.before
        fresh.pieces = found.after
      }
    }
    at += Math.max(1, removed + added)
  }
}

function fold(lines: Line[]): DiffRow[] {
  const near = new Set<number>()
  lines.forEach(({ is }, at) => {
    if (is === 'same') return
    for (let close = at - context; close <= at + context; close += 1) near.add(close)
  })
  const rows: DiffRow[] = []
  let skipped = 0
  const close = (): void => {
    if (skipped > 0) rows.push({ is: 'skipped', count: skipped })
    skipped = 0
  }
  lines.forEach((line, at) => {
    if (near.has(at)) {
      close()
      rows.push(line)
    } else skipped += 1
  })
  close()
  return rows
}

import type { Files } from './pack-parts.ts'

export const promptPath = (step: string): string => `prompts/${step}.md`

/** What the prompt of a step depends on. */
interface Step {
  id: string
  sections: readonly string[]
}

/** Lines `from` to before `to`, counted from 0. */
interface Lines {
  from: number
  to: number
}

/** Finds the point of a prompt's list that is about a section; it may have several lines. */
function findPoint(lines: readonly string[], section: string): Lines | undefined {
  const from = lines.findIndex((line) => line.startsWith(`- \`${section}\`:`))
  if (from < 0) return undefined
  let to = from + 1
  while (/^ {2,}\S/.test(lines[to] ?? '')) to += 1
  return { from, to }
}

/** The line that lists the sections comes before the points about them. */
const listsSections = (line: string): boolean => line.includes('{{')

/** Reads what a prompt says about a section: its point, or the whole prompt where the step has no other section. */
export function readPoint(files: Files, step: Step, section: string): string {
  const lines = (files[promptPath(step.id)] ?? '').split('\n')
  const point = findPoint(lines, section)
  if (!point && isAlone(step)) return lines.slice(freeFrom(lines)).join('\n').trim()
  if (!point) return ''
  const [first = '', ...more] = lines.slice(point.from, point.to)
  return [first.slice(first.indexOf(':') + 1), ...more].map((line) => line.trim()).join('\n')
}

const isAlone = ({ sections }: Step): boolean => sections.length === 1

const freeFrom = (lines: readonly string[]): number => lines.findLastIndex(listsSections) + 1

/** Sets or removes what a prompt says about a section; a new point goes after the others. */
export function writePoint(files: Files, step: Step, section: string, text: string): Files {
  const path = promptPath(step.id)
  const before = files[path] ?? ''
  const lines = before.split('\n')
  const free = lines.slice(freeFrom(lines)).join('\n').trim()
  if (isAlone(step) && free !== '' && !findPoint(lines, section)) {
    if (free === text.trim()) return files
    const head = lines.slice(0, freeFrom(lines))
    return { ...files, [path]: `${[...head, '', text.trim()].join('\n').trim()}\n` }
  }
  const said = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const point = said.length > 0 ? [`- \`${section}\`: ${said.join('\n  ')}`] : []
  const old = findPoint(lines, section)
  if (old) lines.splice(old.from, old.to - old.from, ...point)
  else if (point.length > 0) {
    const at = afterPoints(lines)
    const isFirst = !lines[at - 1]?.match(/^(- | {2,}\S)/)
    lines.splice(at, 0, ...(isFirst && at > 0 ? ['', ...point] : point))
  }
  const after = lines.join('\n')
  return after === before ? files : { ...files, [path]: after }
}

/** After the last point of the list, or at the end of the text. */
function afterPoints(lines: readonly string[]): number {
  let at = lines.findLastIndex((line) => line.startsWith('- `')) + 1
  if (at > 0) {
    while (/^ {2,}\S/.test(lines[at] ?? '')) at += 1
    return at
  }
  at = lines.length
  while (at > 0 && lines[at - 1]?.trim() === '') at -= 1
  return at
}

/** The section that a line of a prompt (counted from 1) is about. */
export function sectionAtLine(text: string, line: number): string | undefined {
  const lines = text.split('\n')
  for (let at = line - 1; at >= 0; at -= 1) {
    const name = /^- `([A-Za-z0-9]+)`:/.exec(lines[at] ?? '')?.[1]
    if (name !== undefined) return name
    if (!/^ {2,}\S/.test(lines[at] ?? '')) return undefined
  }
  return undefined
}

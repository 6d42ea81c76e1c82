import { leftOut } from '../left-out.ts'
import type { ImportWarning } from '../types.ts'
import { splitLines } from './clock.ts'

const LINK = /https?:\/\/([^\s/?#]{3,100})(\/[^\s?#]{0,300})?\S{0,600}\s*[)>\]]?$/u
const MAX_LINE_CHARS = 2000
const HEAD_LINES = 12

const linkOf = (line: string): string | null => {
  if (line.length > MAX_LINE_CHARS || !line.includes('://')) return null
  const [, host, path = ''] = LINK.exec(line.trim()) ?? []
  return host === undefined ? null : `${host.toLowerCase()}${path}`
}

/** A position in the recording, which services add to their links. */
const AT_A_PLACE = /[?&#](?:t|time|timestamp|start|at|ts)=[\dhms.:]+/i

const TURN = /^(?:[[(]?\d{1,3}:\d{2}[\d:.,]{0,12}[\])]?\s{0,4})?([^:：\n]{1,60})[:：]/u
const labelOf = (line: string): string | undefined => TURN.exec(line.trim())?.[1]?.trim()

/**
 * Removes lines that a service inserts between turns: they end with a link to this recording or to a position in it,
 * which people do not dictate.
 */
export function withoutServiceLines(text: string): { text: string; warnings: ImportWarning[] } {
  const lines = splitLines(text)
  const head = lines.filter((line) => line.trim() !== '').slice(0, HEAD_LINES)
  const speakers = new Set(
    lines.flatMap((line) => (line.includes('://') ? [] : (labelOf(line) ?? []))),
  )
  // Speech may end with a link too.
  const isTurn = (line: string): boolean => speakers.has(labelOf(line) ?? '')
  const own = new Set(head.flatMap((line) => (isTurn(line) ? [] : (linkOf(line) ?? []))))
  const isOfService = (line: string, at: number): boolean => {
    const link = linkOf(line)
    if (link === null || /^\s*[<(]?https?:/.test(line) || isTurn(line)) return false
    const isAlone = !lines[at - 1]?.trim() && !lines[at + 1]?.trim()
    return own.has(link) || (isAlone && AT_A_PLACE.test(line))
  }
  const kept = lines.map((line, at) => (isOfService(line, at) ? '' : line))
  const count = kept.filter((line, at) => line !== lines[at]).length
  if (count === 0) return { text, warnings: [] }
  return { text: kept.join('\n'), warnings: [warnOfService(count)] }
}

export const warnOfService = (count: number): ImportWarning => ({
  code: 'lines_left_out',
  count,
  detail: `${leftOut(count, 'line')} that the service wrote, and nobody said.`,
})

const NAME_AND_VERB = /^(\S.{0,80}?\S)\s+(\p{L}.{2,80})$/u
const MAX_EVENT_WORDS = 10

/**
 * `Karim, Nadia hat die Transkription beendet`: an event of the service, in any language. It is at the end, and a
 * similar line is above the first turn: the name of somebody in the file and mostly the same words.
 */
export function isClosingEvent(
  line: string,
  above: readonly string[],
  names: ReadonlySet<string>,
): boolean {
  if (
    /[.!?…]$/u.test(line) ||
    line.split(/\s+/).length > MAX_EVENT_WORDS ||
    !NAME_AND_VERB.test(line)
  )
    return false
  const wordsBehind = (one: string): string[] | null => {
    const name = [...names].find((who) => one.startsWith(`${who} `))
    return name === undefined ? null : one.slice(name.length).trim().toLowerCase().split(/\s+/)
  }
  const words = wordsBehind(line)
  if (!words || words.length < 2) return false
  return above.some((opening) => {
    const opened = wordsBehind(opening)
    if (!opened || opened.length !== words.length) return false
    const shared = words.filter((word) => opened.includes(word)).length
    return shared >= words.length / 2
  })
}

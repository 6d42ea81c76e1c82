import { splitLines } from '../formats/clock.ts'

const HEADING =
  /^(?:[#*_\s-]{0,6})(?:attendees|participants?|present|speakers?|people|invited|invitees|teilnehmer(?:innen)?|anwesend|sprecher|présents|asistentes|participantes|участники|присутствовали|присутствуют|спикеры|докладчики|与会者|与会人|参会人|参加者|出席者|発言者|참석자|참가자)(?:\s*\(\d{1,3}\))?\s*(?:[:：][*_]{0,2}|[*_]{0,2}$)\s*(.*)$/iu
const HEAD_LINES = 60
const MAX_NAMES = 100
const MAX_NAME_CHARS = 80

const clean = (name: string): string =>
  name
    .replace(/^[-–—*•·\d.)\s@]{1,8}/u, '')
    .replace(/[*_]+$/, '')
    .trim()

/** A list on one line is separated by commas; a name with a role is on a line of its own. */
const readNames = (line: string): string[] =>
  line
    .split(/[;、，·|]|,(?=\s)/)
    .map(clean)
    .filter((name) => name !== '' && name.length <= MAX_NAME_CHARS && !/[.!?]$/.test(name))

/** Reads names from the file's own list of participants, which tools write above the transcript. */
export function findListedNames(text: string): string[] {
  const lines = splitLines(text.slice(0, 20_000)).slice(0, HEAD_LINES)
  const names: string[] = []
  for (const [at, line] of lines.entries()) {
    const rest = HEADING.exec(line.trim())?.[1]
    if (rest === undefined) continue
    if (rest.trim() !== '') names.push(...readNames(rest))
    else {
      const from = lines[at + 1]?.trim() ? at + 1 : at + 2
      for (const below of lines.slice(from)) {
        if (below.trim() === '' || /[:：]/.test(below)) break
        names.push(...readNames(below))
      }
    }
  }
  return names.slice(0, MAX_NAMES)
}

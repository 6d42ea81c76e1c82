import { fold } from '../text/words.ts'
import type { LoadedPack, Locale, MeetingFacts, SectionSpec } from '../types.ts'
import { asData } from './transcript.ts'

const MOST_TITLE_CHARS = 120

/** A title as it may stand in a prompt: what an author typed is data, on one line and of bounded length. */
export const boundedTitle = (title: string): string =>
  asData(title).slice(0, MOST_TITLE_CHARS).trim()

/** The words of an identifier: `actionItems`, `in-progress`, `due_text2`. */
const wordsOf = (id: string): string =>
  fold(
    id
      .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
      .replaceAll(/([\p{L}])(\p{N})/gu, '$1 $2')
      .replaceAll(/[-_]/g, ' '),
  )

/** The title that people see at a key of the labels; null where it only repeats the identifier. */
export function titleOf(
  pack: LoadedPack,
  language: Locale,
  key: string,
  id: string,
): string | null {
  const title = boundedTitle(pack.labels[language][key] ?? '')
  return title === '' || fold(title) === wordsOf(id) ? null : title
}

/** What the field is called whose value a JSON Pointer inside an item leads to; null for the item itself. */
function fieldTitle(
  { pack, meeting }: Titled,
  section: SectionSpec,
  pointer: string,
): string | null {
  const name = pointer.split('/')[1]
  if (!section.fields.some((field) => field.name === name)) return null
  return boundedTitle(pack.labels[meeting.language][`${section.name}.${name}`] ?? '') || null
}

/** A fault of an item as its reader is told it: by the titles of fields in place of their names. */
export function describeFault(
  titled: Titled,
  section: SectionSpec,
  { pointer, detail }: { pointer: string; detail: string },
): string {
  const title = fieldTitle(titled, section, pointer)
  const told = detail.replaceAll(/'([^']+)'/g, (quoted, name: string) => {
    const named = fieldTitle(titled, section, `/${name}`)
    return named === null ? quoted : `“${named}”`
  })
  return title === null ? told : `“${title}” ${told}`
}

export interface Titled {
  pack: LoadedPack
  /** The language of the result, in which its reader knows the fields. */
  meeting: Pick<MeetingFacts, 'language'>
}

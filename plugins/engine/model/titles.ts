import { fold } from '../text/words.ts'
import type { LoadedPack, Locale, MeetingFacts, SectionSpec } from '../types.ts'
import { asData } from './transcript.ts'

const MOST_TITLE_CHARS = 120

/** A title for a prompt: authors' text is data, so it is put on one line and bounded. */
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

/** The title for a key of the labels; null if it only repeats the identifier. */
export function titleOf(
  pack: LoadedPack,
  language: Locale,
  key: string,
  id: string,
): string | null {
  const title = boundedTitle(pack.labels[language][key] ?? '')
  return title === '' || fold(title) === wordsOf(id) ? null : title
}

/** The title of the field to which a JSON Pointer inside an item leads; null for the item itself. */
function fieldTitle(
  { pack, meeting }: Titled,
  section: SectionSpec,
  pointer: string,
): string | null {
  const name = pointer.split('/')[1]
  if (!section.fields.some((field) => field.name === name)) return null
  return boundedTitle(pack.labels[meeting.language][`${section.name}.${name}`] ?? '') || null
}

/** Describes a fault of an item with field titles instead of names. */
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
  /** The language of the result, in which readers know the fields. */
  meeting: Pick<MeetingFacts, 'language'>
}

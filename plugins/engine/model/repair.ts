import { likeness } from '../text/words.ts'
import type { SectionSpec } from '../types.ts'
import type { ModelMessage } from './port.ts'
import type { ReadItem, ReadSections } from './read-answer.ts'
import { type Titled, titleOf } from './titles.ts'

const MAX_LISTED_ERRORS = 40
const SAME_TEXT = 0.6

/** What must be requested again: the failed items of a section, or all of it. */
export interface FailedPart {
  section: SectionSpec
  items: ReadItem[] | 'all'
}

/** The faulty parts of an answer; all parts if no answer could be read. */
export function failedParts(sections: SectionSpec[], read: ReadSections | null): FailedPart[] {
  return sections.flatMap((section): FailedPart[] => {
    const items = read?.get(section.name)
    if (!items) return [{ section, items: 'all' }]
    const failed = items.filter(isWrong)
    return failed.length > 0 ? [{ section, items: failed }] : []
  })
}

const isWrong = ({ errors, doubts }: ReadItem): boolean => errors.length + doubts.length > 0

/** Builds the repair prompt: the same prompt (its prefix is cached), only the failed parts, and their faults. */
export function repairPrompt(
  prompt: ModelMessage[],
  failed: FailedPart[],
  { pack, meeting }: Titled,
): ModelMessage[] {
  const called = ({ name }: SectionSpec, pointer: string): string => {
    const field = pointer.split('/')[1] ?? ''
    const title = titleOf(pack, meeting.language, `${name}.${field}`, field)
    return title === null ? '' : ` (${title})`
  }
  const part = Object.fromEntries(
    failed.flatMap(({ section, items }) =>
      items === 'all'
        ? []
        : [[section.name, section.isList ? items.map(({ raw }) => raw) : items[0]?.raw]],
    ),
  )
  const errors = failed.flatMap(({ section, items }) =>
    items === 'all'
      ? [`/${section.name}: is missing or is no ${section.isList ? 'list' : 'object or null'}`]
      : items.flatMap((item, at) =>
          [...item.errors, ...item.doubts].map(
            ({ pointer, detail }) =>
              `/${section.name}${section.isList ? `/${at}` : ''}${pointer}${called(section, pointer)}: ${detail}`,
          ),
        ),
  )
  const words = [
    'This part of the answer is not valid:',
    ...errors.slice(0, MAX_LISTED_ERRORS).map((error) => `- ${error}`),
    'Answer with this part alone, corrected, in the same order and with nothing added. Leave out an entry that cannot be corrected.',
  ].join('\n')
  const answer = Object.keys(part).length > 0 ? JSON.stringify(part) : '{}'
  return [...prompt, { role: 'assistant', content: answer }, { role: 'user', content: words }]
}

/**
 * Replaces the failed parts with the new answer; what is still wrong stays marked. An item with only doubtful evidence
 * that is missing from the new answer stays unchanged.
 */
export function withRepaired(
  read: ReadSections | null,
  failed: FailedPart[],
  repaired: ReadSections | null,
): ReadSections {
  const merged: ReadSections = new Map(read)
  for (const { section, items } of failed) {
    const fresh = repaired?.get(section.name)
    if (items === 'all') merged.set(section.name, fresh ?? null)
    else if (fresh) {
      const kept = (read?.get(section.name) ?? []).filter((item) => !isWrong(item))
      const back = fresh.slice(0, items.length)
      const textOf = ({ item }: ReadItem): string => String(item.value[section.textField] ?? '')
      const missing = items.filter(
        (item) =>
          item.errors.length === 0 &&
          back.length < items.length &&
          !back.some((one) => likeness(textOf(one), textOf(item)) >= SAME_TEXT),
      )
      merged.set(section.name, [...kept, ...back, ...missing])
    }
  }
  return merged
}

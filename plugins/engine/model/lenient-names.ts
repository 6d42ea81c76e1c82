import { isObject } from '../pack/parse-json.ts'
import { fold } from '../text/words.ts'
import type { Citation, LoadedPack, SectionSpec } from '../types.ts'

/** A name without what models change about it: case, underscores, hyphens, spaces. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** The entries of an object under the names that were asked for, however they are spelt; others are left out. */
export function underNames(
  given: Record<string, unknown>,
  names: readonly string[],
): Record<string, unknown> {
  const asked = new Map(names.map((name) => [plain(name), name]))
  const found: [string, unknown][] = []
  for (const [name, value] of Object.entries(given)) {
    const known = names.includes(name) ? name : asked.get(plain(name))
    if (known !== undefined && (known === name || !Object.hasOwn(given, known))) {
      found.push([known, value])
    }
  }
  return Object.fromEntries(found)
}

/** The choice that a value means: its code in other letters, or its title. Another value stays as it is. */
export function asChoice(
  pack: LoadedPack,
  { enum: values, enumName }: SectionSpec['fields'][number],
  value: unknown,
): unknown {
  if (!values || typeof value !== 'string' || values.includes(value)) return value
  const meant = values.filter((one) => {
    const titles = pack.manifest.locales.map(
      (locale) => pack.labels[locale][`enum.${enumName}.${one}`],
    )
    return (
      plain(one) === plain(value) || titles.some((title) => title && fold(title) === fold(value))
    )
  })
  return meant.length === 1 ? meant[0] : value
}

const SEGMENT_NAMES = ['segment', 'segment_id', 'segmentId', 'id', 'line', 'ordinal', 'number']
const ANCHOR_NAMES = ['anchor', 'quote', 'text', 'words']

/** A citation in any spelling: `12`, `"12"`, `"s12"`, `"12-14"` (its first line), under other names. */
export function readCitation(entry: unknown): Citation | null {
  if (!isObject(entry)) return null
  const segment = readNumber(
    SEGMENT_NAMES.map((name) => entry[name]).find((one) => one !== undefined),
  )
  const anchor = ANCHOR_NAMES.map((name) => entry[name]).find((one) => typeof one === 'string')
  return segment === null || typeof anchor !== 'string' ? null : { segment, anchor }
}

function readNumber(given: unknown): number | null {
  const text = typeof given === 'string' ? /^\D{0,10}(\d{1,9})(?!\d)/.exec(given)?.[1] : undefined
  const number = text === undefined ? given : Number(text)
  if (typeof number !== 'number' || !(Math.abs(number - Math.round(number)) < 1e-3)) return null
  return Math.round(number)
}

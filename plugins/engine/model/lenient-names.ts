import { isObject } from '../pack/parse-json.ts'
import { fold } from '../text/words.ts'
import type { LoadedPack, SectionSpec } from '../types.ts'

/** A name without differences that models introduce: case, underscores, hyphens, spaces. */
export const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** The entries of an object under the requested names, in any spelling, or under their titles; drops other entries. */
export function underNames(
  given: Record<string, unknown>,
  names: readonly string[],
  titlesOf: (name: string) => string[] = () => [],
): Record<string, unknown> {
  // Usually the names are exact.
  if (Object.keys(given).every((name) => names.includes(name))) return given
  const asked = new Map(names.map((name) => [plain(name), name]))
  for (const name of names) {
    for (const title of titlesOf(name)) {
      if (!asked.has(plain(title))) asked.set(plain(title), name)
    }
  }
  const found = new Map<string, unknown>()
  for (const [name, value] of Object.entries(given)) {
    const known = names.includes(name) ? name : asked.get(plain(name))
    if (known === undefined) continue
    if (known === name || (!Object.hasOwn(given, known) && !found.has(known))) {
      found.set(known, value)
    }
  }
  return Object.fromEntries(found)
}

const MOST_WRAPPINGS = 3

/**
 * The object with most of the requested names: the answer itself, or one inside a wrapper (a list of one, a function
 * call, JSON in a string). The answer itself when none has any.
 */
export function unwrapped(
  value: unknown,
  names: readonly string[],
  titlesOf?: (name: string) => string[],
): { value: Record<string, unknown>; fit: number } | null {
  let best: { value: Record<string, unknown>; fit: number } | null = null
  const visit = (node: unknown, depth: number): void => {
    const inner = asJson(node)
    if (Array.isArray(inner)) {
      const byName = sectionsByName(inner, names, titlesOf) ?? oneByOne(inner, names, titlesOf)
      if (byName) visit(byName, depth)
      else if (depth < MOST_WRAPPINGS && inner.length === 1) visit(inner[0], depth + 1)
      return
    }
    if (!isObject(inner)) return
    const fit = Object.keys(underNames(inner, names, titlesOf)).length
    if (!best || fit > best.fit) best = { value: inner, fit }
    if (fit > 0 || depth >= MOST_WRAPPINGS) return
    for (const part of Object.values(inner).slice(0, 20)) visit(part, depth + 1)
  }
  visit(value, 0)
  return best
}

/** `[{"name": "decisions", "items": […]}, …]`, whatever the two are called. */
function sectionsByName(
  list: unknown[],
  names: readonly string[],
  titlesOf?: (name: string) => string[],
): Record<string, unknown> | null {
  const pairs = list.map((entry) => {
    if (!isObject(entry)) return null
    const values = Object.values(entry)
    const name = values.find(
      (value) =>
        typeof value === 'string' &&
        Object.keys(underNames({ [value]: null }, names, titlesOf)).length > 0,
    )
    const held = values.find((value) => typeof value === 'object' && value !== null) ?? null
    return typeof name === 'string' ? ([name, held] as const) : null
  })
  const found = pairs.filter((pair) => pair !== null)
  return found.length > 0 && found.length === list.length ? Object.fromEntries(found) : null
}

/** `[{"decisions": […]}, {"risks": […]}]`: one object for each section. */
function oneByOne(
  list: unknown[],
  names: readonly string[],
  titlesOf?: (name: string) => string[],
): Record<string, unknown> | null {
  const parts = list.filter(isObject)
  const found = parts.map((part) => Object.keys(underNames(part, names, titlesOf)))
  const isEachOther = new Set(found.flat()).size === found.flat().length
  if (parts.length < 2 || parts.length < list.length || !isEachOther) return null
  return found.every((one) => one.length > 0) ? Object.assign({}, ...parts) : null
}

/** Parses JSON inside a string; returns other values unchanged. */
export const asJson = (value: unknown): unknown =>
  typeof value === 'string' && /^\s*[[{]/.test(value) ? (parsed(value) ?? value) : value

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The choice that a value means: its code in another spelling, or its title. Other values are unchanged. */
export function asChoice(
  pack: LoadedPack,
  { enum: values, enumName }: SectionSpec['fields'][number],
  value: unknown,
): unknown {
  if (!values || typeof value !== 'string' || values.includes(value)) return value
  const meant = values.filter((one) => {
    const titles = Object.values(pack.labels).map((labels) => labels[`enum.${enumName}.${one}`])
    return (
      plain(one) === plain(value) || titles.some((title) => title && fold(title) === fold(value))
    )
  })
  return meant.length === 1 ? meant[0] : value
}

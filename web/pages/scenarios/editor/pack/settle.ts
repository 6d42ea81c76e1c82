import type { JsonObject } from '../json/read-json.ts'
import { languagesOf, type PackParts } from './pack-parts.ts'
import { objectIn, withMember } from './json-members.ts'
import {
  choiceValues,
  choicesName,
  countRefs,
  fieldsWithin,
  itemNode,
  resolve,
  sectionNodes,
} from './schema-nodes.ts'
import { eachLocale, type Locale } from '../../../../../plugins/vocabulary.ts'

/** Every label key that a language needs, in the order of the sections and their fields. */
export function labelKeys(schema: JsonObject): Set<string> {
  const keys = new Set<string>()
  const choices: string[] = []
  for (const [section, node] of sectionNodes(schema)) {
    keys.add(section)
    const item = itemNode(schema, node)
    for (const [field, own] of item ? fieldsWithin(schema, item) : []) {
      keys.add(`${section}.${field}`)
      const name = choicesName(schema, section, field, own)
      if (name === undefined) continue
      choices.push(...choiceValues(resolve(schema, own)).map((value) => `enum.${name}.${value}`))
    }
  }
  for (const key of choices) keys.add(key)
  return keys
}

/** Removes labels that are no longer used, and adds those that are needed now next to related ones. */
export function settleLabels(before: PackParts, after: PackParts): PackParts {
  if (before.schema === after.schema) return after
  const used = labelKeys(before.schema)
  const needed = labelKeys(after.schema)
  const settle = (language: Locale): JsonObject => {
    let next = after[language]
    for (const key of used) if (!needed.has(key)) next = withMember(next, key, undefined)
    if (!languagesOf(after.manifest).includes(language)) return next
    for (const key of needed) {
      if (!used.has(key) && !Object.hasOwn(next, key)) next = insertLabel(next, key, lastPart(key))
    }
    return next
  }
  return { ...after, ...eachLocale(settle) }
}

const lastPart = (key: string): string => key.slice(key.lastIndexOf('.') + 1)

const stem = (key: string): string => key.slice(0, Math.max(key.lastIndexOf('.'), 0))

/** Sets a label in one language; an empty one is removed where the language does not require it. */
export function putLabel(parts: PackParts, language: Locale, key: string, text: string): PackParts {
  const isLeftOut = text.trim() === '' && !languagesOf(parts.manifest).includes(language)
  const words = parts[language]
  const next = isLeftOut ? withMember(words, key, undefined) : insertLabel(words, key, text)
  return { ...parts, [language]: next }
}

/** Inserts a label after those of the same section or choice. */
export function insertLabel(words: JsonObject, key: string, text: string): JsonObject {
  if (Object.hasOwn(words, key)) return withMember(words, key, text)
  const entries = Object.entries(words)
  const isKin = (other: string): boolean => {
    const of = stem(key)
    if (of === '') return !other.startsWith('enum.')
    return other === of || other.startsWith(`${of}.`)
  }
  const last = entries.findLastIndex(([other]) => isKin(other))
  const at = last < 0 ? entries.length : last + 1
  return Object.fromEntries([...entries.slice(0, at), [key, text], ...entries.slice(at)])
}

/** Removes definitions that the edit left unused; those that were unused before stay. */
export function dropUnused(before: PackParts, after: PackParts): PackParts {
  if (before.schema === after.schema) return after
  const used = countRefs(before.schema)
  let { schema } = after
  for (;;) {
    const defs = objectIn(schema, '$defs')
    const counts = countRefs(schema)
    const unused = Object.keys(defs ?? {}).find((name) => used.has(name) && !counts.has(name))
    if (!defs || unused === undefined) break
    const kept = withMember(defs, unused, undefined)
    schema = withMember(schema, '$defs', Object.keys(kept).length > 0 ? kept : undefined)
  }
  return schema === after.schema ? after : { ...after, schema }
}

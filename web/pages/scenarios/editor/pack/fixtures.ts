import { isObject, type JsonObject } from '../json/read-json.ts'
import { printJson } from '../json/print-json.ts'
import { documentOf } from './pack-files.ts'
import type { Files } from './pack-parts.ts'
import { objectIn, withMember } from './json-members.ts'

/**
 * Removes what test transcripts expect of a section or field, because a pack must not expect what it does not have. A
 * transcript without expectations is removed.
 */
export function dropExpectations(files: Files, section: string, field?: string): Files {
  let next = files
  for (const path of Object.keys(files)) {
    if (!path.startsWith('fixtures/')) continue
    const document = documentOf(files, path)
    const expect = objectIn(document?.value, 'expect')
    const expected = objectIn(expect, section)
    if (!document || !expect || !expected) continue
    const left = field === undefined ? undefined : withoutField(expected, field)
    if (left === expected) continue
    const kept = withMember(expect, section, left)
    next = { ...next }
    if (Object.keys(kept).length === 0) delete next[path]
    else next[path] = printJson(document, withMember(document.value, 'expect', kept))
  }
  return next
}

function withoutField(expected: JsonObject, field: string): JsonObject {
  const { find } = expected
  const names = (one: unknown): boolean => isObject(one) && Object.hasOwn(one, field)
  if (!Array.isArray(find) || !find.some(names)) return expected
  const left = find
    .map((one: unknown) => (isObject(one) ? withMember(one, field, undefined) : one))
    .filter((one) => !isObject(one) || Object.keys(one).length > 0)
  return withMember(expected, 'find', left)
}

import type { PackProblemView } from '../../../../../server/modules/scenarios/contract.ts'
import { nodeAt, pointerParts } from '../json/read-json.ts'
import { documentOf } from '../pack/pack-files.ts'
import { type Files, jsonFiles, languageOfFile } from '../pack/pack-parts.ts'
import { objectIn } from '../pack/json-members.ts'
import { sectionAtLine } from '../pack/prompts.ts'
import type { PackForm } from '../pack/read-pack.ts'
import {
  choicesName,
  fieldNodes,
  itemNode,
  refOf,
  resolve,
  sectionNodes,
} from '../pack/schema-nodes.ts'

/** Where a problem belongs in the form; `about`: the scenario's settings; null: only the JSON shows it. */
export type Place = { section: string; field: string | null } | { about: true } | null

type Spot = Pick<PackProblemView, 'file' | 'pointer'>

/** Finds the part of the form that a problem belongs to. */
export function placeOf({ file, pointer }: Spot, files: Files, form: PackForm | undefined): Place {
  if (!form) return null
  if (file === jsonFiles.schema) return placeInSchema(pointerParts(pointer), files)
  if (languageOfFile(file)) {
    return placeOfLabel(pointerParts(pointer)[0] ?? '', files)
  }
  if (file === jsonFiles.manifest) {
    return /^\/(title|description|meetingType|defaultLanguage)\b/.test(pointer)
      ? { about: true }
      : null
  }
  if (file.startsWith('prompts/')) {
    const section = sectionAtLine(files[file] ?? '', Number(pointer.slice(1)))
    return section !== undefined && form.sections.some(({ name }) => name === section)
      ? { section, field: null }
      : null
  }
  return null
}

function placeInSchema(parts: string[], files: Files): Place {
  const schema = documentOf(files, jsonFiles.schema)?.value
  const [root, name = '', ...rest] = parts
  if (!schema || name === '') return null
  if (root === 'properties') {
    const at = rest[0] === 'items' ? rest.slice(1) : rest
    return { section: name, field: at[0] === 'properties' ? (at[1] ?? null) : null }
  }
  if (root !== '$defs') return null
  for (const [section, node] of sectionNodes(schema)) {
    const list = refOf(node) === undefined ? node : resolve(schema, node)
    if (refOf(node) === name || refOf(list?.['items']) === name) {
      return { section, field: rest[0] === 'properties' ? (rest[1] ?? null) : null }
    }
    const item = itemNode(schema, node)
    const field = item && fieldNodes(item).find(([, own]) => refOf(own) === name)
    if (field) return { section, field: field[0] }
  }
  return null
}

function placeOfLabel(key: string, files: Files): Place {
  const schema = documentOf(files, jsonFiles.schema)?.value
  if (!schema) return null
  const [section = '', field = null] = key.split('.')
  if (section !== 'enum') {
    return objectIn(schema['properties'], section) ? { section, field } : null
  }
  for (const [section, node] of sectionNodes(schema)) {
    const item = itemNode(schema, node)
    for (const [field, own] of item ? fieldNodes(item) : []) {
      const name = choicesName(schema, section, field, own)
      if (name !== undefined && key.startsWith(`enum.${name}.`)) return { section, field }
    }
  }
  return null
}

/** Offset in the file; for prompts the pointer is a line. */
export function offsetOf({ file, pointer }: Spot, files: Files): number {
  const text = files[file] ?? ''
  const document = documentOf(files, file)
  if (document) {
    const node = nodeAt(document, pointer)
    return node.keyStart || node.start
  }
  const line = Number(pointer.slice(1))
  if (!file.endsWith('.md') || !Number.isInteger(line) || line < 1) return 0
  return text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, one) => sum + one.length + 1, 0)
}

import { type Difference, difference, type Subject, type ChangeText } from './difference.ts'
import type { DifferenceKind } from './kinds.ts'
import { describeBounds, describeCodes, describeTitles } from './describe-values.ts'
import { type BoundName, LOWER_BOUNDS, type SchemaNode, UPPER_BOUNDS } from './schema-tree.ts'

/** Names a place inside a section for people, by its path. */
export type NamePlace = (field: string | null) => Subject

/** Compares the values that one place allows before and after; `renamed` maps old field names to new ones. */
export function compareNodes(
  before: SchemaNode,
  after: SchemaNode,
  path: string | null,
  name: NamePlace,
  renamed: Map<string, string>,
): Difference[] {
  const found: Difference[] = []
  const place = name(path)
  const plainly = (value: unknown) => ({ en: String(value) })
  const add: Add = (kind, from = null, to = null, said) => {
    found.push(difference(kind, `output.schema.json#${after.pointer}`, place, from, to, said))
  }
  if (before.description !== after.description) {
    add('description-changed', before.description.trim(), after.description.trim())
  }
  if (before.computedFrom !== after.computedFrom) {
    const [from, to] = [before.computedFrom, after.computedFrom]
    add('computed-changed', from, to, describeTitles(place.titleOfField ?? plainly, from, to))
  }
  if (before.isNullable && !after.isNullable) add('null-no-longer-allowed')
  if (!before.isNullable && after.isNullable) add('null-now-allowed')
  if (before.type !== after.type) {
    add('field-retyped', before.type, after.type, describeCodes('type', before.type, after.type))
    return found
  }
  compareChoice(before, after, (kind, from, to) =>
    add(kind, from, to, describeTitles(place.titleOfValue ?? plainly, from, to)),
  )
  compareValue('const', before.const, after.const, add)
  compareValue('format', before.format, after.format, (kind, from, to) =>
    add(kind, from, to, describeCodes('format', from, to)),
  )
  compareValue('pattern', before.pattern, after.pattern, add)
  compareBounds(before, after, add)
  found.push(...compareFields(before, after, path, name, renamed))
  if (before.items && after.items) {
    const inside = path === null ? null : `${path}[]`
    found.push(...compareNodes(before.items, after.items, inside, name, renamed))
  }
  return found
}

type Add = (kind: DifferenceKind, from?: unknown, to?: unknown, said?: ChangeText) => void

function compareChoice(before: SchemaNode, after: SchemaNode, add: Add): void {
  if (before.enum && after.enum) {
    const gone = before.enum.filter((value) => !after.enum?.includes(value))
    const come = after.enum.filter((value) => !before.enum?.includes(value))
    if (gone.length > 0) add('values-removed', gone, after.enum)
    if (come.length > 0) add('values-added', before.enum, come)
  } else if (after.enum) add('choice-introduced', null, after.enum)
  else if (before.enum) add('choice-dropped', before.enum, null)
}

/** A rule that was added or changed may reject what was valid; one that was dropped rejects nothing. */
function compareValue(
  rule: 'const' | 'format' | 'pattern',
  before: unknown,
  after: unknown,
  add: Add,
): void {
  if (before === after) return
  if (after === null) add(`${rule}-dropped`, before, after)
  else add(`${rule}-changed`, before, after)
}

function compareBounds(before: SchemaNode, after: SchemaNode, add: Add): void {
  const compare = (
    bound: BoundName,
    none: number,
    isTighter: (from: number, to: number) => boolean,
  ) => {
    const [from, to] = [before.bounds[bound], after.bounds[bound]]
    if (from === to) return
    const kind = isTighter(from ?? none, to ?? none) ? 'bound-tightened' : 'bound-loosened'
    add(
      kind,
      from === undefined ? null : `${bound} ${from}`,
      to === undefined ? null : `${bound} ${to}`,
      describeBounds(bound, from, to),
    )
  }
  for (const bound of LOWER_BOUNDS) compare(bound, -Infinity, (from, to) => to > from)
  for (const bound of UPPER_BOUNDS) compare(bound, Infinity, (from, to) => to < from)
}

function compareFields(
  before: SchemaNode,
  after: SchemaNode,
  path: string | null,
  name: NamePlace,
  renamed: Map<string, string>,
): Difference[] {
  const found: Difference[] = []
  const at = (node: SchemaNode) => `output.schema.json#${node.pointer}`
  const inside = (field: string) => (path === null ? field : `${path}.${field}`)
  const arrived = new Set(after.fields.keys())
  for (const [field, old] of before.fields) {
    const target = path === null ? (renamed.get(field) ?? field) : field
    const now = after.fields.get(target)
    if (!now) {
      found.push(difference('field-removed', at(old.node), name(inside(field)), field))
      continue
    }
    arrived.delete(target)
    const place = name(inside(target))
    if (target !== field)
      found.push(difference('field-renamed', at(now.node), place, field, target))
    if (!old.isRequired && now.isRequired) {
      found.push(difference('field-now-required', at(now.node), place))
    }
    if (old.isRequired && !now.isRequired) {
      found.push(difference('field-now-optional', at(now.node), place))
    }
    found.push(...compareNodes(old.node, now.node, inside(target), name, new Map()))
  }
  for (const [field, { node, isRequired }] of after.fields) {
    if (!arrived.has(field)) continue
    const kind = isRequired ? 'required-field-added' : 'optional-field-added'
    found.push(difference(kind, at(node), name(inside(field)), null, field))
  }
  return found
}

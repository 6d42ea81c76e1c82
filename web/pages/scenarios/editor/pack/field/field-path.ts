import { isObject, type JsonObject } from '../../json/read-json.ts'
import { objectIn, withMember } from '../json-members.ts'
import { changeItem, itemNode, rowNode, sectionNode, writtenOut } from '../schema-nodes.ts'

/** `votes.who` is the field `who` inside the rows of `votes`. */
export function splitPath(path: string): { parent: string | undefined; leaf: string } {
  const at = path.indexOf('.')
  return at < 0
    ? { parent: undefined, leaf: path }
    : { parent: path.slice(0, at), leaf: path.slice(at + 1) }
}

export const isInner = (path: string): boolean => path.includes('.')

/** The node that lists a field: the item, or the row of the field around it. */
export function holderOf(
  schema: JsonObject,
  section: string,
  parent: string | undefined,
): JsonObject | undefined {
  const node = sectionNode(schema, section)
  const item = node && itemNode(schema, node)
  if (parent === undefined || !item) return item
  return rowNode(schema, objectIn(item['properties'], parent))
}

/** Changes that node; a shared definition is copied into the section first. */
export const changeHolder = (
  schema: JsonObject,
  section: string,
  parent: string | undefined,
  change: (holder: JsonObject) => JsonObject,
): JsonObject =>
  changeItem(schema, section, (item) => {
    if (parent === undefined) return change(item)
    const properties = objectIn(item, 'properties') ?? {}
    const own = objectIn(properties, parent)
    const field = own && writtenOut(schema, own)
    if (!field) return item
    const row = isObject(field['items']) ? writtenOut(schema, field['items']) : undefined
    const changed = row ? withMember(field, 'items', change(row)) : change(field)
    return withMember(item, 'properties', withMember(properties, parent, changed))
  })

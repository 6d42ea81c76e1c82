import type { PackFiles } from '../../../../plugins/engine/index.ts'
import type { LimitView } from '../contract.ts'

type Node = Record<string, unknown>

const maxNodes = 5_000
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** How much of the limits of providers and the dialect a schema uses; empty if it cannot be read. */
export function limitsOf(files: PackFiles): LimitView[] {
  const text = files['output.schema.json'] ?? ''
  const root = parse(text)
  if (!root) return []
  const tally = { properties: 0, levels: 0, enumValues: 0, nodes: 0 }
  count(root, root, 1, 0, tally)
  const sections = isNode(root['properties']) ? Object.keys(root['properties']).length : 0
  return [
    { name: 'sections', used: sections, most: 40 },
    { name: 'properties', used: tally.properties, most: 500 },
    { name: 'levels', used: tally.levels, most: 5 },
    { name: 'enumValues', used: tally.enumValues, most: 1_000 },
    { name: 'schemaBytes', used: Buffer.byteLength(text), most: 60_000 },
  ]
}

function parse(text: string): Node | null {
  try {
    const value: unknown = JSON.parse(text)
    return isNode(value) ? value : null
  } catch {
    return null
  }
}

interface Tally {
  properties: number
  levels: number
  enumValues: number
  nodes: number
}

/** Counts what a provider sees, with references followed. Stops at a bound, whatever the file contains. */
function count(root: Node, node: unknown, level: number, chain: number, tally: Tally): void {
  if (!isNode(node) || ++tally.nodes > maxNodes || level > 12) return
  const name = /^#\/\$defs\/([^/]+)$/.exec(String(node['$ref'] ?? ''))?.[1]
  if (name !== undefined) {
    const defs = node['$ref'] && isNode(root['$defs']) ? root['$defs'] : {}
    if (chain < 4 && Object.hasOwn(defs, name)) count(root, defs[name], level, chain + 1, tally)
    return
  }
  const { properties, items } = node
  if (isNode(properties) || isNode(items)) tally.levels = Math.max(tally.levels, level)
  if (Array.isArray(node['enum'])) tally.enumValues += node['enum'].length
  if (isNode(properties)) {
    for (const child of Object.values(properties)) {
      tally.properties++
      count(root, child, level + 1, chain, tally)
    }
  }
  if (isNode(items)) count(root, items, level + 1, chain, tally)
}

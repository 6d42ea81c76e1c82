export type JsonObject = { [key: string]: unknown }

/** Why a text is no JSON, as the words for it are keyed. */
export type JsonFaultCode =
  | 'comma'
  | 'colon'
  | 'key'
  | 'value'
  | 'quote'
  | 'escape'
  | 'open'
  | 'more'
  | 'twice'
  | 'deep'
  | 'object'

export interface JsonFault {
  code: JsonFaultCode
  offset: number
}

/** A value with the place where it is written. */
export interface JsonNode {
  value: unknown
  start: number
  end: number
  /** Where its name is written, when it is a member of an object. */
  keyStart: number
  children: Map<string, JsonNode>
}

export interface JsonDocument {
  text: string
  root: JsonNode
  value: JsonObject
  /** Where each object and list is written. */
  nodes: WeakMap<object, JsonNode>
  /** Values that are written otherwise than `JSON.stringify` would: `1.50`, `"\u0416"`. */
  raw: Map<unknown, string>
}

export type JsonReading = { document: JsonDocument } | { fault: JsonFault }

const mostDepth = 64
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const words: [string, unknown][] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

class NoJson extends Error {
  constructor(readonly fault: JsonFault) {
    super(fault.code)
  }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads a file of a pack, and remembers where everything stands in it. A name that stands twice is a fault: one of the two would be lost. */
export function readJson(text: string): JsonReading {
  const nodes = new WeakMap<object, JsonNode>()
  const raw = new Map<unknown, string>()
  let at = 0

  const fail = (code: JsonFaultCode, offset = at): never => {
    throw new NoJson({ code, offset })
  }
  const skip = (): void => {
    while (' \n\r\t'.includes(text[at] ?? 'x')) at += 1
  }
  const readString = (): string => {
    const start = at
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length || text[at] === '\n') fail('quote', start)
      if (text[at] === '\\') at += 1
    }
    at += 1
    try {
      return String(JSON.parse(text.slice(start, at)))
    } catch {
      return fail('escape', start)
    }
  }
  const remember = (value: unknown, start: number): unknown => {
    const written = text.slice(start, at)
    if (written !== JSON.stringify(value)) raw.set(value, written)
    return value
  }
  const readScalar = (): unknown => {
    const start = at
    if (text[at] === '"') return remember(readString(), start)
    for (const [word, value] of words) {
      if (!text.startsWith(word, at)) continue
      at += word.length
      return value
    }
    number.lastIndex = at
    const [found] = number.exec(text) ?? []
    if (found === undefined) return fail(at >= text.length ? 'open' : 'value')
    at += found.length
    return remember(Number(found), start)
  }
  const readMembers = (
    close: string,
    depth: number,
    readKey: (index: number, seen: Map<string, JsonNode>) => string,
  ): Map<string, JsonNode> => {
    const children = new Map<string, JsonNode>()
    at += 1
    skip()
    while (text[at] !== close) {
      if (children.size > 0) {
        if (text[at] !== ',') fail(at >= text.length ? 'open' : 'comma')
        at += 1
        skip()
      }
      const keyStart = at
      const key = readKey(children.size, children)
      children.set(key, readNode(depth + 1, keyStart))
      skip()
    }
    at += 1
    return children
  }
  const readName = (_: number, seen: Map<string, JsonNode>): string => {
    if (text[at] !== '"') fail(at >= text.length ? 'open' : 'key')
    const start = at
    const key = readString()
    if (seen.has(key)) fail('twice', start)
    skip()
    if (text[at] !== ':') fail('colon')
    at += 1
    return key
  }
  const readNode = (depth: number, keyStart: number): JsonNode => {
    skip()
    if (depth > mostDepth) fail('deep')
    const start = at
    const isList = text[at] === '['
    if (text[at] !== '{' && !isList) {
      return { value: readScalar(), start, end: at, keyStart, children: new Map() }
    }
    const children = isList ? readMembers(']', depth, String) : readMembers('}', depth, readName)
    const value = isList
      ? [...children.values()].map((child) => child.value)
      : Object.fromEntries([...children].map(([key, child]) => [key, child.value]))
    const node = { value, start, end: at, keyStart, children }
    nodes.set(value, node)
    return node
  }

  try {
    const root = readNode(0, 0)
    skip()
    if (at < text.length) fail('more')
    const { value } = root
    if (!isObject(value)) return { fault: { code: 'object', offset: root.start } }
    return { document: { text, root, value, nodes, raw } }
  } catch (error) {
    if (error instanceof NoJson) return { fault: error.fault }
    throw error
  }
}

export const pointerParts = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The place that a JSON Pointer names, or the nearest one around it that there is. */
export function nodeAt(document: JsonDocument, pointer: string): JsonNode {
  let node = document.root
  for (const part of pointerParts(pointer)) {
    const child = node.children.get(part)
    if (!child) return node
    node = child
  }
  return node
}

/** Lines are counted from 1. */
export const lineAt = (text: string, offset: number): number =>
  text.slice(0, offset).split('\n').length

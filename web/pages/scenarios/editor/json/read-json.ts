export type JsonObject = { [key: string]: unknown }

/** Why a text is not valid JSON; also part of the i18n key. */
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

/** A value with its place in the text. */
export interface JsonNode {
  value: unknown
  start: number
  end: number
  /** The start of its name, when it is a member of an object. */
  keyStart: number
  children: Map<string, JsonNode>
}

export interface JsonDocument {
  text: string
  root: JsonNode
  value: JsonObject
  /** The node of each object and list. */
  nodes: WeakMap<object, JsonNode>
  /** Scalars written differently from what `JSON.stringify` gives: `1.50`, `"\u0416"`. */
  raw: Map<unknown, string>
}

export type JsonReading = { document: JsonDocument } | { fault: JsonFault }

const maxDepth = 64
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const literals: [string, unknown][] = [
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

/** A recursive descent parser (RFC 8259) that records the place of every value. Throws NoJson. */
class JsonReader {
  readonly nodes: JsonDocument['nodes'] = new WeakMap()
  readonly raw: JsonDocument['raw'] = new Map()
  private at = 0

  constructor(private readonly text: string) {}

  readAll(): JsonNode {
    const root = this.readNode(0, 0)
    this.skipSpace()
    if (!this.isAtEnd()) this.fail('more')
    return root
  }

  private isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  private fail(code: JsonFaultCode, offset = this.at): never {
    throw new NoJson({ code, offset })
  }

  private skipSpace(): void {
    while (' \n\r\t'.includes(this.text[this.at] ?? 'x')) this.at += 1
  }

  private readString(): string {
    const start = this.at
    for (this.at += 1; this.text[this.at] !== '"'; this.at += 1) {
      if (this.isAtEnd() || this.text[this.at] === '\n') this.fail('quote', start)
      if (this.text[this.at] === '\\') this.at += 1
    }
    this.at += 1
    try {
      return String(JSON.parse(this.text.slice(start, this.at)))
    } catch {
      return this.fail('escape', start)
    }
  }

  private readScalar(): unknown {
    const start = this.at
    if (this.text[start] === '"') return this.keepRaw(this.readString(), start)
    for (const [literal, value] of literals) {
      if (!this.text.startsWith(literal, start)) continue
      this.at += literal.length
      return value
    }
    number.lastIndex = start
    const [found] = number.exec(this.text) ?? []
    if (found === undefined) this.fail(this.isAtEnd() ? 'open' : 'value')
    this.at += found.length
    return this.keepRaw(Number(found), start)
  }

  private keepRaw(value: unknown, start: number): unknown {
    const written = this.text.slice(start, this.at)
    if (written !== JSON.stringify(value)) this.raw.set(value, written)
    return value
  }

  private readName(seen: Map<string, JsonNode>): string {
    if (this.text[this.at] !== '"') this.fail(this.isAtEnd() ? 'open' : 'key')
    const start = this.at
    const name = this.readString()
    if (seen.has(name)) this.fail('twice', start)
    this.skipSpace()
    if (this.text[this.at] !== ':') this.fail('colon')
    this.at += 1
    return name
  }

  private readChildren(isList: boolean, depth: number): Map<string, JsonNode> {
    const close = isList ? ']' : '}'
    const children = new Map<string, JsonNode>()
    this.at += 1
    this.skipSpace()
    while (this.text[this.at] !== close) {
      if (children.size > 0) {
        if (this.text[this.at] !== ',') this.fail(this.isAtEnd() ? 'open' : 'comma')
        this.at += 1
        this.skipSpace()
      }
      const keyStart = this.at
      const key = isList ? String(children.size) : this.readName(children)
      children.set(key, this.readNode(depth + 1, keyStart))
      this.skipSpace()
    }
    this.at += 1
    return children
  }

  private readNode(depth: number, keyStart: number): JsonNode {
    this.skipSpace()
    if (depth > maxDepth) this.fail('deep')
    const start = this.at
    const isList = this.text[start] === '['
    if (this.text[start] !== '{' && !isList) {
      const value = this.readScalar()
      return { value, start, end: this.at, keyStart, children: new Map() }
    }
    const children = this.readChildren(isList, depth)
    const value = isList
      ? [...children.values()].map((child) => child.value)
      : Object.fromEntries([...children].map(([key, child]) => [key, child.value]))
    const node = { value, start, end: this.at, keyStart, children }
    this.nodes.set(value, node)
    return node
  }
}

/** Parses a file of a pack with the places of its values. A repeated name is a fault: one of its values would be lost. */
export function readJson(text: string): JsonReading {
  const reader = new JsonReader(text)
  try {
    const root = reader.readAll()
    const { value } = root
    if (!isObject(value)) return { fault: { code: 'object', offset: root.start } }
    return { document: { text, root, value, nodes: reader.nodes, raw: reader.raw } }
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

/** The node that a JSON Pointer names, or the nearest one around it that exists. */
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

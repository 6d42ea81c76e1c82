import { pointerToken } from './pack-error.ts'

interface Frame {
  isObject: boolean
  /** Where the value being read stands in its parent. */
  token: string
  keys: Set<string>
  index: number
}

export interface JsonScan {
  depth: number
  /** JSON Pointer of the first key that its object already has. */
  duplicate: { pointer: string; key: string } | null
}

/**
 * Reads what `JSON.parse` hides or cannot stand: how deeply a text nests, and keys that an object has twice. Linear, and
 * no judge of syntax: for a text that is no JSON it says something harmless.
 */
export function scanJson(text: string): JsonScan {
  const frames: Frame[] = []
  const scan: JsonScan = { depth: 0, duplicate: null }
  for (let at = 0; at < text.length; at++) {
    const frame = frames.at(-1)
    const char = text[at]
    if (char === '"') {
      const end = endOfString(text, at)
      if (frame?.isObject && isKey(text, end)) readKey(text.slice(at, end + 1), frames, scan)
      at = end
    } else if (char === '{' || char === '[') {
      frames.push({ isObject: char === '{', token: '0', keys: new Set(), index: 0 })
      scan.depth = Math.max(scan.depth, frames.length)
    } else if (char === '}' || char === ']') frames.pop()
    else if (char === ',' && frame && !frame.isObject) frame.token = String(++frame.index)
  }
  return scan
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return text.length
}

function isKey(text: string, end: number): boolean {
  for (let at = end + 1; at < text.length; at++) {
    const char = text[at]
    if (char === ':') return true
    if (char !== ' ' && char !== '\n' && char !== '\r' && char !== '\t') return false
  }
  return false
}

function readKey(quoted: string, frames: Frame[], scan: JsonScan): void {
  const frame = frames.at(-1)
  if (!frame) return
  const key = unquote(quoted)
  frame.token = key
  if (frame.keys.has(key) && !scan.duplicate) {
    const pointer = frames.map(({ token }) => `/${pointerToken(token)}`).join('')
    scan.duplicate = { pointer, key: key.slice(0, 80) }
  }
  frame.keys.add(key)
}

function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    return quoted
  }
}

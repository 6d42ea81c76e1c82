import { visit } from 'jsonc-parser'
import { pointerToken } from './pack-error.ts'

export interface JsonScan {
  isTooDeep: boolean
  /** JSON Pointer of the first key that its object already has. */
  duplicate: { pointer: string; key: string } | null
}

class TooDeep extends Error {}

/**
 * Finds what `JSON.parse` hides or cannot stand: nesting deeper than `maxDepth`, and keys that an object has twice.
 * Linear. Does not check the syntax: for text that is not JSON the result is harmless.
 */
export function scanJson(text: string, maxDepth: number): JsonScan {
  const open: Set<string>[] = []
  let duplicate: JsonScan['duplicate'] = null
  // Stops at the bound, before the recursion of the parser exhausts the stack.
  const begin = (): void => {
    if (open.length >= maxDepth) throw new TooDeep()
    open.push(new Set())
  }
  const end = (): void => void open.pop()
  try {
    visit(text, {
      onObjectBegin: begin,
      onObjectEnd: end,
      onArrayBegin: begin,
      onArrayEnd: end,
      onObjectProperty: (key, _offset, _length, _line, _column, pathOfObject) => {
        const keys = open.at(-1)
        if (keys?.has(key) && !duplicate) {
          const path = [...pathOfObject(), key].map((one) => `/${pointerToken(String(one))}`)
          duplicate = { pointer: path.join(''), key: key.slice(0, 80) }
        }
        keys?.add(key)
      },
    })
  } catch (error) {
    if (error instanceof TooDeep) return { isTooDeep: true, duplicate }
    throw error
  }
  return { isTooDeep: false, duplicate }
}

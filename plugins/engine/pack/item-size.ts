import { pointerToken } from './pack-error.ts'

/** Largest item of any scenario. */
export const ITEM_BOUNDS = {
  /** One text, some six pages. */
  textChars: 20_000,
  /** All texts of an item together, names of fields included. */
  allChars: 64_000,
  /** Values of all kinds, nested ones included. */
  entries: 2_000,
  levels: 8,
} as const

/**
 * Returns what makes a value too large to judge, with its JSON Pointer, or null. The cost is bounded whatever the value
 * contains, so this check precedes any schema.
 */
export function itemSizeFault(value: unknown): { pointer: string; detail: string } | null {
  const open: { value: unknown; pointer: string; level: number }[] = [
    { value, pointer: '', level: 1 },
  ]
  let chars = 0
  let entries = 0
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value === 'string') {
      const { length } = next.value
      if (length > ITEM_BOUNDS.textChars) {
        return fault(next.pointer, `must NOT have more than ${ITEM_BOUNDS.textChars} characters`)
      }
      chars += length
    }
    if (typeof next.value === 'object' && next.value !== null) {
      if (next.level > ITEM_BOUNDS.levels) {
        return fault(next.pointer, `is nested deeper than ${ITEM_BOUNDS.levels} levels`)
      }
      const isList = Array.isArray(next.value)
      const count = isList ? (next.value as unknown[]).length : Object.keys(next.value).length
      entries += count
      if (entries > ITEM_BOUNDS.entries) {
        return fault(next.pointer, `the item must NOT have more than ${ITEM_BOUNDS.entries} values`)
      }
      for (const [key, inner] of Object.entries(next.value)) {
        if (!isList) chars += key.length
        const pointer = `${next.pointer}/${pointerToken(key)}`
        open.push({ value: inner, pointer, level: next.level + 1 })
      }
    }
    if (chars > ITEM_BOUNDS.allChars) {
      return fault('', `the item must NOT have more than ${ITEM_BOUNDS.allChars} characters in all`)
    }
  }
  return null
}

const fault = (pointer: string, detail: string) => ({ pointer, detail })

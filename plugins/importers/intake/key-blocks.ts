import { readClock, splitLines } from '../formats/clock.ts'

const KEYED = /^\s{0,20}[*_]{0,2}([^:：=\n]{1,30}?)[*_]{0,2}\s?[:：=]\s?[*_]{0,2}(.*)$/u
const MIN_BLOCKS = 2
const MAX_KEYS = 6
const KEYED_SHARE = 0.6

interface Block {
  at: number
  values: Map<string, string>
}

const lengthOf = (values: readonly string[]): number =>
  values.reduce((sum, value) => sum + value.length, 0)

/** The blocks of a text in which the same few keys repeat in one order; empty when there are none. */
function readBlocks(lines: readonly string[]): { blocks: Block[]; keys: string[] } {
  const none = { blocks: [], keys: [] }
  const keyed = lines.map((line) => KEYED.exec(line))
  const first = keyed.find((match) => match !== null)?.[1] ?? ''
  const starts = keyed.flatMap((match, at) => (match?.[1] === first ? [at] : []))
  if (starts.length < MIN_BLOCKS) return none
  const keysOf = (from: number, to: number): string[] =>
    keyed.slice(from, to).flatMap((match) => match?.[1] ?? [])
  const keys = keysOf(starts[0] ?? 0, starts[1] ?? 0)
  if (keys.length < 2 || keys.length > MAX_KEYS || new Set(keys).size < keys.length) return none
  const blocks: Block[] = []
  for (const [number, from] of starts.entries()) {
    const values = new Map<string, string>()
    let key = first
    for (let at = from; at < (starts[number + 1] ?? lines.length); at += 1) {
      const line = lines[at]?.trim() ?? ''
      const [, found = '', value = ''] = keyed[at] ?? []
      if (keys.includes(found) && !values.has(found)) {
        values.set((key = found), value.trim())
      } else if (line !== '') values.set(key, `${values.get(key) ?? ''} ${line}`.trim())
    }
    if (keys.some((one) => !values.has(one))) return none
    blocks.push({ at: from, values })
  }
  const full = lines.filter((line) => line.trim() !== '').length
  return keys.length * blocks.length >= full * KEYED_SHARE ? { blocks, keys } : none
}

/**
 * Rewrites blocks of keys and values (`Time: 0:12`, `Speaker: Ann`, `Text: …`, in any language) as turns. The values
 * show which key is which: a time in each, the longest text, and names that repeat.
 */
export function normaliseKeyBlocks(text: string): string {
  const lines = splitLines(text)
  const { blocks, keys } = readBlocks(lines)
  const valuesOf = (key: string): string[] => blocks.map(({ values }) => values.get(key) ?? '')
  const isTime = (value: string): boolean => readClock(value.replace(/^[[(]|[\])]$/g, '')) !== null
  const timeKeys = keys.filter((key) => valuesOf(key).every(isTime))
  const [timeKey] = timeKeys
  const others = keys.filter((key) => !timeKeys.includes(key))
  const textKey = others.toSorted((a, b) => lengthOf(valuesOf(b)) - lengthOf(valuesOf(a)))[0]
  const nameKey = others.find((key) => {
    const names = valuesOf(key)
    const isShort = names.every((name) => name.length <= 60 && /[\p{L}\p{N}]/u.test(name))
    return key !== textKey && isShort && new Set(names).size < names.length
  })
  if (timeKey === undefined || textKey === undefined || nameKey === undefined) return text
  const out: string[] = lines.map((line, at) => (at < (blocks[0]?.at ?? 0) ? line : ''))
  for (const { at, values } of blocks) {
    const time = (values.get(timeKey) ?? '').replace(/^[[(]|[\])]$/g, '')
    out[at] = `[${time}] ${values.get(nameKey) ?? ''}: ${values.get(textKey) ?? ''}`
  }
  return out.join('\n')
}

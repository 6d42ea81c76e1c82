import { endOfString, readObject, startsOf, withoutThoughts } from './lenient-json.ts'

/** The complete parts of a truncated answer. */
export interface CutAnswer {
  value: Record<string, unknown>
  /** The list in which the answer was truncated; null when it was between two names. */
  open: string | null
}

const MOST_STARTS = 20

/**
 * Reads a truncated answer: the complete entries of its root, and the complete members of the list in which it was
 * truncated. Of several objects it takes the first with the highest `fits`; null when there is none.
 */
export function parseCut(text: string, fits: (value: unknown) => number): CutAnswer | null {
  const bare = withoutThoughts(text)
  let best: { cut: CutAnswer; fit: number } | null = null
  for (const start of startsOf(bare).slice(0, MOST_STARTS)) {
    const cut = wholePart(bare.slice(start))
    const fit = cut ? fits(cut.value) : 0
    if (cut && fit > (best?.fit ?? 0)) best = { cut, fit }
  }
  return best?.cut ?? null
}

/** How far an answer is complete, and what closes it there. */
interface Mark {
  end: number
  closing: string
  open: string | null
}

function wholePart(text: string): CutAnswer | null {
  const mark = lastMark(text)
  if (!mark) return null
  const value = readObject(text.slice(0, mark.end) + mark.closing)
  return value === undefined ? null : { value: value as CutAnswer['value'], open: mark.open }
}

function lastMark(text: string): Mark | null {
  const stack: string[] = []
  let mark: Mark | null = null
  let name: string | null = null
  let last = ''
  const markAt = (end: number): void => {
    if (stack.length === 1) mark = { end, closing: '}', open: null }
    else if (stack.length === 2 && stack[1] === '[') mark = { end, closing: ']}', open: name }
  }
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (sign === '"' || sign === "'") {
      const end = endOfString(text, at)
      last = text.slice(at + 1, end)
      at = end
    } else if (sign === ':' && stack.length === 1) name = last
    else if (sign === '{' || sign === '[') {
      stack.push(sign)
      // A list that has just begun is empty, but it is known to be the truncated one.
      if (sign === '[') markAt(at + 1)
    } else if (sign === '}' || sign === ']') {
      stack.pop()
      if (stack.length === 0) return null
      markAt(at + 1)
    } else if (sign === ',') markAt(at)
  }
  return mark
}

import { jsonrepair } from 'jsonrepair'
import { isObject } from '../pack/parse-json.ts'

const THOUGHT = /^[\s\S]*?(?:<\/think(?:ing)?>|\[\/THINK\]|<\|channel\|>final<\|message\|>)/i
/** An object that begins with a name, quoted or not, or ends at once. */
const START = /\{\s*(?:["'“”}]|[\p{L}_][\w-]*\s*:)/gu
const MOST_STARTS = 40
const LITERALS: Record<string, string> = {
  True: 'true',
  False: 'false',
  None: 'null',
  NaN: 'null',
  Infinity: 'null',
  undefined: 'null',
}

/**
 * Reads the JSON that a model meant: without thoughts, prose and fences around it, and with the slips that models make
 * mended (commas, line breaks inside strings, quotes, comments, Python's literals). Of several objects it takes the one
 * for which `fits` is highest, of equal ones the last: drafts come first; what others hold besides is added. What the
 * text says is never changed, and what breaks off is not closed. Undefined when there is none.
 */
export function parseLeniently(text: string, fits?: (value: unknown) => number): unknown {
  const whole = parsed(text)
  if (typeof whole === 'object' && whole !== null) return whole
  const bare = withoutThoughts(text)
  const found: { value: Record<string, unknown>; fit: number }[] = []
  let end = 0
  for (const start of startsOf(bare)) {
    if (start < end) continue
    const stop = endOfObject(bare, start)
    const value = stop === null ? undefined : readObject(bare.slice(start, stop))
    if (!fits) return value
    if (value === undefined) continue
    end = stop ?? start
    const fit = fits(value)
    if (fit > 0) found.push({ value, fit })
  }
  return fits && (bestOf(found, fits) ?? outermost(bare, fits))
}

function bestOf(
  found: { value: Record<string, unknown>; fit: number }[],
  fits: (value: unknown) => number,
): Record<string, unknown> | undefined {
  const [best, ...others] = found.toReversed().toSorted((a, b) => b.fit - a.fit)
  if (!best) return undefined
  return others.reduce((whole, { value }) => {
    const more = { ...value, ...whole }
    return fits(more) > fits(whole) ? more : whole
  }, best.value)
}

/** Whether a text contains a complete object. */
export function endsItsJson(text: string): boolean {
  const bare = withoutThoughts(text)
  const start = startsOf(bare)[0]
  return start !== undefined && endOfObject(bare, start) !== null
}

export const withoutThoughts = (text: string): string => text.replace(THOUGHT, '')

export const startsOf = (text: string): number[] =>
  [...text.matchAll(START)].slice(0, MOST_STARTS).map(({ index }) => index)

/** An object as it is meant, where it is closed. */
export function readObject(text: string): Record<string, unknown> | undefined {
  const value = parsed(text) ?? parsed(mended(text)) ?? repaired(text)
  return isObject(value) ? value : undefined
}

/** Finds the end of an object by counting brackets when quotes inside strings hide it. */
function outermost(text: string, fits: (value: unknown) => number): unknown {
  const stretch = text.slice(Math.max(0, text.indexOf('{')), text.lastIndexOf('}') + 1)
  const count = (sign: string): number => stretch.split(sign).length
  if (stretch === '' || count('{') !== count('}') || count('[') !== count(']')) return undefined
  const value = repaired(stretch)
  return isObject(value) && fits(value) > 0 ? value : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function repaired(text: string): unknown {
  try {
    return JSON.parse(jsonrepair(text)) as unknown
  } catch {
    return undefined
  }
}

/** The position after the closing brace of the object that starts here; null when it is truncated. */
function endOfObject(text: string, start: number): number | null {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (sign === '"' || sign === "'") at = endOfString(text, at)
    else if (sign === '{' || sign === '[') depth++
    else if ((sign === '}' || sign === ']') && --depth === 0) return at + 1
  }
  return null
}

/** Where a string ends; a single quote ends one only if JSON continues after it. */
export function endOfString(text: string, start: number): number {
  const quote = text[start]
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (
      text[at] === quote &&
      (quote === '"' || /^\s*(?:[,:}\]]|$)/.test(text.slice(at + 1, at + 20)))
    )
      return at
  }
  return text.length
}

function mended(text: string): string {
  let json = ''
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (sign === '"' || sign === "'") {
      const end = endOfString(text, at)
      json += strictString(text.slice(at + 1, end), sign)
      at = end
    } else if (/[A-Za-z]/.test(sign)) {
      const word = /^[A-Za-z]+/.exec(text.slice(at, at + 20))?.[0] ?? sign
      json += LITERALS[word] ?? word
      at += word.length - 1
    } else if (sign in WIDE) json += WIDE[sign]
    else if (sign !== ',' || !/^\s*[}\]]/.test(text.slice(at + 1, at + 200))) json += sign
  }
  return json
}

/** Full-width punctuation of Chinese and Japanese in place of JSON's. */
const WIDE: Record<string, string> = {
  '：': ':',
  '，': ',',
  '［': '[',
  '］': ']',
  '｛': '{',
  '｝': '}',
}

const ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function strictString(inside: string, quote: string): string {
  const escaped = inside.replaceAll(/[\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign)
  const strict =
    quote === "'" ? escaped.replaceAll("\\'", "'").replaceAll(/(?<!\\)"/g, '\\"') : escaped
  return `"${strict}"`
}

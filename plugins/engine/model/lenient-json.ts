const THOUGHT = /^[\s\S]*?<\/think(?:ing)?>/i
const FENCE = /```(?:json)?\s*([\s\S]*?)```/i
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
 * mended (commas before a bracket, line breaks inside strings, single quotes, Python's literals). What the text says is
 * never changed. Undefined when there is none.
 */
export function parseLeniently(text: string): unknown {
  const bare = text.replace(THOUGHT, '')
  for (const part of [text, bare, FENCE.exec(bare)?.[1] ?? '', firstObject(bare)]) {
    const value = parsed(part) ?? parsed(mended(part))
    if (typeof value === 'object' && value !== null) return value
  }
  return undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** From the first brace that opens an object with a name to the one that closes it. */
function firstObject(text: string): string {
  const start = /\{\s*["'}]/.exec(text)?.index
  if (start === undefined) return ''
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (sign === '"' || sign === "'") at = endOfString(text, at)
    else if (sign === '{' || sign === '[') depth++
    else if ((sign === '}' || sign === ']') && --depth === 0) return text.slice(start, at + 1)
  }
  return text.slice(start)
}

/** Where a string ends; a single quote ends one only where JSON goes on behind it. */
function endOfString(text: string, start: number): number {
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
    } else if (sign !== ',' || !/^\s*[}\]]/.test(text.slice(at + 1, at + 200))) json += sign
  }
  return json
}

const ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function strictString(inside: string, quote: string): string {
  const escaped = inside.replaceAll(/[\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign)
  const strict =
    quote === "'" ? escaped.replaceAll("\\'", "'").replaceAll(/(?<!\\)"/g, '\\"') : escaped
  return `"${strict}"`
}

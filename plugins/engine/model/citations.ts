import { isObject } from '../pack/parse-json.ts'
import type { Citation } from '../types.ts'
import { asJson, plain } from './lenient-names.ts'

export const MAX_CITATIONS = 20
const SEGMENT_NAMES = ['segment', 'segmentid', 'id', 'line', 'ordinal', 'number']
const ANCHOR_NAMES = ['anchor', 'quote', 'text', 'words']
/** Joins the two ends of a range. */
const RANGE = /^\s*(?:[-–—−~…]|\.{2,3}|to|through|до|по)\s*[^\d\s]{0,10}\s*$/iu

/**
 * The citations of an item in any spelling: `12`, `"12"`, `"s12"`, `"[12]"`, `"12-14"` (each of its lines), lists of
 * them, under other names, a line with its words in one text, or words by line. One that names no line is left out; one
 * without words has an empty anchor.
 */
export function readCitations(given: unknown, depth = 0): Citation[] {
  const read = asJson(given)
  const list: unknown[] = Array.isArray(read) && !isPair(read) ? read : [read]
  return list
    .slice(0, MAX_CITATIONS)
    .flatMap((entry) => readOne(entry, depth))
    .slice(0, MAX_CITATIONS)
}

const MOST_DEPTH = 2

/** `[12, "words"]` is one citation. */
const isPair = ([first, second, ...rest]: unknown[]): boolean =>
  rest.length === 0 &&
  numbersIn(first).length > 0 &&
  typeof second === 'string' &&
  numbersIn(second).length === 0

function readOne(entry: unknown, depth: number): Citation[] {
  if (typeof entry === 'number') return cited(numbersIn(entry), '')
  if (typeof entry === 'string') return readText(entry)
  if (Array.isArray(entry)) return isPair(entry) ? cited(numbersIn(entry[0]), `${entry[1]}`) : []
  if (!isObject(entry)) return []
  const byLine = readByLine(entry)
  if (byLine) return byLine
  const line = named(entry, SEGMENT_NAMES) ?? firstReference(entry)
  const segment = isObject(line) ? named(line, SEGMENT_NAMES) : line
  if (segment === undefined && depth < MOST_DEPTH) {
    const inner = Object.values(entry).filter((one) => typeof one === 'object')
    return inner.flatMap((one) => readCitations(one, depth + 1))
  }
  const words = named(entry, ANCHOR_NAMES) ?? longestText(entry, segment)
  const anchors = Array.isArray(words) ? words.filter((one) => typeof one === 'string') : [words]
  const numbers = numbersIn(segment)
  if (anchors.length > 1 && anchors.length === numbers.length) {
    return numbers.flatMap((number, at) => cited([number], anchors[at]))
  }
  return anchors.flatMap((anchor) => cited(numbers, anchor))
}

const cited = (numbers: number[], anchor: unknown): Citation[] =>
  numbers.map((segment) => ({
    segment,
    anchor: typeof anchor === 'string' ? withoutLine(anchor, segment) : '',
  }))

/** Some models copy the line's number and speaker along with its words. */
const withoutLine = (anchor: string, segment: number): string =>
  withoutReferences(anchor).replace(
    new RegExp(`^\\s*(?:\\p{L}{1,3}>\\s*)?[[(#]?${segment}[\\])]?[.:]?\\s+(?=\\p{L})`, 'u'),
    '',
  )

const REFERENCES: Record<string, string> = {
  '&#39;': "'",
  '&apos;': "'",
  '&quot;': '"',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': ' ',
}

/** Some models copy text with HTML character references. */
const withoutReferences = (text: string): string =>
  text.replaceAll(/&(?:#39|apos|quot|amp|lt|gt|nbsp);/g, (one) => REFERENCES[one] ?? one)

/** `12: words`, `[12] words` or `words [12]`: the line number is at one end. A bare reference has no words. */
function readText(text: string): Citation[] {
  const numbers = numbersIn(text)
  if (numbers.length > 0) return cited(numbers, '')
  const head = /^\s*[[(#№]?\s*(\d[\d\s,–—-]*)[\])]?\s*[:.,|–—-]?\s+(?=\D)/u.exec(text)
  if (head) return cited(numbersIn(head[1]), text.slice(head[0].length))
  const tail = /\s*[[(#]\s*[^\d\s]{0,10}\s*(\d[\d\s,–—-]*)[\])]\s*\.?$/u.exec(text)
  return tail ? cited(numbersIn(tail[1]), text.slice(0, tail.index)) : []
}

/** `{"12": "words"}`. */
function readByLine(entry: Record<string, unknown>): Citation[] | null {
  const pairs = Object.entries(entry)
  if (pairs.length === 0 || !pairs.every(([name]) => /^\D{0,3}\d{1,9}$/.test(name))) return null
  return pairs.flatMap(([name, words]) => cited(numbersIn(name), words))
}

/** An entry by its name, also in the plural and in any spelling. */
function named(entry: Record<string, unknown>, names: string[]): unknown {
  const given = Object.entries(entry)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [plain(name), value] as const)
  const found = names.flatMap((name) => given.filter(([one]) => one === name || one === `${name}s`))
  return found[0]?.[1]
}

const firstReference = (entry: Record<string, unknown>): unknown =>
  Object.values(entry).find((one) => numbersIn(one).length > 0)

const longestText = (entry: Record<string, unknown>, other: unknown): unknown =>
  Object.values(entry)
    .filter((one) => typeof one === 'string' && one !== other)
    .toSorted((a, b) => String(b).length - String(a).length)[0]

/** A citation whose line and words are beside an item's own fields. */
export function flatCitation(fields: Record<string, unknown>): Citation[] {
  const segment = named(fields, SEGMENT_NAMES)
  const anchor = named(fields, ANCHOR_NAMES)
  return segment === undefined || anchor === undefined ? [] : readCitations({ segment, anchor })
}

/** The lines that a reference names, in order; empty for other values: words, a time, a fraction. */
function numbersIn(given: unknown): number[] {
  if (Array.isArray(given)) return given.slice(0, MAX_CITATIONS).flatMap(numbersIn)
  if (typeof given === 'number') {
    const near = Math.round(given)
    return Math.abs(given - near) < 1e-3 ? [near] : []
  }
  if (typeof given !== 'string' || given.length > 60) return []
  return numbersInText(given.normalize('NFKC'))
}

function numbersInText(given: string): number[] {
  if (/\d:\d\d|\d{10,}/.test(given)) return []
  if (/^\s*\d+\.\d+\s*$/.test(given)) return numbersIn(Number(given))
  const runs = [...given.matchAll(/\d{1,9}/g)]
  const between = given.split(/\d{1,9}/)
  // Besides its numbers a reference has at most one word: "line 12", «строка 12», "s12-s14".
  if (!between.every((part) => part.length <= 12 && /^[\W_]*\p{L}{0,10}[\W_]*$/u.test(part)))
    return []
  return runs.flatMap(([run], at) => {
    const number = Number(run)
    const before = Number(runs[at - 1]?.[0])
    const isRange = at > 0 && RANGE.test(between[at] ?? '') && number > before
    if (!isRange || number - before > MAX_CITATIONS) return [number]
    return Array.from({ length: number - before }, (_, step) => before + step + 1)
  })
}

import type { Citation, Evidence, EvidenceState, Segment } from '../types.ts'
import { sentences, type Span } from '../text/sentences.ts'
import { words, type Word } from '../text/words.ts'
import type { SegmentIndex } from './segment-index.ts'

/** Cached, because many items cite the same segments. */
const wordsOfSegment = new WeakMap<Segment, readonly Word[]>()

function wordsOf(segment: Segment): readonly Word[] {
  const known = wordsOfSegment.get(segment)
  if (known) return known
  const found = words(segment.text)
  wordsOfSegment.set(segment, found)
  return found
}

/** An anchor within this many segments counts as nearby. */
export const NEAR_SEGMENTS = 2
/** Approximate matches need at least this many words, of which at most a quarter may differ. */
const FUZZY_MIN_WORDS = 4
const FUZZY_MAX_DISTANCE = 0.25
const MAX_ANCHOR_WORDS = 120
const MAX_QUOTE_CHARS = 320

/** Fewer words can be in more than one place by chance. */
const ELSEWHERE_MIN_WORDS = 4
const MAX_GAPS = 3
const MIN_SPACED_LETTERS = 12

/**
 * Finds the words of one citation: in the named segment (also with omissions, with other spacing or continuing in the
 * next segment), then nearby or approximately; if the named segment does not exist, in the one that contains them.
 * Returns quotes cut from the transcript; empty when nothing is found.
 */
export function locateAnchor(
  citation: Citation,
  named: ReadonlySet<number>,
  index: SegmentIndex,
): Evidence[] {
  const place = index.placeOf.get(citation.segment)
  const anchor = words(citation.anchor)
    .slice(0, MAX_ANCHOR_WORDS)
    .map((word) => word.folded)
  if (place === undefined) return findElsewhere(anchor, index)
  const segment = index.segments[place]
  if (anchor.length === 0) return []
  const own = segment && findWithGaps(wordsOf(segment), citation.anchor)
  if (segment && own) return [cut(segment, own, 'verified')]
  for (const { at, state } of searchOrder(place)) {
    const near = index.segments[at]
    const span = near && findExact(wordsOf(near), anchor)
    if (near && span) return [cut(near, span, state)]
  }
  const [, bare] = SPOKEN_BY.exec(citation.anchor) ?? []
  if (bare) return locateAnchor({ ...citation, anchor: bare }, named, index)
  const spaced = segment && findSpaced(wordsOf(segment), anchor)
  if (segment && spaced) return [cut(segment, spaced, 'verified')]
  const across = findAcross(place, anchor, named, index)
  if (across) return across
  const fuzzy = segment && findFuzzy(wordsOf(segment), anchor)
  return segment && fuzzy ? [cut(segment, fuzzy, 'weak')] : []
}

/** Some models copy the speaker along with the words: "A> …", "Ann: …". */
const SPOKEN_BY = /^[^:>]{1,40}[:>]\s+(\S+(?:\s+\S+){2,})$/su

/** Copied words with a wrong line number: if they occur once, that is their place. */
function findElsewhere(anchor: string[], index: SegmentIndex): Evidence[] {
  if (anchor.length < ELSEWHERE_MIN_WORDS) return []
  const found: Evidence[] = []
  for (const segment of index.segments) {
    const span = findExact(wordsOf(segment), anchor)
    if (span) found.push(cut(segment, span, 'weak'))
    if (found.length > 1) return []
  }
  return found
}

/** "send the draft … by Friday": parts of at least two words, in order. */
function findWithGaps(text: readonly Word[], anchor: string): Span | null {
  const parts = anchor
    .split(/…|\.{3,}|\[\s*\]/u)
    .map((part) => words(part).map((word) => word.folded))
    .filter((part) => part.length > 0)
  if (parts.length < 2 || parts.length > MAX_GAPS + 1) return null
  if (parts.some((part) => part.length < 2)) return null
  const spans: Span[] = []
  for (const part of parts) {
    const from = spans.at(-1)?.end ?? 0
    const found = findExact(
      text.filter(({ start }) => start >= from),
      part,
    )
    if (!found) return null
    spans.push(found)
  }
  return { start: spans[0]?.start ?? 0, end: spans.at(-1)?.end ?? 0 }
}

/** The same letters with different spaces: "e mail" and "email", or a line broken inside a word. */
function findSpaced(text: readonly Word[], anchor: string[]): Span | null {
  const wanted = anchor.join('')
  if (wanted.length < MIN_SPACED_LETTERS) return null
  for (let from = 0; from < text.length; from++) {
    let letters = ''
    for (let to = from; to < text.length && letters.length < wanted.length; to++) {
      letters += text[to]?.folded ?? ''
      if (letters === wanted) return spanOf(text, from, to)
      if (!wanted.startsWith(letters)) break
    }
  }
  return null
}

function searchOrder(place: number): { at: number; state: EvidenceState }[] {
  const order: { at: number; state: EvidenceState }[] = [{ at: place, state: 'verified' }]
  for (let step = 1; step <= NEAR_SEGMENTS; step++) {
    order.push({ at: place + step, state: 'weak' }, { at: place - step, state: 'weak' })
  }
  return order
}

function findExact(text: readonly Word[], anchor: string[]): Span | null {
  for (let from = 0; from + anchor.length <= text.length; from++) {
    if (anchor.every((word, offset) => text[from + offset]?.folded === word)) {
      return spanOf(text, from, from + anchor.length - 1)
    }
  }
  return null
}

/** A sentence across two segments: one quote in each. */
function findAcross(
  place: number,
  anchor: string[],
  named: ReadonlySet<number>,
  index: SegmentIndex,
): Evidence[] | null {
  for (const first of [place, place - 1]) {
    const left = index.segments[first]
    const right = index.segments[first + 1]
    if (!left || !right) continue
    const head = wordsOf(left)
    const tail = wordsOf(right)
    for (let taken = Math.min(anchor.length - 1, head.length); taken >= 1; taken--) {
      const headFits = anchor
        .slice(0, taken)
        .every((word, at) => head[head.length - taken + at]?.folded === word)
      const tailFits = anchor.slice(taken).every((word, at) => tail[at]?.folded === word)
      const headSpan = headFits ? spanOf(head, head.length - taken, head.length - 1) : null
      const tailSpan = tailFits ? spanOf(tail, 0, anchor.length - taken - 1) : null
      if (headSpan && tailSpan) {
        const state = (segment: Segment) => (named.has(segment.ordinal) ? 'verified' : 'weak')
        return [cut(left, headSpan, state(left)), cut(right, tailSpan, state(right))]
      }
    }
  }
  return null
}

/** Word-wise edit distance with free ends (Sellers 1980), linear in text × anchor. */
function findFuzzy(text: readonly Word[], anchor: string[]): Span | null {
  if (anchor.length < FUZZY_MIN_WORDS) return null
  let costs = anchor.map((_, row) => row + 1)
  let starts = anchor.map(() => 0)
  let best: { cost: number; from: number; to: number } | null = null
  for (const [column, word] of text.entries()) {
    const nextCosts: number[] = []
    const nextStarts: number[] = []
    for (const [row, wanted] of anchor.entries()) {
      const diagonal = row === 0 ? 0 : (costs[row - 1] ?? 0)
      const diagonalStart = row === 0 ? column : (starts[row - 1] ?? column)
      const options = [
        [diagonal + (word.folded === wanted ? 0 : 1), diagonalStart],
        [(costs[row] ?? 0) + 1, starts[row] ?? column],
        [
          (row === 0 ? 0 : (nextCosts[row - 1] ?? 0)) + 1,
          row === 0 ? column : (nextStarts[row - 1] ?? column),
        ],
      ] as const
      const [cost, from] = options.reduce((a, b) => (b[0] < a[0] ? b : a))
      nextCosts.push(cost)
      nextStarts.push(from)
    }
    costs = nextCosts
    starts = nextStarts
    const cost = costs.at(-1) ?? Infinity
    if (!best || cost < best.cost) best = { cost, from: starts.at(-1) ?? column, to: column }
  }
  if (!best || best.cost > anchor.length * FUZZY_MAX_DISTANCE) return null
  return spanOf(text, best.from, best.to)
}

function spanOf(text: readonly Word[], from: number, to: number): Span | null {
  const first = text[from]
  const last = text[to]
  return first && last ? { start: first.start, end: last.end } : null
}

/** Extends the found words to their sentence if that is short enough to read. */
function cut(segment: Segment, found: Span, state: EvidenceState): Evidence {
  const around = sentences(segment.text).filter(
    (sentence) => sentence.start < found.end && sentence.end > found.start,
  )
  const start = Math.min(found.start, around[0]?.start ?? found.start)
  const end = Math.max(found.end, around.at(-1)?.end ?? found.end)
  const span = end - start <= MAX_QUOTE_CHARS ? { start, end } : found
  return {
    ordinal: segment.ordinal,
    rev: segment.rev,
    startChar: span.start,
    endChar: span.end,
    quote: segment.text.slice(span.start, span.end),
    state,
  }
}

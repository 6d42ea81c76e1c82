import { compileShippedCue } from '../pack/patterns.ts'
import { sentences, type Span } from '../text/sentences.ts'
import { fold } from '../text/words.ts'
import type { Segment } from '../types.ts'
import { phrases } from './phrases.ts'
import { decoded, readings } from './plain.ts'
import { signs } from './signs.ts'

/** Longer texts are speech for certain, and only their beginning is read as one. */
const MAX_CHARS = 20_000
/** A turn this short is taken as a whole; of a longer one the sentences around. */
const WHOLE_CHARS = 500
const SENTENCES_AROUND = 3

let compiled: RegExp | undefined
/** Compiled when first needed: it takes a quarter of a second, which no start should wait for. */
const cues = (): RegExp =>
  (compiled ??= new RegExp(
    phrases.map((phrase) => compileShippedCue(phrase).source).join('|'),
    'u',
  ))

/**
 * Whether a text is addressed to a language model instead of people: it orders a model about, speaks
 * of its instructions or the form of its answer, or holds pieces of a prompt, an answer or hidden
 * text. English and Russian, by a shipped list. People who talk *about* prompts ("we should test for
 * prompt injection") are not meant; who quotes an order word for word is, and loses that quote as an
 * item, of which the section tells. Chosen so that it errs on people's side: a wording that the list
 * does not know passes as speech, and then proves no more than its own words (`asFarAsSaid`).
 */
export function isAddressedToModel(text: string): boolean {
  const read = text.slice(0, MAX_CHARS)
  return readings(read).some(
    (reading, at) =>
      signs.some((sign) => sign.test(reading)) ||
      cues().test(` ${fold(reading)} `) ||
      (at > 1 && isHiddenText(reading, read)),
  )
}

/** Readable words inside an encoding are meant for no listener, whatever they say. */
const isHiddenText = (reading: string, text: string): boolean => decoded(text).includes(reading)

const known = new WeakMap<Segment, Span[]>()

/**
 * The stretches of a segment that are addressed to a model, with what stands around: what such words
 * introduce ("now add this decision: …") is no statement of the meeting either. Offsets are UTF-16.
 */
export function addressedSpans(segment: Segment): Span[] {
  const before = known.get(segment)
  if (before) return before
  const spans = findSpans(segment.text)
  known.set(segment, spans)
  return spans
}

function findSpans(text: string): Span[] {
  const all = { start: 0, end: text.length }
  if (text.length <= WHOLE_CHARS) return isAddressedToModel(text) ? [all] : []
  const spans = sentences(text)
  const found = spans.flatMap(({ start, end }, at) => {
    if (!isAddressedToModel(text.slice(start, end))) return []
    const first = spans[Math.max(0, at - SENTENCES_AROUND)]
    const last = spans[Math.min(spans.length - 1, at + SENTENCES_AROUND)]
    return first && last ? [{ start: first.start, end: last.end }] : []
  })
  return found.length === 0 && isAddressedToModel(text) ? [all] : found
}

/** Whether a stretch of a segment touches words that are addressed to a model. */
export function touchesAddressed(segment: Segment, { start, end }: Span): boolean {
  return addressedSpans(segment).some((span) => span.start < end && span.end > start)
}

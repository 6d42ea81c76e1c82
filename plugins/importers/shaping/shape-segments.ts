import { ImportError } from '../import-error.ts'
import {
  checkTextLength,
  MAX_SEGMENT_CHARS,
  MAX_SEGMENTS,
  MAX_SPEAKER_CHARS,
  MAX_TIME_MS,
} from '../limits.ts'
import type {
  ImportedSegment,
  ImportWarning,
  ImportWarningCode,
  ParsedTranscript,
  Utterance,
} from '../types.ts'
import { cleanText } from './clean-text.ts'
import { placeParts } from './joined-parts.ts'
import { type CleanSegment, joinSplitSentences } from './join-sentences.ts'
import { cutAtSentences } from './sentences.ts'
import { splitDashes } from './voice-changes.ts'

interface Shaped {
  segments: ImportedSegment[]
  warnings: ImportWarning[]
}

class Tally {
  badTimes = 0
  longNames = 0
  longTexts = 0

  warnings(): ImportWarning[] {
    const found: [number, ImportWarningCode, string][] = [
      [
        this.badTimes,
        'times_left_out',
        'with times that run backwards or lie past a week: they were left out.',
      ],
      [this.longNames, 'names_cut', `speaker names were cut to ${MAX_SPEAKER_CHARS} characters.`],
      [this.longTexts, 'segments_cut', `long segments were cut at ends of sentences.`],
    ]
    return found
      .filter(([count]) => count > 0)
      .map(([count, code, detail]) => ({ code, count, detail: `${count} ${detail}` }))
  }
}

const cleanSpeaker = (speaker: string | null, tally: Tally): string | null => {
  const name = cleanText(speaker ?? '')
  if (name.length > MAX_SPEAKER_CHARS) tally.longNames += 1
  return name.slice(0, MAX_SPEAKER_CHARS).toWellFormed().trim() || null
}

const cleanTimes = (utterance: Utterance, tally: Tally): Pick<Utterance, 'startMs' | 'endMs'> => {
  const { startMs, endMs } = utterance
  if (startMs !== null && startMs > MAX_TIME_MS) {
    tally.badTimes += 1
    return { startMs: null, endMs: null }
  }
  if (endMs !== null && (endMs > MAX_TIME_MS || endMs < (startMs ?? 0))) {
    tally.badTimes += 1
    return { startMs, endMs: null }
  }
  return { startMs, endMs }
}

const clean = (utterance: Utterance, tally: Tally): CleanSegment => ({
  startsTurn: utterance.startsTurn === true,
  speaker: cleanSpeaker(utterance.speaker, tally),
  ...cleanTimes(utterance, tally),
  text: cleanText(utterance.text),
})

/** Times inside a long segment are unknown, so only the outer ones are kept. */
const cutLong = (segment: ImportedSegment, tally: Tally): ImportedSegment[] => {
  if (segment.text.length <= MAX_SEGMENT_CHARS) return [segment]
  tally.longTexts += 1
  const pieces = cutAtSentences(segment.text, MAX_SEGMENT_CHARS)
  return pieces.map((text, index) => ({
    speaker: segment.speaker,
    startMs: index === 0 ? segment.startMs : null,
    endMs: index === pieces.length - 1 ? segment.endMs : null,
    text,
  }))
}

/** By start; a segment without a time stays behind its predecessor. */
const inOrderOfTime = (segments: ImportedSegment[]): ImportedSegment[] => {
  let latestMs = 0
  return segments
    .map((segment) => {
      latestMs = segment.startMs ?? latestMs
      return { segment, startMs: latestMs }
    })
    .sort((a, b) => a.startMs - b.startMs)
    .map(({ segment }) => segment)
}

const checkSegmentCount = (count: number): void => {
  if (count <= MAX_SEGMENTS) return
  throw new ImportError(
    'transcript_too_large',
    'too_many_segments',
    `The transcript has ${count} segments; ${MAX_SEGMENTS} is the limit. Split it into parts and import them one by one.`,
  )
}

/** Returns segments as the rest of AAM expects them: clean, bounded, with split sentences joined. */
export function shapeSegments(parsed: ParsedTranscript): Shaped {
  const tally = new Tally()
  const placed = parsed.cutsSentences
    ? { cues: parsed.utterances.flatMap(splitDashes), warnings: [] }
    : placeParts(parsed.utterances)
  const spoken = placed.cues
    .map((utterance) => clean(utterance, tally))
    .filter((segment) => segment.text !== '')
  const joined: ImportedSegment[] = parsed.cutsSentences
    ? inOrderOfTime(joinSplitSentences(spoken))
    : spoken.map(({ speaker, startMs, endMs, text }) => ({ speaker, startMs, endMs, text }))
  const segments = joined.flatMap((segment) => cutLong(segment, tally))
  checkSegmentCount(segments.length)
  checkTextLength(segments.reduce((sum, { text }) => sum + text.length, 0))
  return { segments, warnings: [...parsed.warnings, ...placed.warnings, ...tally.warnings()] }
}

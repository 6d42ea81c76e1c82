import type { ImportedSegment } from '../types.ts'
import { continuesSentence, countWords, sentenceStarts } from './sentences.ts'

/** A segment that may still be joined with others. */
export type CleanSegment = ImportedSegment & { startsTurn: boolean }

const MAX_JOINED_WORDS = 60
/** A longer pause between two cues of one speaker ends the sentence, whatever the punctuation. */
const MAX_GAP_MS = 8000

/** Cues of one speaker that are being joined, with the offset at which each begins. */
interface Run {
  speaker: string | null
  text: string
  wordCount: number
  parts: { offset: number; startMs: number | null; endMs: number | null }[]
}

const openRun = (segment: ImportedSegment): Run => ({
  speaker: segment.speaker,
  text: segment.text,
  wordCount: countWords(segment.text),
  parts: [{ offset: 0, startMs: segment.startMs, endMs: segment.endMs }],
})

const closeRun = (run: Run): ImportedSegment => ({
  speaker: run.speaker,
  startMs: run.parts[0]?.startMs ?? null,
  endMs: run.parts.at(-1)?.endMs ?? null,
  text: run.text,
})

const isClose = (run: Run, next: ImportedSegment): boolean => {
  const endMs = run.parts.at(-1)?.endMs ?? null
  return endMs === null || next.startMs === null || next.startMs - endMs <= MAX_GAP_MS
}

const append = (run: Run, next: ImportedSegment): void => {
  run.parts.push({ offset: run.text.length + 1, startMs: next.startMs, endMs: next.endMs })
  run.text = `${run.text} ${next.text}`
  run.wordCount += countWords(next.text)
}

/**
 * Cuts a run before its last sentence, so that the unfinished sentence continues alone. The cue that contains the cut
 * gives its start to what follows and its end to what precedes it: no time is invented.
 */
const cutBeforeLastSentence = (run: Run): [ImportedSegment, Run] | null => {
  const cut = sentenceStarts(run.text).at(-1)
  if (cut === undefined) return null
  const index = run.parts.findLastIndex((part) => part.offset <= cut)
  const boundary = run.parts[index]
  if (!boundary) return null
  const before = run.parts.slice(0, boundary.offset === cut ? index : index + 1)
  const text = run.text.slice(cut)
  return [
    closeRun({ ...run, text: run.text.slice(0, cut).trimEnd(), parts: before }),
    {
      speaker: run.speaker,
      text,
      wordCount: countWords(text),
      parts: [
        { ...boundary, offset: 0 },
        ...run.parts.slice(index + 1).map((part) => ({ ...part, offset: part.offset - cut })),
      ],
    },
  ]
}

/** Joins cues of one speaker if a sentence continues from one to the next; all other cues stay unchanged. */
export function joinSplitSentences(segments: readonly CleanSegment[]): ImportedSegment[] {
  const joined: ImportedSegment[] = []
  let run: Run | null = null
  for (const segment of segments) {
    const continues: boolean =
      run !== null &&
      !segment.startsTurn &&
      run.speaker === segment.speaker &&
      isClose(run, segment) &&
      continuesSentence(run.text, segment.text)
    if (!run || !continues) {
      if (run) joined.push(closeRun(run))
      run = openRun(segment)
      continue
    }
    const isFull: boolean = run.wordCount + countWords(segment.text) > MAX_JOINED_WORDS
    const cut: [ImportedSegment, Run] | null = isFull ? cutBeforeLastSentence(run) : null
    if (cut) {
      joined.push(cut[0])
      run = cut[1]
    }
    if (run.wordCount + countWords(segment.text) > MAX_JOINED_WORDS) {
      joined.push(closeRun(run))
      run = openRun(segment)
    } else append(run, segment)
  }
  if (run) joined.push(closeRun(run))
  return joined
}

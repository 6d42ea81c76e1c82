import { createHash } from 'node:crypto'
import type { ReadOptions, ReadTranscript } from './types.ts'
import { parseTranscript } from './parse-transcript.ts'
import type { ImportedSegment } from './types.ts'

/**
 * Reads a file into what is stored: rows as JSON text for the database, so that the caller handles no single segment.
 * Throws ImportError.
 */
export function readTranscriptFile(
  bytes: Uint8Array,
  { fileName, hashPrefix, known }: ReadOptions,
): ReadTranscript {
  const { segments, ...rest } = parseTranscript(bytes, {
    ...(fileName ? { fileName } : {}),
    ...(known ? { known } : {}),
  })
  const speakers = [...new Set(segments.flatMap(({ speaker }) => speaker ?? []))]
  const ids = new Map(speakers.map((name, at) => [name, at + 1]))
  return {
    ...rest,
    speakers,
    segmentCount: segments.length,
    wordCount: segments.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0),
    durationMs: segments.reduce<number | null>(longer, null),
    rows: JSON.stringify(
      segments.map(({ speaker, startMs, endMs, text }) => ({
        speaker_id: speaker === null ? null : (ids.get(speaker) ?? null),
        start_ms: startMs,
        end_ms: endMs,
        text,
      })),
    ),
    hash:
      hashPrefix === null
        ? null
        : createHash('sha256').update(hashPrefix).update(bytes).digest('hex'),
  }
}

const longer = (longest: number | null, { startMs, endMs }: ImportedSegment): number | null => {
  const end = endMs ?? startMs
  if (longest === null || end === null) return longest ?? end
  return Math.max(longest, end)
}

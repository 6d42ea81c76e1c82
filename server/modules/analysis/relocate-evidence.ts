import type { SpokenSegment } from '../transcription/index.ts'
import type { EvidenceRow } from './repo/items.ts'

/**
 * Finds quotes of one transcript in another, each in the segment nearest to its old position. A quote without the same
 * words there is dropped: an item never points to words that it does not quote.
 */
export function relocateEvidence<Entry extends EvidenceRow>(
  evidence: Entry[],
  segments: SpokenSegment[],
): EvidenceRow[] {
  const found = evidence.flatMap((entry): EvidenceRow[] => {
    const [nearest] = segments
      .filter(({ text }) => text.includes(entry.quote))
      .toSorted((a, b) => distance(a, entry) - distance(b, entry))
    if (!nearest) return []
    const startChar = nearest.text.indexOf(entry.quote)
    return [
      {
        ord: 0,
        ordinal: nearest.ordinal,
        rev: nearest.rev,
        speaker_id: nearest.speakerId,
        start_char: startChar,
        end_char: startChar + entry.quote.length,
        quote: entry.quote,
        state: entry.state,
      },
    ]
  })
  return found.map((entry, at) => ({ ...entry, ord: at + 1 }))
}

const distance = (segment: SpokenSegment, entry: EvidenceRow): number =>
  Math.abs(segment.ordinal - entry.ordinal)

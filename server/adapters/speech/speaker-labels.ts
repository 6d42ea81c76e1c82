import { asSpeaker, asText, maxSpeakers } from './lenient.ts'

/** Labels that are not numbers get numbers from here on. */
const firstOfLabels = 500
const longestLabel = 100

/** Reads speakers from the numbers of one answer, or from any other labels: `A`, `agent`, `Anna`. */
export function createSpeakerReader(): (fields: Record<string, unknown>) => number | null {
  const labels = new Map<string, number>()
  return (fields) => {
    const value = fields['speaker'] ?? fields['speaker_id'] ?? fields['speaker_label']
    const number = asSpeaker(value)
    if (number !== null) return number
    const label = typeof value === 'string' ? asText(value).slice(0, longestLabel) : ''
    if (label === '' || unknown.test(label)) return null
    const known = labels.get(label)
    if (known !== undefined) return known
    const next = firstOfLabels + labels.size
    if (next >= maxSpeakers) return null
    labels.set(label, next)
    return next
  }
}

/** What services write for an unknown speaker. */
const unknown = /^(?:unknown|none|null|undefined|n\/?a|\?+|-+)$/i

import { checkUtteranceCount } from '../../limits.ts'
import type { Utterance } from '../../types.ts'
import { isObject, type Json, type JsonDialect, toTranscript } from './fields.ts'
import { readText } from './records.ts'
import { readTime } from './time-values.ts'
import { joinWords } from './word-list.ts'

const timeOf = (item: Json, field: string): number | null => {
  const time = readTime(item[field], field)
  return time === null ? null : Math.round(time.ms)
}

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** Older answers label the speaker of a word by its start time only. */
const readLabels = (results: Json): Map<number, string> => {
  const labels = isObject(results['speaker_labels']) ? results['speaker_labels'] : {}
  const items = listOf(labels['segments']).flatMap((segment) =>
    listOf(segment['items']).map((item) => ({
      startMs: timeOf(item, 'start_time'),
      label: item['speaker_label'] ?? segment['speaker_label'],
    })),
  )
  return new Map(
    items.flatMap(({ startMs, label }) =>
      startMs !== null && typeof label === 'string' ? [[startMs, label] as const] : [],
    ),
  )
}

const toWord = (item: Json, labels: ReadonlyMap<number, string>): Utterance => {
  const startMs = timeOf(item, 'start_time')
  const own = item['speaker_label']
  const speaker = typeof own === 'string' ? own : (labels.get(startMs ?? -1) ?? null)
  return {
    cueId: '',
    speaker,
    startMs,
    endMs: timeOf(item, 'end_time'),
    text: readText(item) ?? '',
  }
}

/** Amazon Transcribe: `results.audio_segments`, or in older answers single words under `results.items`. */
export const awsDialect: JsonDialect = {
  format: 'json',
  read(document) {
    const results = isObject(document) ? document['results'] : null
    if (!isObject(results) || !Array.isArray(results['items'])) return null
    if (listOf(results['audio_segments']).length > 0) return null
    const items = listOf(results['items'])
    checkUtteranceCount(items.length)
    const labels = readLabels(results)
    const words = items.map((item) => toWord(item, labels)).filter(({ text }) => text !== '')
    if (words.length === 0) return null
    // Punctuation has neither a time nor a speaker.
    let speaker: string | null = null
    const voiced = words.map((word) => {
      speaker = word.startMs === null ? speaker : word.speaker
      return { ...word, speaker }
    })
    return toTranscript(joinWords(voiced), null)
  },
}

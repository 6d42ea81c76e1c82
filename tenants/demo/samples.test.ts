import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTranscript } from '../../plugins/importers/index.ts'
import { demoSamples } from './samples.ts'

const MIN_MINUTES = 25
const MIN_WORDS = { en: 3300, ru: 2700 }

describe.each([...demoSamples])('$file', (sample) => {
  const { format, language, segments, warnings } = parseTranscript(
    readFileSync(join(import.meta.dir, sample.file)),
  )

  test('imports without warnings in its language', () => {
    expect({ format, language, warnings }).toEqual({
      format: 'webvtt',
      language: sample.language,
      warnings: [],
    })
  })

  test('has exactly the participants as speakers', () => {
    const speakers = new Set(segments.map(({ speaker }) => speaker))
    expect(speakers).toEqual(new Set(sample.participants.map(({ name }) => name)))
  })

  test('is as long as a meeting', () => {
    const words = segments.flatMap(({ text }) => text.match(/[\p{L}\d'’-]+/gu) ?? [])
    expect(words.length).toBeGreaterThanOrEqual(MIN_WORDS[sample.language])
    expect(segments.at(-1)?.endMs ?? 0).toBeGreaterThanOrEqual(MIN_MINUTES * 60_000)
  })

  test('has ascending times at the pace of speech', () => {
    const starts = segments.map(({ startMs }) => startMs ?? -1)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    const long = segments.filter(({ text }) => text.split(' ').length >= 12)
    for (const { text, startMs, endMs } of long) {
      const wordsPerMinute = (text.split(' ').length * 60_000) / ((endMs ?? 0) - (startMs ?? 0))
      expect(wordsPerMinute).toBeGreaterThan(90)
      expect(wordsPerMinute).toBeLessThan(200)
    }
  })
})

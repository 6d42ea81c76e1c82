import { describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ImportError, parseTranscript, parseCues } from './index.ts'
import { docx } from './test/docx.ts'

interface ExpectedCue {
  speaker: string
  start: number
  end: number
  text: string
}

const RENDERED = [
  'rendered-ami-ES2011a/captions.srt',
  'rendered-ami-ES2011a/teams.vtt',
  'rendered-ami-ES2011a/zoom.vtt',
  'rendered-ru-ami-ES2006a/captions.cp1251.srt',
  'rendered-ru-ami-ES2006a/captions.srt',
  'rendered-ru-ami-ES2006a/teams.vtt',
  'rendered-ru-ami-ES2006a/zoom.vtt',
]
const ZOOM = [
  'zoom-acdc-2026-07-09-182',
  'zoom-acdt-2026-07-06-086',
  'zoom-acdt-2026-07-13-087',
  'zoom-allwalletdevs-2026-02-18-038',
  'zoom-focil-2026-05-19-034',
  'zoom-pqinterop-2026-07-08-047',
]
const CAPTIONS = [...RENDERED, ...ZOOM.map((folder) => `${folder}/transcript.vtt`)]

/** Broken samples of webvtt-py that still hold speech: what is kept of each, and what is said of the rest. */
const TOLERATED: [file: string, format: string, cueCount: number, warnings: string[]][] = [
  ['captions_with_bom.vtt', 'webvtt', 4, []],
  ['comments.vtt', 'webvtt', 3, []],
  ['cue_tags.vtt', 'webvtt', 3, []],
  ['metadata_headers.vtt', 'webvtt', 2, []],
  ['metadata_headers_multiline.vtt', 'webvtt', 2, []],
  ['one_caption.vtt', 'webvtt', 1, []],
  ['sample.vtt', 'webvtt', 16, []],
  ['styles.vtt', 'webvtt', 1, []],
  ['using_identifiers.vtt', 'webvtt', 6, []],
  ['one_caption.srt', 'srt', 1, []],
  ['sample.srt', 'srt', 5, []],
  ['youtube_dl.vtt', 'webvtt', 4, []],
  ['invalid.vtt', 'srt', 7, []],
  ['invalid_format2.srt', 'plain', 1, ['no_speakers']],
  ['invalid_format.sbv', 'plain', 1, ['no_speakers']],
  ['invalid_format3.srt', 'plain', 1, ['no_speakers']],
  ['sample.sbv', 'sbv', 5, ['times_left_out']],
  ['two_captions.sbv', 'sbv', 2, []],
  ['missing_caption_text.sbv', 'sbv', 5, ['times_left_out']],
  ['missing_timeframe.sbv', 'sbv', 4, ['text_without_time', 'times_left_out']],
  ['invalid_timeframe.sbv', 'sbv', 4, ['cues_skipped', 'text_without_time', 'times_left_out']],
  ['invalid_timeframe.vtt', 'webvtt', 6, ['cues_skipped']],
  ['invalid_timeframe_in_cue_text.vtt', 'webvtt', 4, []],
  ['missing_caption_text.vtt', 'webvtt', 5, []],
  ['missing_timeframe.vtt', 'webvtt', 6, ['text_without_time']],
  ['invalid_timeframe.srt', 'srt', 5, []],
  ['missing_caption_text.srt', 'srt', 5, []],
  ['missing_timeframe.srt', 'srt', 4, ['text_without_time']],
]

const REFUSED: [file: string, code: string][] = [
  ['empty.vtt', 'transcript_empty'],
  ['no_captions.vtt', 'transcript_empty'],
  ['invalid_format1.srt', 'transcript_unrecognised'],
  ['invalid_format4.srt', 'transcript_empty'],
]

const dataDir = process.env['AAM_EVAL_DATA']
if (dataDir) {
  const read = (path: string): Uint8Array => readFileSync(join(dataDir, path))

  describe('captions of real and rendered meetings', () => {
    test.each(CAPTIONS)('%s has the expected cues', (file) => {
      const expected: ExpectedCue[] = JSON.parse(
        new TextDecoder().decode(read(`captions/${file.split('/')[0]}/expected.json`)),
      )
      const cues = parseCues(read(`captions/${file}`)).cues.map(
        ({ speaker, startMs, endMs, text }) => ({
          speaker,
          start: (startMs ?? 0) / 1000,
          end: (endMs ?? 0) / 1000,
          text,
        }),
      )
      expect(cues).toEqual(
        expected.map(({ speaker, start, end, text }) => ({ speaker, start, end, text })),
      )
    })

    test.each(CAPTIONS)('%s keeps every word, speaker and moment when joined', (file) => {
      const bytes = read(`captions/${file}`)
      const { cues } = parseCues(bytes)
      const { segments, language } = parseTranscript(bytes)
      const words = (texts: { text: string }[]): string[] =>
        texts.flatMap(({ text }) => text.split(/\s+/)).toSorted()
      expect(words(segments)).toEqual(words(cues))
      expect(new Set(segments.map(({ speaker }) => speaker))).toEqual(
        new Set(cues.map(({ speaker }) => speaker)),
      )
      expect(segments.every(({ startMs, endMs }) => startMs !== null && endMs !== null)).toBe(true)
      expect(language).toBe(file.includes('-ru-') ? 'ru' : 'en')
    })

    const RENDERED_TEXTS = ['rendered-ami-ES2011a', 'rendered-ru-ami-ES2006a']
    const expectedOf = (folder: string): ExpectedCue[] =>
      JSON.parse(new TextDecoder().decode(read(`captions/${folder}/expected.json`)))

    test.each(RENDERED_TEXTS)('%s/otter.txt has the expected turns', (folder) => {
      const { format, timesApproximate, segments } = parseTranscript(
        read(`captions/${folder}/otter.txt`),
      )
      expect({ format, timesApproximate }).toEqual({ format: 'otter', timesApproximate: false })
      expect(segments).toEqual(
        expectedOf(folder).map(({ speaker, start, text }) => ({
          speaker,
          startMs: Math.floor(start) * 1000,
          endMs: null,
          text,
        })),
      )
    })

    test.each(RENDERED_TEXTS)('%s/meet.txt has the expected turns, about when', (folder) => {
      const { format, timesApproximate, segments } = parseTranscript(
        read(`captions/${folder}/meet.txt`),
      )
      expect({ format, timesApproximate }).toEqual({ format: 'meet', timesApproximate: true })
      const expected = expectedOf(folder)
      expect(segments.map(({ speaker, text }) => [speaker, text])).toEqual(
        expected.map(({ speaker, text }) => [speaker, text]),
      )
      for (const [index, { startMs }] of segments.entries()) {
        const spokenMs = (expected[index]?.start ?? 0) * 1000
        expect(startMs).toBeLessThanOrEqual(spokenMs)
        expect(startMs).toBeGreaterThanOrEqual(spokenMs - 5 * 60_000 - 60_000)
      }
    })

    test.each(RENDERED_TEXTS)('%s in the layouts of Zoom and Teams', (folder) => {
      const expected = expectedOf(folder)
      const clock = (start: number): string =>
        new Date(Math.floor(start) * 1000).toISOString().slice(11, 19)
      const tabbed = expected.map(
        ({ speaker, start, text }) => `${clock(start)}\t${speaker}\t${text}`,
      )
      const teams = docx(
        expected.map(({ speaker, start, text }) => `${speaker}   ${clock(start)}\n${text}`),
      )
      const turns = expected.map(({ speaker, start, text }) => [
        speaker,
        Math.floor(start) * 1000,
        text,
      ])
      for (const file of [new TextEncoder().encode(tabbed.join('\n')), teams]) {
        expect(
          parseTranscript(file).segments.map(({ speaker, startMs, text }) => [
            speaker,
            startMs,
            text,
          ]),
        ).toEqual(turns)
      }
    })

    test('a plain call with numbered speakers has exactly those', () => {
      const { segments, title } = parseTranscript(
        read('captions/txt-lightning-specification-2024-07-29-specification-call/transcript.md'),
      )
      const speakers = new Set(segments.map(({ speaker }) => speaker))
      expect([...speakers].toSorted()).toEqual(
        Array.from({ length: 11 }, (_, index) => `Speaker ${index}`).toSorted(),
      )
      expect(title).toBe('Lightning Specification Meeting - Agenda 1185')
    })

    test('a plain call without labels has no speaker at all', () => {
      const { segments, title, warnings } = parseTranscript(
        read('captions/txt-lightning-specification-2022-01-03-specification-call/transcript.md'),
      )
      expect(segments.every(({ speaker }) => speaker === null)).toBe(true)
      expect(segments[0]?.text).toStartWith('When people put comments and they are fixed')
      expect(title).toBe('Lightning Specification Meeting - Agenda 0949')
      expect(warnings.map(({ code }) => code)).toEqual(['no_speakers', 'lines_left_out'])
    })

    test.each(ZOOM)('the chat of %s is refused as a chat', (folder) => {
      expect(() => parseTranscript(read(`captions/${folder}/chat.txt`))).toThrow(/chat export/)
    })
  })

  describe('samples of webvtt-py', () => {
    test('each of them is either tolerated or refused', () => {
      const named = [...TOLERATED, ...REFUSED].map(([file]) => file)
      expect(named.toSorted()).toEqual(
        readdirSync(join(dataDir, 'webvtt/webvtt-py-samples')).toSorted(),
      )
    })

    test.each(TOLERATED)('%s', (file, format, cueCount, warnings) => {
      const bytes = read(`webvtt/webvtt-py-samples/${file}`)
      expect(parseCues(bytes).cues).toHaveLength(cueCount)
      const imported = parseTranscript(bytes)
      expect(imported.format).toBe(format as typeof imported.format)
      expect(imported.warnings.map(({ code }): string => code)).toEqual(warnings)
    })

    test.each(REFUSED)('%s is refused', (file, code) => {
      const run = (): unknown => parseTranscript(read(`webvtt/webvtt-py-samples/${file}`))
      expect(run).toThrow(ImportError)
      expect(run).toThrow(expect.objectContaining({ code }))
    })
  })
}

import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSpeechAnswer } from '../../../adapters/speech/read-answer.ts'
import { classifyRefusal } from '../../../adapters/speech/classify-fault.ts'
import { createLog } from '../../../platform/log.ts'
import {
  type CutPiece,
  type CutRequest,
  SpeechError,
  type SpeechProvider,
  type SpeechRequest,
} from '../ports.ts'
import { transcribeRecording } from './transcribe-recording.ts'

const folder = mkdtempSync(join(tmpdir(), 'aam-pieces-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const never = new AbortController().signal

/** Storage as far as answers need it. */
function memory() {
  const kept = new Map<string, Uint8Array>()
  const files = {
    get: async (key: string) => {
      const bytes = kept.get(key)
      if (!bytes)
        throw Object.assign(new Error('none'), { name: 'StorageError', code: 'not_found' })
      return bytes
    },
    put: async (key: string, bytes: Uint8Array) => void kept.set(key, bytes),
    deletePrefix: async () => undefined,
    abortUploads: async () => undefined,
    getStream: () => Promise.reject(new Error('nobody reads it whole')),
    signGet: async () => 'http://storage/recording',
  }
  return { kept, files }
}

interface Setting {
  durationMs: number
  sizeBytes?: number
  voices?: number | null
  most?: SpeechProvider['most']
  /** What the provider answers to a piece that begins there. */
  answer?: (request: SpeechRequest, call: number) => object
}

/** A provider that knows what it was asked, and a cutter that cuts each ten minutes. */
function setting({ durationMs, sizeBytes = 1_000, voices = null, most, answer }: Setting) {
  const asked: SpeechRequest[] = []
  const cuts: CutRequest[] = []
  const { kept, files } = memory()
  const speech: SpeechProvider = {
    name: 'whisper:large',
    dialect: 'whisper',
    takes: 'stream',
    ...(most ? { most } : {}),
    transcribe: async () => new Uint8Array(),
    check: async () => undefined,
  }
  const cutter = {
    cut: async <T>(
      request: CutRequest,
      _signal: AbortSignal,
      use: (pieces: CutPiece[]) => Promise<T>,
    ) => {
      cuts.push(request)
      const everyMs = Math.min(600_000, request.mostMs)
      const pieces: CutPiece[] = []
      for (let startMs = 0; startMs < durationMs; startMs += everyMs) {
        for (let channel = 0; channel < (request.voices ?? 1); channel++) {
          const path = join(folder, `${startMs}-${channel}`)
          writeFileSync(path, 'sound')
          pieces.push({
            path,
            contentType: 'audio/ogg',
            sizeBytes: 5,
            startMs,
            endMs: Math.min(durationMs, startMs + everyMs),
            channel: request.voices === null ? null : channel,
            isSilent: false,
          })
        }
      }
      return use(pieces)
    },
  }
  const work = {
    deps: { files, cutter, log: createLog('silent') },
    speech,
    sign: async () => 'http://storage/recording',
    keptAt: 'answer.json',
    ask: async (request: SpeechRequest) => {
      asked.push(request)
      const said = answer?.(request, asked.length) ?? segments([0, 2, 'Hello.'])
      return new TextEncoder().encode(JSON.stringify(said))
    },
  }
  const recording = {
    open: async () => new Blob(['x']).stream(),
    sizeBytes,
    contentType: 'audio/ogg',
  }
  const request: SpeechRequest = { recording, durationMs, voices, language: 'en', keyTerms: [] }
  const run = async () => {
    const answered = await transcribeRecording(work, request, never)
    return readSpeechAnswer('whisper', answered)
  }
  return { run, asked, cuts, kept }
}

const segments = (...said: [from: number, to: number, text: string][]): object => ({
  language: 'english',
  segments: said.map(([start, end, text]) => ({ start, end, text })),
})
const vendor = { sizeBytes: 25_000_000, durationMs: 1_400_000 }

describe('a recording that a provider takes', () => {
  test('goes out in one piece', async () => {
    const { run, asked, cuts } = setting({ durationMs: 1_300_000, most: vendor })
    expect((await run()).utterances).toHaveLength(1)
    expect([asked.length, cuts.length]).toEqual([1, 0])
  })
})

describe('a recording that is too long or too large', () => {
  test.each([
    ['too long', { durationMs: 1_500_000 }],
    ['too large', { durationMs: 1_300_000, sizeBytes: 26_000_000 }],
  ])('goes out in pieces, and times count from its beginning: %s', async (_, given) => {
    const { run, asked, cuts } = setting({
      ...given,
      most: vendor,
      answer: () => segments([1, 4, 'Hello.']),
    })
    const { utterances, durationMs } = await run()
    expect(cuts[0]?.mostMs).toBeLessThan(vendor.durationMs)
    expect(asked.length).toBe(3)
    expect(utterances.map(({ startMs }) => startMs)).toEqual([1_000, 601_000, 1_201_000])
    expect(durationMs).toBe(given.durationMs)
  })

  test('is cut when the provider says so, and only then', async () => {
    const refusing = (request: SpeechRequest): object => {
      const isWhole = 'sizeBytes' in request.recording && request.recording.sizeBytes > 5
      if (isWhole) throw new SpeechError('media_too_large', false, 'too large')
      return segments([0, 1, 'Hello.'])
    }
    const { run, cuts } = setting({ durationMs: 1_500_000, answer: refusing })
    expect((await run()).utterances).toHaveLength(3)
    expect(cuts).toHaveLength(1)
  })

  test('is cut smaller as long as pieces are too large, too', async () => {
    const refusing = (request: SpeechRequest): object => {
      const isLong = (request.durationMs ?? 0) > 300_000
      if (isLong) throw new SpeechError('media_too_large', false, 'at most 5 minutes')
      return segments([0, 1, 'Hello.'])
    }
    const { run, cuts } = setting({ durationMs: 1_500_000, answer: refusing })
    expect((await run()).utterances).toHaveLength(5)
    expect(cuts.map(({ mostMs }) => mostMs / 60_000)).toEqual([20, 10, 5])
    const apart = setting({ durationMs: 1_500_000, voices: 2, answer: refusing })
    await apart.run()
    expect(apart.cuts.map(({ mostMs }) => mostMs / 60_000).slice(1)).toEqual([20, 10, 5])
    const never = setting({
      durationMs: 600_000,
      answer: () => {
        throw new SpeechError('media_too_large', false, 'too large')
      },
    })
    await expect(never.run()).rejects.toMatchObject({ code: 'media_too_large' })
  })

  test('pays for no piece twice', async () => {
    let isBroken = true
    const { run, asked } = setting({
      durationMs: 1_500_000,
      most: vendor,
      answer: (_, call) => {
        if (call === 3 && isBroken) throw new SpeechError('provider_unavailable', true, 'away')
        return segments([0, 1, 'Hello.'])
      },
    })
    await expect(run()).rejects.toMatchObject({ code: 'provider_unavailable' })
    isBroken = false
    expect((await run()).utterances).toHaveLength(3)
    expect(asked.length).toBe(4)
  })

  test('in which nobody speaks for a piece keeps the others; where nobody speaks at all, it says so', async () => {
    const silentFirst = setting({
      durationMs: 1_500_000,
      most: vendor,
      answer: (_, call) => (call === 1 ? { text: '' } : segments([0, 1, 'Hello.'])),
    })
    expect((await silentFirst.run()).utterances).toHaveLength(2)
    const silent = setting({ durationMs: 1_500_000, most: vendor, answer: () => ({ text: '' }) })
    await expect(silent.run()).rejects.toMatchObject({ code: 'no_speech' })
  })

  test('has no speaker of one piece for that of another', async () => {
    const { run } = setting({
      durationMs: 1_200_000,
      most: { ...vendor, durationMs: 1_000_000 },
      answer: () => ({ segments: [{ start: 0, end: 1, text: 'Hello.', speaker: 'SPEAKER_00' }] }),
    })
    const { utterances, warnings } = await run()
    expect(new Set(utterances.map(({ speaker }) => speaker)).size).toBe(2)
    expect(warnings).toMatchObject([{ code: 'speakers_by_piece', count: 2 }])
  })
})

test('a provider that hears channels as one gets them one by one, and each is a speaker', async () => {
  const { run, asked, cuts } = setting({
    durationMs: 60_000,
    voices: 2,
    answer: (_, call) =>
      call === 1 ? segments([0, 2, 'How are you?'], [5, 6, 'Good.']) : segments([2.5, 4, 'Well.']),
  })
  const { utterances } = await run()
  expect(cuts).toMatchObject([{ voices: 2 }])
  expect(asked.length).toBe(2)
  expect(utterances.map(({ text }) => text)).toEqual(['How are you?', 'Well.', 'Good.'])
  expect(new Set(utterances.map(({ speaker }) => speaker)).size).toBe(2)
  expect(utterances[0]?.speaker).toBe(utterances[2]?.speaker ?? null)
})

test.each([
  '{"error":{"message":"audio duration 1832.1 seconds is longer than 1400 seconds which is the maximum for this model"}}',
  '{"error":{"message":"Maximum content size limit (26214400) exceeded (31457280 bytes read)"}}',
  '{"detail":"File too large. Maximum file size is 25MB"}',
  '{"message":"Recording exceeds the limit of 60 minutes"}',
])('a refusal of what is too large is known without its status: %s', (said) => {
  expect(classifyRefusal('x', { status: 400, headers: new Headers(), said }).code).toBe(
    'media_too_large',
  )
})

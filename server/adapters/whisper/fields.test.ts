import { afterAll, expect, test } from 'bun:test'
import { SpeechError } from '../../modules/transcription/ports.ts'
import { readSpeechAnswer } from '../speech/read-answer.ts'
import { whisperSpeech } from './index.ts'

const refusal = (message: string): Response =>
  Response.json({ error: { message, type: 'invalid_request_error' } }, { status: 400 })

/** OpenAI's newer models name the fields that they refuse, one at a time. */
const answers: Record<string, (form: FormData) => Response> = {
  'gpt-4o-transcribe': (form) =>
    form.get('response_format') === 'json'
      ? Response.json({ text: 'We start on Monday.', usage: { type: 'tokens' } })
      : refusal(
          "response_format 'verbose_json' is not compatible with model 'gpt-4o-transcribe'. Use 'json' or 'text' instead.",
        ),
  'gpt-4o-transcribe-diarize': (form) => {
    if (form.get('response_format') === 'verbose_json') {
      return refusal(
        "response_format 'verbose_json' is not compatible with this model. Use 'json', 'text' or 'diarized_json' instead.",
      )
    }
    if (form.has('prompt')) return refusal('Prompt is not supported for diarization models')
    if (!form.has('chunking_strategy')) {
      return refusal('chunking_strategy is required for diarization models')
    }
    const said = (start: number, speaker: string, text: string) => ({
      type: 'transcript.text.segment',
      start,
      end: start + 2,
      speaker,
      text,
    })
    const segments = [said(0, 'A', 'Shall we start?'), said(2, 'B', 'On Monday.')]
    return Response.json({ text: 'Shall we start? On Monday.', segments, duration: 4 })
  },
  stubborn: () => refusal('response_format is never right'),
}

const asked: string[] = []
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    const form = await request.formData()
    asked.push(String(form.get('response_format')))
    return answers[String(form.get('model'))]?.(form) ?? refusal('no such model')
  },
})
afterAll(() => server.stop(true))

const open = (model: string) =>
  whisperSpeech({ baseUrl: `http://127.0.0.1:${server.port}`, apiKey: null, model })

async function transcribe(speech: ReturnType<typeof open>) {
  const recording = {
    open: async () => new Blob(['sound']).stream(),
    sizeBytes: 5,
    contentType: 'audio/ogg',
  }
  const request = { recording, durationMs: 4_000, language: 'en' as const, keyTerms: ['Bankside'] }
  return readSpeechAnswer('whisper', await speech.transcribe(request, AbortSignal.timeout(30_000)))
}

test('requests what a model without word times offers, and remembers it', async () => {
  const speech = open('gpt-4o-transcribe')
  const { utterances, warnings } = await transcribe(speech)
  expect(utterances).toMatchObject([{ text: 'We start on Monday.', startMs: null }])
  expect(warnings).toMatchObject([{ code: 'times_missing' }])
  await transcribe(speech)
  expect(asked).toEqual(['verbose_json', 'json', 'json'])
  speech.close?.()
})

test('requests speakers from a model that distinguishes them', async () => {
  const speech = open('gpt-4o-transcribe-diarize')
  const { utterances } = await transcribe(speech)
  expect(utterances.map(({ startMs, text }) => [startMs, text])).toEqual([
    [0, 'Shall we start?'],
    [2_000, 'On Monday.'],
  ])
  expect(new Set(utterances.map(({ speaker }) => speaker)).size).toBe(2)
  speech.close?.()
})

test('gives up when the model keeps refusing', async () => {
  asked.length = 0
  const speech = open('stubborn')
  const error = await transcribe(speech).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(SpeechError)
  expect((error as SpeechError).code).toBe('provider_rejected')
  expect(asked.length).toBeLessThan(4)
  speech.close?.()
})

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { gunzipSync } from 'bun'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readAnswer } from '../../../server/adapters/deepgram/answer.ts'
import { readAnswer as readWhisper } from '../../../server/adapters/whisper/answer.ts'
import { type SpeechStandIn, startSpeechStandIn } from './index.ts'

// Compared with the vendors' own documents and recorded responses, if that folder exists.
const data = process.env.AAM_EVAL_DATA

const script = [
  { speaker: 0, text: 'Good morning, I am Anna.' },
  { speaker: 1, text: 'Morning! Twenty-five euros, then.' },
]
let standIn: SpeechStandIn
beforeAll(() => {
  standIn = startSpeechStandIn({ script })
})
afterAll(() => standIn.stop())

const asked =
  '?model=nova-3&language=en&diarize=true&utterances=true&smart_format=true&punctuate=true'

async function listen(query = asked, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${standIn.url}/v1/listen${query}`, {
    method: 'POST',
    headers: {
      authorization: `Token ${standIn.key}`,
      'content-type': 'audio/ogg',
      ...headers,
    },
    body: 'sound',
  })
}

async function transcribe(): Promise<unknown> {
  const form = new FormData()
  form.set('file', new File(['sound'], 'a.ogg', { type: 'audio/ogg' }))
  form.set('model', 'whisper-1')
  form.set('response_format', 'verbose_json')
  form.append('timestamp_granularities[]', 'word')
  const response = await fetch(`${standIn.url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${standIn.key}` },
    body: form,
  })
  return response.json()
}

test('without a language only English is recognised, as by nova-3', async () => {
  standIn.say([{ speaker: 0, text: 'Доброе утро, коллеги.' }])
  const words = async (query: string) => {
    const answer = (await (await listen(query)).json()) as {
      results: { channels: { alternatives: { words: unknown[] }[] }[] }
    }
    return answer.results.channels[0]?.alternatives[0]?.words.length
  }
  expect(await words('?model=nova-3')).toBe(0)
  expect(await words('?model=nova-3&language=ru')).toBe(3)
  standIn.say(script)
})

test('other processes control it by HTTP', async () => {
  const steer = (body: object) =>
    fetch(`${standIn.url}/_control`, { method: 'POST', body: JSON.stringify(body) })
  await steer({ faults: ['503'], media: { sizeBytes: 5 } })
  expect((await listen()).status).toBe(503)
  expect((await listen()).status).toBe(200)
  await steer({ media: { sizeBytes: 6 } })
  expect((await listen()).status).toBe(400)
  await steer({ media: {}, script: [{ speaker: null, text: 'Another script.' }] })
  expect(await (await listen()).text()).toContain('Another script.')
  standIn.say(script)
})

if (data) {
  const wire = join(data, 'wire/deepgram')
  const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(wire, ...path), 'utf8'))

  const compile = (document: object, name: string) => {
    const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false })
    ajv.addSchema(document, 'vendor')
    return ajv.compile({ $ref: `vendor#/components/schemas/${name}` })
  }
  const faultsOf = (check: ReturnType<typeof compile>, answer: unknown): unknown =>
    check(answer)
      ? []
      : (check.errors ?? []).map(({ instancePath, message }) => [instancePath, message])

  describe('Deepgram', () => {
    const check = compile(
      Bun.YAML.parse(readFileSync(join(data, 'openapi/deepgram.openapi.yml'), 'utf8')) as object,
      'ListenV1Response',
    )

    test('its responses match the vendor’s document', async () => {
      expect(faultsOf(check, await (await listen()).json())).toEqual([])
      expect(
        faultsOf(check, await (await listen('?model=nova-3&detect_language=true')).json()),
      ).toEqual([])
      // The check can fail.
      expect(faultsOf(check, { metadata: {} })).not.toEqual([])
    })

    const paths = (value: unknown, at = ''): string[] => {
      if (Array.isArray(value)) return value.flatMap((one) => paths(one, `${at}[]`))
      if (value === null || typeof value !== 'object') return [`${at} ${typeof value}`]
      return Object.entries(value).flatMap(([key, one]) =>
        paths(one, `${at}.${/^[0-9a-f-]{36}$/.test(key) ? '<id>' : key}`),
      )
    }

    test('they have only fields of real or constructed responses, with the same types', async () => {
      const known = new Set(
        ['recorded', 'constructed'].flatMap((folder) =>
          readdirSync(join(wire, folder))
            .filter((name) => !name.startsWith('ws-'))
            .flatMap((name) => paths(read(folder, name))),
        ),
      )
      const own = new Set(paths(await (await listen()).json()))
      expect([...own].filter((path) => !known.has(path))).toEqual([])
    })

    test.each(readdirSync(join(wire, 'recorded')).filter((name) => !name.startsWith('ws-')))(
      'the adapter reads the recorded %s',
      (name) => {
        const { utterances, durationMs, requestId } = readAnswer(read('recorded', name))
        expect(utterances.length).toBeGreaterThan(0)
        expect(utterances[0]?.words.length).toBeGreaterThan(5)
        expect(durationMs).toBeGreaterThan(5_000)
        expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
      },
    )

    test.each(readdirSync(join(wire, 'constructed')))('and the constructed %s', (name) => {
      const { utterances } = readAnswer(read('constructed', name))
      expect(utterances.length).toBeGreaterThan(10)
      expect(new Set(utterances.map(({ speaker }) => speaker)).size).toBeGreaterThan(1)
    })
  })

  test('Whisper’s responses match OpenAI’s document', async () => {
    const packed = new Uint8Array(readFileSync(join(data, 'openapi/openai.openapi.json.gz')))
    const document = JSON.parse(new TextDecoder().decode(gunzipSync(packed))) as object
    const check = compile(document, 'CreateTranscriptionResponseVerboseJson')
    const answer = await transcribe()
    expect(faultsOf(check, answer)).toEqual([])
    expect(faultsOf(check, { text: 1 })).not.toEqual([])
    expect(readWhisper(answer).utterances).toHaveLength(2)
  })
}

import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import { deepgramAnswer } from '../../../ops/stand-ins/deepgram/deepgram-answer.ts'
import { timed } from '../../../ops/stand-ins/deepgram/script.ts'
import { readSpeechAnswer } from '../../adapters/speech/read-answer.ts'
import { shapeAnswer } from '../../modules/transcription/speech/shape-answer.ts'
import { readTranscriptFile } from '../../../plugins/importers/index.ts'
import { openParser, type Parser, type ParserOptions } from './index.ts'

// Threads start slowly while many tests run.
setDefaultTimeout(60_000)

const faulty = new URL('./testing/faulty-entry.ts', import.meta.url)
let parser: Parser | undefined
afterEach(() => parser?.stop())

const open = (options: ParserOptions = {}): Parser => (parser = openParser(options))
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const blocksOf = (text: string) => [bytesOf(text)]
const ann = { tenantId: 'a', personId: 'ann' }
const ben = { tenantId: 'b', personId: 'ben' }
const named = (fileName: string) => ({ fileName, hashPrefix: null })

const captions = (count: number): string => {
  const time = (second: number) => new Date(second * 1_000).toISOString().slice(11, 23)
  const cue = (at: number) =>
    `${time(at)} --> ${time(at + 1)}\n<v Ada>This is point number ${at} of the list.</v>\n`
  return `WEBVTT\n\n${Array.from({ length: count }, (_, at) => cue(at)).join('\n')}`
}

test('reads like the importers, hashes the file and returns its bytes', async () => {
  const text = 'Ada: We start on Monday.\nBen: Good.\n'
  const given = bytesOf(text)
  const options = { fileName: 'talk.txt', hashPrefix: 'asked' }
  const { bytes, transcript } = await open().read(ann, [given], options)
  expect(transcript).toEqual(readTranscriptFile(bytesOf(text), options))
  expect(transcript.speakers).toEqual(['Ada', 'Ben'])
  expect(JSON.parse(transcript.rows)).toHaveLength(2)
  expect(transcript.hash).toMatch(/^[0-9a-f]{64}$/)
  expect(new TextDecoder().decode(bytes)).toBe(text)
  // Transferred, not copied.
  expect(given.byteLength).toBe(0)
})

test('passes the names that the meeting and the organisation know', async () => {
  const text = blocksOf('Ada: We start.\nBen: Good.\nLee:I will call.\n#9: And I.\nAda: Fine.\n')
  const known = { participants: ['Tom Lee'], directory: ['#9'] }
  const { transcript } = await open().read(ann, text, { ...named('talk.txt'), known })
  expect(transcript.speakers).toEqual(['Ada', 'Ben', 'Lee', '#9'])
})

test('reads a file in blocks as a whole, wherever it was cut', async () => {
  const text = 'Ada: Wir fangen früh an.\nÉva: Gut.\n'
  const bytes = bytesOf(text)
  const blocks = Array.from(bytes, (byte) => new Uint8Array([byte]))
  const { bytes: whole, transcript } = await open().read(ann, blocks, named('talk.txt'))
  expect(transcript.speakers).toEqual(['Ada', 'Éva'])
  expect(new TextDecoder().decode(whole)).toBe(text)
})

test('leaves the rest of a buffer alone when it is given a view', async () => {
  const larger = bytesOf('xxAda: We start on Monday.\nBen: Good.\n')
  const { transcript } = await open().read(ann, [larger.subarray(2)], named('a.txt'))
  expect(transcript.speakers).toEqual(['Ada', 'Ben'])
  expect(larger.byteLength).toBeGreaterThan(0)
})

test('refuses a file that is not a transcript with the importers’ own message', async () => {
  const refused = open().read(ann, blocksOf('%PDF-1.7 stream'), named('a.pdf'))
  await expect(refused).rejects.toMatchObject({ name: 'ImportError', reason: 'pdf' })
})

test('keeps this process responsive while a large file is read', async () => {
  const reader = open()
  await reader.read(ann, blocksOf(captions(3)), named('small.vtt'))
  let ticks = 0
  const ticking = setInterval(() => (ticks += 1), 1)
  const { transcript } = await reader.read(ann, blocksOf(captions(19_000)), named('large.vtt'))
  clearInterval(ticking)
  expect(transcript.segmentCount).toBe(19_000)
  expect(ticks).toBeGreaterThan(20)
})

test('reads an answer of eight hours off the event loop, into the rows that its utterances make', async () => {
  const script = Array.from({ length: 4_500 }, (_, at) => ({
    speaker: at % 3,
    text: `We have decided that point ${at} is done by Friday, and I will send it to the client.`,
  }))
  const heard = new URLSearchParams('language=en&diarize=true&utterances=true&smart_format=true')
  const media = { sizeBytes: 1, sha256: '0', contentType: 'audio/ogg' }
  const text = JSON.stringify(deepgramAnswer(heard, media, timed(script)))
  expect(text.length).toBeGreaterThan(15_000_000)
  const reader = open()
  await reader.read(ann, blocksOf('Ada: Hello.\nBen: Hello.\n'), named('small.txt'))
  let rounds = 0
  let isDone = false
  const goRound = (): void => {
    rounds++
    if (!isDone) setImmediate(goRound)
  }
  const given = bytesOf(text)
  const reading = reader.readAnswer(ann, 'deepgram', given)
  goRound()
  const { bytes, speech } = await reading
  isDone = true
  // On the loop itself there would be one turn at most.
  expect(rounds).toBeGreaterThan(20)
  expect(given.byteLength).toBe(0)
  expect(bytes.byteLength).toBe(bytesOf(text).byteLength)
  expect(speech).toEqual(shapeAnswer(readSpeechAnswer('deepgram', bytes)))
  expect(speech).toMatchObject({ segmentCount: 4_500, speakers: [1, 2, 3], language: null })
})

test('refuses an answer that is not one, or holds no words, in the provider’s name', async () => {
  const reader = open()
  const answers: [string, object][] = [
    ['<html>Bad gateway</html>', { code: 'provider_garbage', retryable: true }],
    ['{"results":{"channels":[]}}', { code: 'no_speech', retryable: false }],
    ['{"results":{"x":1}}', { code: 'answer_unreadable', retryable: false }],
  ]
  for (const [text, fault] of answers) {
    const refused = reader.readAnswer(ann, 'deepgram', bytesOf(text))
    await expect(refused).rejects.toMatchObject({ name: 'SpeechError', ...fault })
  }
})

test('lets an answer be read again after its thread was ended, without calling it unreadable', async () => {
  const reader = open({ entry: faulty, deadlineMs: 300 })
  const slow = reader.readAnswer(ann, 'spin' as never, bytesOf('{}'))
  await expect(slow).rejects.toMatchObject({ name: 'AnswerNotRead', retryable: true })
})

test('refuses a file that takes too long with a remedy, and reads the next one', async () => {
  const reader = open({ entry: faulty, atMost: 1, deadlineMs: 300 })
  const slow = reader.read(ann, blocksOf('a'), named('spin'))
  const next = reader.read(ann, blocksOf('b'), named('next'))
  await expect(slow).rejects.toMatchObject({ reason: 'too_slow', code: 'transcript_too_large' })
  expect((await next).transcript.title).toBe('next')
})

test('refuses a file that takes too much memory with a remedy', async () => {
  const reader = open({ entry: faulty, growthBytes: 100_000_000, deadlineMs: 60_000 })
  const hungry = reader.read(ann, blocksOf('a'), named('eat'))
  await expect(hungry).rejects.toMatchObject({ reason: 'too_much_memory' })
})

test('finds the tenant whose files take the memory, and reads those of others', async () => {
  const reader = open({ entry: faulty, growthBytes: 100_000_000, deadlineMs: 60_000 })
  const eat = () => reader.read(ann, blocksOf('a'), named('eat')).catch((error: unknown) => error)
  const told: unknown[] = []
  const over = new AbortController()
  const others = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await reader.read(ben, blocksOf('b'), named('slow')).catch((error: unknown) => {
        // At most refused with a time to retry.
        expect(error).toMatchObject({ code: 'unavailable' })
      })
    }
  }
  const beside = others()
  for (let times = 0; times < 4; times++) told.push(await eat())
  over.abort()
  await beside
  expect(told.at(-1)).toMatchObject({ reason: 'too_much_memory' })
})

test('fails only the file of a thread that ends by itself', async () => {
  const reader = open({ entry: faulty, atMost: 1 })
  const lost = reader.read(ann, blocksOf('a'), named('exit'))
  const next = reader.read(ann, blocksOf('b'), named('next'))
  await expect(lost).rejects.toThrow('ended by itself')
  expect((await next).transcript.title).toBe('next')
})

test('makes one organisation’s files wait for each other, and refuses the overflow with Retry-After', async () => {
  const reader = open({ entry: faulty, atMost: 1, waitingAtMost: 16, deadlineMs: 50_000 })
  let doneOfFlood = 0
  const spin = () => reader.read(ann, blocksOf('a'), named('spin')).finally(() => doneOfFlood++)
  const flood = Promise.allSettled(Array.from({ length: 30 }, spin))
  const bring = () => reader.read(ben, blocksOf('b'), named('b'))
  const [one, other] = await Promise.all([bring(), bring()])
  expect([one.transcript.title, other.transcript.title]).toEqual(['b', 'b'])
  // One runs and twelve wait: b waited for none of them.
  expect(doneOfFlood).toBe(30 - 1 - 12)
  reader.stop()
  const lost = (await flood).slice(1 + 12)
  expect(lost).toHaveLength(30 - 1 - 12)
  expect(lost[0]).toMatchObject({
    reason: { code: 'unavailable', headers: { 'retry-after': '5' } },
  })
})

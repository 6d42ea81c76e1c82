import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import { deepgramAnswer } from '../../../ops/stand-ins/deepgram/deepgram-answer.ts'
import { timed } from '../../../ops/stand-ins/deepgram/script.ts'
import { readSpeechAnswer } from '../../adapters/speech/read-answer.ts'
import { shapeAnswer } from '../../modules/transcription/speech/shape-answer.ts'
import { readTranscriptFile } from '../../../plugins/importers/index.ts'
import { openParser, type Parser, type ParserOptions } from './index.ts'

// Threads start slowly where many tests run.
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

test('a thread reads what the importers read, hashes it, and gives the bytes back', async () => {
  const text = 'Ada: We start on Monday.\nBen: Good.\n'
  const given = bytesOf(text)
  const options = { fileName: 'talk.txt', hashPrefix: 'asked' }
  const { bytes, transcript } = await open().read(ann, [given], options)
  expect(transcript).toEqual(readTranscriptFile(bytesOf(text), options))
  expect(transcript.speakers).toEqual(['Ada', 'Ben'])
  expect(JSON.parse(transcript.rows)).toHaveLength(2)
  expect(transcript.hash).toMatch(/^[0-9a-f]{64}$/)
  expect(new TextDecoder().decode(bytes)).toBe(text)
  // Handed over and not copied.
  expect(given.byteLength).toBe(0)
})

test('names that the meeting and the organisation know reach the thread', async () => {
  const text = blocksOf('Ada: We start.\nBen: Good.\nLee:I will call.\n#9: And I.\nAda: Fine.\n')
  const known = { participants: ['Tom Lee'], directory: ['#9'] }
  const { transcript } = await open().read(ann, text, { ...named('talk.txt'), known })
  expect(transcript.speakers).toEqual(['Ada', 'Ben', 'Lee', '#9'])
})

test('a file in blocks is read as a whole, wherever it was cut', async () => {
  const text = 'Ada: Wir fangen früh an.\nÉva: Gut.\n'
  const bytes = bytesOf(text)
  const blocks = Array.from(bytes, (byte) => new Uint8Array([byte]))
  const { bytes: whole, transcript } = await open().read(ann, blocks, named('talk.txt'))
  expect(transcript.speakers).toEqual(['Ada', 'Éva'])
  expect(new TextDecoder().decode(whole)).toBe(text)
})

test('a view of a larger buffer leaves the rest of it where it was', async () => {
  const larger = bytesOf('xxAda: We start on Monday.\nBen: Good.\n')
  const { transcript } = await open().read(ann, [larger.subarray(2)], named('a.txt'))
  expect(transcript.speakers).toEqual(['Ada', 'Ben'])
  expect(larger.byteLength).toBeGreaterThan(0)
})

test('what is no transcript is refused with the importers’ own words', async () => {
  const refused = open().read(ann, blocksOf('%PDF-1.7 stream'), named('a.pdf'))
  await expect(refused).rejects.toMatchObject({ name: 'ImportError', reason: 'pdf' })
})

test('while a large file is read, the process goes on ticking', async () => {
  const reader = open()
  await reader.read(ann, blocksOf(captions(3)), named('small.vtt'))
  let ticks = 0
  const ticking = setInterval(() => (ticks += 1), 1)
  const { transcript } = await reader.read(ann, blocksOf(captions(19_000)), named('large.vtt'))
  clearInterval(ticking)
  expect(transcript.segmentCount).toBe(19_000)
  expect(ticks).toBeGreaterThan(20)
})

test('an answer of eight hours is read beside the loop, into the rows that its utterances make', async () => {
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
  // On the loop itself there is one round at most.
  expect(rounds).toBeGreaterThan(20)
  expect(given.byteLength).toBe(0)
  expect(bytes.byteLength).toBe(bytesOf(text).byteLength)
  expect(speech).toEqual(shapeAnswer(readSpeechAnswer('deepgram', bytes)))
  expect(speech).toMatchObject({ segmentCount: 4_500, speakers: [1, 2, 3], language: null })
})

test('an answer that is none, or holds no words, is refused in the provider’s name', async () => {
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

test('an answer whose thread was ended may be read again: nobody says that it is unreadable', async () => {
  const reader = open({ entry: faulty, deadlineMs: 300 })
  const slow = reader.readAnswer(ann, 'spin' as never, bytesOf('{}'))
  await expect(slow).rejects.toMatchObject({ name: 'AnswerNotRead', retryable: true })
})

test('a file that takes too long is refused with a remedy, and the next one is read', async () => {
  const reader = open({ entry: faulty, atMost: 1, deadlineMs: 300 })
  const slow = reader.read(ann, blocksOf('a'), named('spin'))
  const next = reader.read(ann, blocksOf('b'), named('next'))
  await expect(slow).rejects.toMatchObject({ reason: 'too_slow', code: 'transcript_too_large' })
  expect((await next).transcript.title).toBe('next')
})

test('a file that takes too much memory is refused with a remedy', async () => {
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
        // At most told to come back.
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

test('a thread that ends by itself fails its own file only', async () => {
  const reader = open({ entry: faulty, atMost: 1 })
  const lost = reader.read(ann, blocksOf('a'), named('exit'))
  const next = reader.read(ann, blocksOf('b'), named('next'))
  await expect(lost).rejects.toThrow('ended by itself')
  expect((await next).transcript.title).toBe('next')
})

test('one organisation’s many files wait for themselves; the overflow is refused with Retry-After', async () => {
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

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../ops/test/installation.ts'
import { listFiles, readFile } from '../../http/test/files.ts'
import {
  uploadTranscript,
  type Client,
  clientOf,
  createMeeting,
  problemOf,
  readMeeting,
  refusalOf,
  reviewMeeting,
  talk,
  untilStatus,
} from '../../http/test/meetings.ts'
import { snapshot } from '../../http/test/snapshot.ts'
import type { TranscriptView } from './contract.ts'
import { parseTranscript } from '../../../plugins/importers/index.ts'
import { docx } from '../../../plugins/importers/test/docx.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
let tenantId: string
beforeAll(async () => {
  installation = await openInstallation()
  ;({ tenantId } = await installation.createTenant('transcripts'))
  client = clientOf(installation, 'transcripts', await installation.signIn('transcripts'))
})
afterAll(() => installation.close())

const srt = talk
  .replace('WEBVTT\n\n', '')
  .replaceAll(/(\d\d:\d\d:\d\d)\.(\d{3})/g, '$1,$2')
  .replaceAll(/<v ([^>]+)>/g, '$1: ')
const plain = srt
  .split('\n')
  .filter((line) => /^[A-Z][a-z]+ [A-Z]/.test(line))
  .join('\n')
const json = JSON.stringify({
  segments: plain.split('\n').map((line, at) => {
    const [speaker, text] = line.split(': ')
    return { speaker, text, startMs: at * 7_000, endMs: at * 7_000 + 6_000 }
  }),
})
const turns = plain.split('\n').map((line) => line.split(': ', 2))
const otter = turns.map(([name, text], at) => `${name}  0:0${at}\n${text}\n`).join('\n')
const teams = docx([
  'Weekly sync-Meeting Transcript',
  'Anna Kern started transcription',
  ...turns.map(([name, text], at) => `${name}   0:0${at}\n${text}`),
])
const utf16 = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array([0xff, 0xfe, ...new Uint8Array(Buffer.from(text, 'utf16le'))])

const samples: [
  name: string,
  body: string | Uint8Array<ArrayBuffer>,
  source: string,
  encoding: string,
][] = [
  ['WebVTT', talk, 'webvtt', 'utf-8'],
  ['SubRip', srt, 'srt', 'utf-8'],
  ['plain text', plain, 'plain', 'utf-8'],
  ['JSON', json, 'json', 'utf-8'],
  ['WebVTT in UTF-16', utf16(talk), 'webvtt', 'utf-16le'],
  ['Otter', otter, 'otter', 'utf-8'],
  ['a Teams document', new Uint8Array(teams), 'teams', 'utf-8'],
]

const read = (id: string) => client.get<TranscriptView>(`/meetings/${id}/transcript`)
const spoken = ({ data, speakers }: TranscriptView): string[] =>
  data.map(({ speakerId, text }) => `${speakers.find(({ id }) => id === speakerId)?.name}: ${text}`)

test.each(samples)(
  '%s is recognised by what it holds and read to the end',
  async (_name, body, source, encoding) => {
    const { id } = await createMeeting(client)
    const imported = await uploadTranscript(client, id, body, { 'x-file-name': 'notes.bin' })
    expect(imported).toMatchObject({ source, encoding, segmentCount: 7, speakerCount: 3 })
    const transcript = await read(id)
    expect(transcript).toMatchObject({
      source,
      fileName: 'notes.bin',
      language: 'en',
      hasMore: false,
    })
    expect(spoken(transcript)).toEqual(plain.split('\n'))
    const times = transcript.data.map(({ startMs }) => startMs)
    if (source === 'plain') expect(new Set(times)).toEqual(new Set([null]))
    else expect(times.every((time) => time !== null)).toBe(true)
    const meeting = await untilStatus(client, id, 'in_review')
    expect(meeting.participants.map(({ name }) => name)).toEqual([
      'Anna Kern',
      'Boris Wolf',
      'Clara Diaz',
    ])
  },
)

test('the file is kept as it arrived', async () => {
  const { id } = await createMeeting(client)
  const body = utf16(talk)
  await uploadTranscript(client, id, body)
  const [key = ''] = await listFiles(installation, id)
  expect(key).toStartWith(`tenants/${tenantId}/meetings/${id}/`)
  expect(new Uint8Array(await readFile(installation, key))).toEqual(body)
})

test('each download is read back to the same words, speakers and times', async () => {
  const tricky = `${talk}\n8\n00:00:50.000 --> 00:00:55.000\n<v O'Neil &amp; Söhne>Is 3 &lt; 5 &amp; 7 &gt; 6? Yes: "always".\n`
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id, tricky)
  const transcript = await read(id)
  for (const format of ['vtt', 'srt', 'txt', 'json']) {
    const response = await client.send(`/meetings/${id}/transcript.${format}`)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const again = parseTranscript(bytes)
    const words = again.segments.map(({ speaker, text }) => `${speaker}: ${text}`)
    expect({ format, words }).toEqual({ format, words: spoken(transcript) })
    const times = again.segments.map(({ startMs, endMs }) => [startMs, endMs])
    const expected = transcript.data.map(({ startMs, endMs }) =>
      format === 'txt' ? [null, null] : [startMs, endMs],
    )
    expect({ format, times }).toEqual({ format, times: expected })
  }
})

test('a cue whose end is not known stays until the next one, or as long as it takes to read', async () => {
  const { id } = await createMeeting(client)
  const words =
    'We talked about the spring release for long, and nobody wants to move it any further.'
  await uploadTranscript(
    client,
    id,
    `Ann  0:03\n${words}\n\nBob  0:05\nYes.\n\nAnn  1:00\n${words}\n`,
  )
  for (const [format, separator] of [
    ['vtt', '.'],
    ['srt', ','],
  ]) {
    const text = await (await client.send(`/meetings/${id}/transcript.${format}`)).text()
    const ends = [...text.matchAll(/ --> (\S+)/g)].map(([, end]) =>
      end?.replace(separator ?? '', '.'),
    )
    expect(ends).toEqual(['00:00:05.000', '00:00:06.000', '00:01:05.100'])
  }
})

test('captions are refused for a transcript without times, with what to take instead', async () => {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id, plain)
  for (const format of ['vtt', 'srt']) {
    const { status, code, detail } = await problemOf(
      await client.send(`/meetings/${id}/transcript.${format}`),
    )
    expect(`${status} ${code}`).toBe('409 wrong_state')
    expect(detail).toContain('txt')
  }
})

test('a long transcript is read page by page', async () => {
  const { id } = await createMeeting(client)
  const lines = Array.from(
    { length: 25 },
    (_, at) => `Speaker ${'ABC'[at % 3]}: Sentence number ${at} is here.`,
  )
  await uploadTranscript(client, id, lines.join('\n'))
  const seen: number[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const page: TranscriptView = await client.get(`/meetings/${id}/transcript?limit=10${query}`)
    seen.push(...page.data.map(({ segmentId }) => segmentId))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, at) => at + 1))
  const other = await createMeeting(client)
  await uploadTranscript(client, other.id, plain)
  const first = await client.get<TranscriptView>(`/meetings/${id}/transcript?limit=1`)
  const foreign = await client.send(
    `/meetings/${other.id}/transcript?cursor=${encodeURIComponent(first.nextCursor ?? '')}`,
  )
  expect(await refusalOf(foreign)).toBe('422 invalid_request')
})

/** What earlier tests left to the worker is done: nothing but the request itself can change anything. */
const untilNothingRuns = () =>
  eventually(async () => {
    const [open] = await installation.admin`
      select 1 from meetings where tenant_id = ${tenantId} and status in ('queued', 'analysing') limit 1`
    const [unsent] = await installation.admin`
      select 1 from outbox where tenant_id = ${tenantId} limit 1`
    const [pending] = await installation.admin`
      select 1 from pending_jobs where tenant_id = ${tenantId} and due_at <= now() limit 1`
    return !open && !unsent && !pending
  })

const bytes = (...values: number[]) => new Uint8Array(values)
const refused: [name: string, body: string | Uint8Array<ArrayBuffer>, answer: string][] = [
  ['nothing', '', '422 transcript_empty'],
  ['white space', ' \n\t\n', '422 transcript_empty'],
  ['captions without a cue', 'WEBVTT\n\nNOTE nothing\n', '422 transcript_empty'],
  ['a PDF', '%PDF-1.7\n1 0 obj\n', '422 transcript_unrecognised'],
  ['a zip or DOCX', bytes(0x50, 0x4b, 3, 4, 20, 0, 0, 0), '422 transcript_unrecognised'],
  ['a picture', bytes(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0), '422 transcript_unrecognised'],
  ['a recording', bytes(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0), '422 transcript_unrecognised'],
  ['a web page', '<!doctype html><html><body>Hello</body></html>', '422 transcript_unrecognised'],
  ['JSON without segments', '{"title": "x"}', '422'],
  ['JSON with a damaged segment', '{"segments": [{"text": 5}]}', '422'],
  ['half a JSON file', '{"segments": [{"text": "a"}', '422'],
  ['more than 20 MB', 'Anna: Hello there.\n'.repeat(1_200_000), '413 transcript_too_large'],
]

test.each(refused)(
  '%s is refused with what was expected, and nothing is changed',
  async (_name, body, answer) => {
    const { id } = await createMeeting(client)
    await untilNothingRuns()
    const before = await snapshot(installation, tenantId)
    const files = await listFiles(installation, tenantId)
    const response = await client.send(`/meetings/${id}/transcript`, { method: 'POST', body })
    const { status, code, detail } = await problemOf(response)
    expect(`${status} ${code}`).toStartWith(answer)
    expect(detail.length).toBeGreaterThan(30)
    expect(await snapshot(installation, tenantId)).toEqual(before)
    expect(await listFiles(installation, tenantId)).toEqual(files)
  },
)

test('a new transcript of hundreds of speakers is read like any other', async () => {
  const time = (second: number) => new Date(second * 1_000).toISOString().slice(11, 23)
  const cue = (at: number) =>
    `${time(at)} --> ${time(at + 1)}\n<v Speaker ${at % 900}>We talked about number ${at}.\n`
  const captions = `WEBVTT\n\n${Array.from({ length: 18_000 }, (_, at) => cue(at)).join('\n')}`
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id, captions)
  // Joined without statistics, both took longer than a statement may.
  expect((await client.send(`/meetings/${id}/transcript`)).status).toBe(200)
  const download = await client.send(`/meetings/${id}/transcript.vtt`)
  expect(download.status).toBe(200)
  expect(await download.text()).toContain('<v Speaker 899>')
})

test('a name for the file is a name and nothing else', async () => {
  const names: [given: string, kept: string | null][] = [
    [encodeURIComponent('Встреча 18 ноября.vtt'), 'Встреча 18 ноября.vtt'],
    ['..%2F..%2Fetc%2Fpasswd', 'passwd'],
    ['C%3A%5CUsers%5Canna%5Cnotes.vtt', 'notes.vtt'],
    ['a%00b%0D%0Ac.vtt', 'abc.vtt'],
    ['%E0%A4%A', null],
    ['%20%20', null],
    ['a'.repeat(400), 'a'.repeat(255)],
  ]
  for (const [given, kept] of names) {
    const { id } = await createMeeting(client)
    await uploadTranscript(client, id, talk, { 'x-file-name': given })
    expect((await read(id)).fileName).toBe(kept)
    expect(await listFiles(installation, id)).toHaveLength(1)
  }
})

test('a meeting that is being worked on takes no transcript', async () => {
  const meeting = await createMeeting(client)
  await installation.admin`update meetings set status = 'analysing' where id = ${meeting.id}`
  const response = await client.send(`/meetings/${meeting.id}/transcript`, {
    method: 'POST',
    body: talk,
  })
  expect(await refusalOf(response)).toBe('409 wrong_state')
  expect(await listFiles(installation, meeting.id)).toEqual([])
})

test('of several imports at once one comes in and the others leave nothing behind', async () => {
  const { id } = await createMeeting(client)
  const answers = await Promise.all(
    Array.from({ length: 5 }, () =>
      client.send(`/meetings/${id}/transcript`, { method: 'POST', body: talk }),
    ),
  )
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0)
  expect(statuses.every((status) => status === 201 || status === 409)).toBe(true)
  await untilStatus(client, id, 'in_review')
  const [stored] = await installation.admin<{ count: number }[]>`
    select count(*)::int from transcripts where meeting_id = ${id}`
  expect(stored?.count).toBe(statuses.filter((status) => status === 201).length)
  expect(await listFiles(installation, id)).toHaveLength(stored?.count ?? 0)
})

test('a new transcript takes the place of the old one; the one that was cited stays', async () => {
  const meeting = await reviewMeeting(client)
  await uploadTranscript(client, meeting.id, plain)
  const again = await untilStatus(client, meeting.id, 'in_review')
  expect((await read(meeting.id)).source).toBe('plain')
  expect(again.currentRunId).not.toBe(meeting.currentRunId)
  expect((await readMeeting(client, meeting.id)).durationMs).toBeNull()
  expect(
    await installation.admin`select 1 from transcripts where meeting_id = ${meeting.id}`,
  ).toHaveLength(2)
})

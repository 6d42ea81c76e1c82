import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { addMember } from '../../../http/test/members.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  itemsOf,
  type ItemView,
  openTenant,
  problemOf,
  readArtifacts,
  refusalOf,
  reviewMeeting,
  talk,
} from '../../../http/test/meetings.ts'
import type { MeetingHistory } from '../../meetings/contract.ts'
import type { ChangedSegments, SpeakersView, TranscriptView } from '../contract.ts'
import { tenantIdOf } from '../test/recordings.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
let tenantId: string
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'speakers')
  tenantId = await tenantIdOf(installation, 'speakers')
})
afterAll(() => installation.close())

const speakersOf = (id: string) => client.get<SpeakersView>(`/meetings/${id}/transcript/speakers`)
const transcriptOf = (id: string) => client.get<TranscriptView>(`/meetings/${id}/transcript`)
const patchSpeakers = (id: string, json: unknown, as: Client = client) =>
  as.send(`/meetings/${id}/transcript/speakers`, { method: 'PATCH', json })
const patchSegment = (
  id: string,
  segmentId: number | string,
  json: unknown,
  headers: Record<string, string> = {},
) =>
  client.send(`/meetings/${id}/transcript/segments/${segmentId}`, {
    method: 'PATCH',
    json,
    headers,
  })
const itemsIn = async (id: string) => itemsOf(await readArtifacts(client, id))
const staleIn = (items: ItemView[]) => items.filter(({ stale }) => stale).map(({ id }) => id)
const namesSpeaker = ({ refs }: ItemView, id: number) =>
  Object.values(refs).some(({ speakerId }) => speakerId === id)
const citing = (items: ItemView[], ...segmentIds: number[]) =>
  items
    .filter(({ evidence }) => evidence.some(({ segmentId }) => segmentIds.includes(segmentId)))
    .map(({ id }) => id)
/** What the live stream was told of a meeting, from the rows that were committed. */
const eventsOf = async (id: string) => {
  const stream = await installation.services.redis.commands.xrange(
    `aam:{${tenantId}}:events`,
    '-',
    '+',
  )
  return stream
    .map(([, fields]) => ({ name: fields[1] ?? '', data: JSON.parse(fields[3] ?? '{}') as object }))
    .filter(({ data }) => (data as { meetingId?: string }).meetingId === id)
}

/** In the sample, Anna is speaker 1 (1, 3, 7), Boris 2 (2, 5), Clara 3 (4, 6). */
test('the speakers are told with how much each of them says', async () => {
  const { id } = await reviewMeeting(client)
  const { data } = await speakersOf(id)
  expect(data.map(({ name, unnamed, segmentCount }) => [name, unnamed, segmentCount])).toEqual([
    ['Anna Kern', false, 3],
    ['Boris Wolf', false, 2],
    ['Clara Diaz', false, 2],
  ])
  expect(data[0]?.spokenMs).toBe(17_000)
  expect(data.flatMap(({ suggestions }) => suggestions)).toEqual([])
})

test('a speaker who is only a number is suggested a name, and the directory’s person', async () => {
  const person = (await (await client.post('/people', { name: 'Anna Kern' })).json()) as {
    id: string
  }
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id)
  await installation.admin`
    update speakers set name = 'Speaker ' || id, unnamed = true
    where transcript_id in (select id from transcripts where meeting_id = ${id})`
  const { data } = await speakersOf(id)
  expect(data[0]?.suggestions).toEqual([
    {
      name: 'Anna Kern',
      personId: person.id,
      basis: 'self-introduction',
      segmentId: 1,
      quote: 'Good morning everybody, I am Anna Kern and I lead the warehouse project.',
    },
  ])
  // A suggestion changes nothing by itself.
  expect((await speakersOf(id)).data[0]).toMatchObject({ name: 'Speaker 1', unnamed: true })
  const response = await patchSpeakers(id, {
    rename: [{ id: 1, name: ' Anna Kern ', personId: person.id }],
  })
  expect(response.status).toBe(200)
  expect(((await response.json()) as SpeakersView).data[0]).toMatchObject({
    name: 'Anna Kern',
    unnamed: false,
    personId: person.id,
    suggestions: [],
  })
  const unlinked = await patchSpeakers(id, { rename: [{ id: 1, name: 'Anna K.', personId: null }] })
  expect(((await unlinked.json()) as SpeakersView).data[0]).toMatchObject({
    name: 'Anna K.',
    personId: null,
  })
})

test('a name alone makes nothing stale, and every export follows it', async () => {
  const { id } = await reviewMeeting(client)
  const before = await itemsIn(id)
  await patchSpeakers(id, { rename: [{ id: 2, name: 'Boris Wolff' }] })
  const after = await itemsIn(id)
  expect(staleIn(after)).toEqual([])
  expect(after.map(({ rev }) => rev)).toEqual(before.map(({ rev }) => rev))
  expect(after.flatMap(({ evidence }) => evidence.map(({ speaker }) => speaker))).toContain(
    'Boris Wolff',
  )
  for (const format of ['vtt', 'txt', 'json']) {
    const text = await (await client.send(`/meetings/${id}/transcript.${format}`)).text()
    expect(text).toContain('Boris Wolff')
    expect(text.match(/Boris Wolf(?!f)/)).toBeNull()
  }
})

test('a merge moves the segments and makes exactly what cites them stale, without a new run', async () => {
  const { id, currentRunId } = await reviewMeeting(client)
  const before = await itemsIn(id)
  const expected = citing(before, 4, 6)
  expect(expected.length).toBeGreaterThan(0)
  expect(expected.length).toBeLessThan(before.length)
  const response = await patchSpeakers(id, { merge: [{ from: [3], into: 1 }] })
  expect(((await response.json()) as SpeakersView).data).toMatchObject([
    { id: 1, segmentCount: 5 },
    { id: 2, segmentCount: 2 },
  ])
  const transcript = await transcriptOf(id)
  expect(transcript.speakers.map((speaker) => speaker.id)).toEqual([1, 2])
  expect(transcript.data.map(({ speakerId }) => speakerId)).toEqual([1, 2, 1, 1, 2, 1, 1])
  const after = await itemsIn(id)
  expect(staleIn(after).toSorted()).toEqual(expected.toSorted())
  expect((await readArtifacts(client, id)).run?.id).toBe(currentRunId ?? '')

  const { data } = await client.get<MeetingHistory>(`/meetings/${id}/history`)
  expect(data.at(-1)).toMatchObject({ kind: 'speakers_changed', status: 'in_review' })
  expect(data.at(-1)?.actor).not.toBeNull()
  const [line] = await installation.admin<{ data: object }[]>`
    select data from audit_log where subject_id = ${id} and action = 'transcript.speakers_changed'`
  expect(line?.data).toMatchObject({ movedSegments: 2 })
  const events = await eventually(async () => {
    const list = await eventsOf(id)
    return list.some(({ name }) => name === 'items.changed') ? list : null
  })
  expect(events.map(({ name }) => name)).toContain('transcript.changed')
  const told = events.find(({ name }) => name === 'items.changed')?.data as { itemIds: string[] }
  // Those that only name who was merged read otherwise without being stale.
  expect(told.itemIds.toSorted()).toEqual(
    before
      .filter((item) => expected.includes(item.id) || namesSpeaker(item, 3))
      .map(({ id }) => id)
      .toSorted(),
  )

  // Given back, nothing is stale any more: it is a comparison.
  await patchSegment(id, 4, { speaker: { id: 3 } })
  await patchSegment(id, 6, { speaker: { id: 3 } })
  expect(staleIn(await itemsIn(id))).toEqual([])
})

test('a correction raises the revision, drops the words and makes what cites it stale', async () => {
  const { id } = await reviewMeeting(client)
  const expected = citing(await itemsIn(id), 3)
  const response = await patchSegment(
    id,
    3,
    { text: '  Good. I will send the  contract to the carrier by Friday. ' },
    { 'if-match': '"1"' },
  )
  expect(response.headers.get('etag')).toBe('"2"')
  const changed = (await response.json()) as ChangedSegments
  expect(changed.data).toMatchObject([
    { segmentId: 3, rev: 2, text: 'Good. I will send the contract to the carrier by Friday.' },
  ])
  expect(changed.staleItemIds.toSorted()).toEqual(expected.toSorted())
  expect(staleIn(await itemsIn(id)).toSorted()).toEqual(expected.toSorted())
  // Its quote stays: it belongs to the result.
  const quotes = (await itemsIn(id)).flatMap(({ evidence }) => evidence.map(({ quote }) => quote))
  expect(quotes.join(' ')).toContain('to the supplier by Friday')
  const late = await patchSegment(id, 3, { text: 'Another.' }, { 'if-match': '"1"' })
  expect(late.headers.get('etag')).toBe('"2"')
  expect(await refusalOf(late)).toBe('412 precondition_failed')
  const again = await patchSegment(id, 3, { text: changed.data[0]?.text })
  expect(((await again.json()) as ChangedSegments).data[0]?.rev).toBe(2)
  const text = await (await client.send(`/meetings/${id}/transcript.txt`)).text()
  expect(text).toContain('Anna Kern: Good. I will send the contract to the carrier by Friday.')
})

test('accepting again what is stale stands on the corrected words, where the quote is still among them', async () => {
  const { id } = await reviewMeeting(client)
  const item = (await itemsIn(id)).find(({ evidence }) => evidence.length === 1)
  const segmentId = item?.evidence[0]?.segmentId
  const { data } = await transcriptOf(id)
  const words = data.find((segment) => segment.segmentId === segmentId)?.text
  if (!item || !segmentId || !words) throw new Error('no item rests on one segment')
  const accept = async () =>
    (await (await client.post(`/items/${item.id}/accept`)).json()) as ItemView
  const quoteOf = ({ evidence: [entry] }: ItemView) => entry?.quote
  await accept()
  await patchSegment(id, segmentId, { text: `Well. ${words}`, speaker: { name: 'Clara Diaz' } })
  expect(staleIn(await itemsIn(id))).toContain(item.id)

  const mended = await accept()
  expect(mended).toMatchObject({
    stale: false,
    reviewState: 'accepted',
    evidenceState: item.evidenceState,
  })
  expect(mended.rev).toBeGreaterThan(item.rev + 1)
  const [entry] = mended.evidence
  expect(entry).toMatchObject({
    segmentId,
    startChar: (item.evidence[0]?.startChar ?? 0) + 6,
    speaker: 'Clara Diaz',
    quote: quoteOf(item),
  })
  // Said twice is said once, and what was undone is as stale as before.
  expect((await accept()).rev).toBe(mended.rev)
  const undone = await client.post(`/items/${item.id}/undo`)
  expect((await undone.json()) as ItemView).toMatchObject({ stale: true, reviewState: 'accepted' })
  await accept()

  await patchSegment(id, segmentId, { text: 'Nothing of the kind was said here.' })
  const kept = await accept()
  expect(kept).toMatchObject({ stale: true, reviewState: 'accepted' })
  expect(quoteOf(kept)).toBe(quoteOf(mended))
})

test('all of a section accepted at once stand on the corrected words as well', async () => {
  const { id } = await reviewMeeting(client)
  await patchSegment(id, 2, { speaker: { name: 'Clara Diaz' } })
  const stale = (await itemsIn(id)).filter((item) => item.stale && item.section === 'decisions')
  expect(stale.length).toBeGreaterThan(0)
  await client.post(`/meetings/${id}/sections/decisions/accept`)
  expect((await itemsIn(id)).filter((item) => item.stale && item.section === 'decisions')).toEqual(
    [],
  )
})

test('a range goes to a new speaker, who is found again by name; somebody can be nobody', async () => {
  const { id } = await reviewMeeting(client)
  const before = await itemsIn(id)
  const first = await patchSegment(id, 4, { speaker: { name: 'Dora Lang' }, through: 6 })
  const changed = (await first.json()) as ChangedSegments
  expect(changed.data.map(({ segmentId, speakerId }) => [segmentId, speakerId])).toEqual([
    [4, 4],
    [5, 4],
    [6, 4],
  ])
  expect(changed.speakers.map(({ name }) => name)).toEqual(['Anna Kern', 'Boris Wolf', 'Dora Lang'])
  expect(changed.staleItemIds.toSorted()).toEqual(citing(before, 4, 5, 6).toSorted())
  await patchSegment(id, 2, { speaker: { name: 'dora  lang' } })
  expect((await speakersOf(id)).data.map(({ name }) => name)).toEqual(['Anna Kern', 'Dora Lang'])
  const nobody = await patchSegment(id, 1, { speaker: null })
  expect(((await nobody.json()) as ChangedSegments).data[0]?.speakerId).toBeNull()
  // A new speaker never gets the number of one who has lost all segments.
  await patchSegment(id, 7, { speaker: { name: 'Emil Roth' } })
  expect((await transcriptOf(id)).speakers.map((speaker) => speaker.id)).toEqual([1, 4, 5])
})

test('what names something that is not there changes nothing, and says where it stands', async () => {
  const { id } = await reviewMeeting(client)
  const before = await transcriptOf(id)
  const pointers = async (response: Response) => {
    const { status, errors } = await problemOf(response)
    return [status, ...errors.map(({ pointer }) => pointer)]
  }
  const stranger = crypto.randomUUID()
  expect(
    await pointers(
      await patchSpeakers(id, {
        rename: [
          { id: 1, name: 'Anna' },
          { id: 1, name: 'Anne' },
          { id: 9, name: 'Nobody' },
          { id: 2, name: 'Boris', personId: stranger },
        ],
        merge: [
          { from: [3, 8], into: 1 },
          { from: [2], into: 3 },
          { from: [1], into: 1 },
          { from: [3], into: 2 },
        ],
      }),
    ),
  ).toEqual([
    422,
    '/rename/1/id',
    '/rename/2/id',
    '/rename/3/personId',
    '/merge/0/from/1',
    '/merge/1/into',
    '/merge/2/from/0',
    '/merge/3/into',
    '/merge/3/from/0',
  ])
  expect(await pointers(await patchSpeakers(id, {}))).toEqual([422, ''])
  expect(await pointers(await patchSegment(id, 1, { speaker: { id: 9 } }))).toEqual([
    422,
    '/speaker/id',
  ])
  expect(await pointers(await patchSegment(id, 1, { text: 'x', through: 2 }))).toEqual([
    422,
    '/through',
  ])
  expect(await pointers(await patchSegment(id, 3, { speaker: { id: 1 }, through: 2 }))).toEqual([
    422,
    '/through',
  ])
  expect(await pointers(await patchSegment(id, 3, { speaker: { id: 1 }, through: 99 }))).toEqual([
    422,
    '/through',
  ])
  expect(await refusalOf(await patchSegment(id, 99, { text: 'x' }))).toBe('404 not_found')
  expect(await refusalOf(await patchSegment(id, 'x', { text: 'x' }))).toBe('404 not_found')
  expect(await transcriptOf(id)).toEqual(before)
})

test('a meeting without a transcript has no speakers', async () => {
  const { id } = await createMeeting(client)
  expect(await refusalOf(await client.send(`/meetings/${id}/transcript/speakers`))).toBe(
    '404 not_found',
  )
  expect(await refusalOf(await patchSpeakers(id, { rename: [{ id: 1, name: 'x' }] }))).toBe(
    '404 not_found',
  )
})

test('only those who may change the meeting change its speakers', async () => {
  const { id } = await reviewMeeting(client)
  const reader = await addMember(installation, 'speakers', 'member', 'Reader')
  const stranger = await addMember(installation, 'speakers', 'member', 'Stranger')
  await client.send(`/meetings/${id}/viewers`, {
    method: 'PUT',
    json: { userIds: [reader.userId] },
  })
  const change = { rename: [{ id: 1, name: 'x' }] }
  expect(await refusalOf(await patchSpeakers(id, change, reader))).toBe('403 forbidden')
  expect(await refusalOf(await patchSpeakers(id, change, stranger))).toBe('404 not_found')
  expect((await reader.send(`/meetings/${id}/transcript/speakers`)).status).toBe(200)
  const segment = await reader.send(`/meetings/${id}/transcript/segments/1`, {
    method: 'PATCH',
    json: { text: 'x' },
  })
  expect(await refusalOf(segment)).toBe('403 forbidden')
})

test('an accepted meeting keeps its words until it is reopened', async () => {
  const { id } = await reviewMeeting(client)
  for (const item of await itemsIn(id)) {
    const how = item.evidenceState === 'unsupported' ? 'reject' : 'accept'
    await client.post(`/items/${item.id}/${how}`, {})
  }
  expect((await client.post(`/meetings/${id}/accept`)).ok).toBe(true)
  const change = { merge: [{ from: [3], into: 1 }] }
  expect(await refusalOf(await patchSpeakers(id, change))).toBe('409 wrong_state')
  expect(await refusalOf(await patchSegment(id, 1, { text: 'x' }))).toBe('409 wrong_state')
  await client.post(`/meetings/${id}/reopen`)
  expect((await patchSpeakers(id, change)).status).toBe(200)
})

test('a corrected transcript is what the next run reads', async () => {
  const { id } = await reviewMeeting(client, talk)
  await patchSegment(id, 2, {
    text: 'We have decided to start the pilot on the second of February in the harbour.',
  })
  await client.post(`/meetings/${id}/runs`, {})
  const [run] = await installation.admin<{ id: string }[]>`
    select id from runs where meeting_id = ${id} order by id desc limit 1`
  const found = await eventually(async () => {
    const artifacts = await client.get<{ run: { state: string } }>(
      `/meetings/${id}/artifacts?run=${run?.id}`,
    )
    return artifacts.run.state === 'running' ? null : JSON.stringify(artifacts)
  })
  expect(found).toContain('second of February in the harbour')
})

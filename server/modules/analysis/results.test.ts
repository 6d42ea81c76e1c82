import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import {
  type Client,
  createMeeting,
  first,
  itemsOf,
  openTenant,
  readArtifacts,
  refusalOf,
  reviewMeeting,
} from '../../http/test/meetings.ts'
import type { TranscriptView } from '../transcription/contract.ts'
import type { ArtifactView, CoverageView, RunList } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'results')
})
afterAll(() => installation.close())

const section = (artifacts: ArtifactView, name: string) =>
  first(artifacts.sections.filter((candidate) => candidate.name === name))

test('returns no sections, coverage or export for a meeting without a result', async () => {
  const { id } = await createMeeting(client)
  expect(await readArtifacts(client, id)).toEqual({ run: null, sections: [] })
  expect(await refusalOf(await client.send(`/meetings/${id}/coverage`))).toBe('404 not_found')
  expect(await refusalOf(await client.send(`/meetings/${id}/export`))).toBe('404 not_found')
  expect(await client.get<RunList>(`/meetings/${id}/runs`)).toEqual({ data: [] })
})

test('fills the sections of the scenario from the transcript, in order', async () => {
  const meeting = await reviewMeeting(client)
  const artifacts = await readArtifacts(client, meeting.id)
  expect(artifacts.sections.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'summary needs-model',
    'decisions ok',
    'actionItems ok',
    'openQuestions ok',
    'risks ok',
    'topics needs-model',
    'nextMeeting empty',
    'participants ok',
  ])
  expect(section(artifacts, 'decisions').items[0]?.value.statement).toContain('start the pilot')
  expect(section(artifacts, 'actionItems').items.map(({ value }) => value.owner)).toEqual([
    'Anna Kern',
    'Clara Diaz',
  ])
  expect(section(artifacts, 'decisions').title.ru).toMatch(/[а-я]/i)
  expect(artifacts.run).toMatchObject({ id: meeting.currentRunId, state: 'done', current: true })
  expect(meeting.itemCount).toBe(itemsOf(artifacts).length)
  for (const item of itemsOf(artifacts)) {
    expect(item).toMatchObject({ reviewState: 'proposed', locked: false, stale: false, rev: 1 })
  }
})

test('places every quote in its segment exactly at its offsets', async () => {
  const meeting = await reviewMeeting(client)
  const transcript = await client.get<TranscriptView>(`/meetings/${meeting.id}/transcript`)
  const segments = new Map(transcript.data.map((segment) => [segment.segmentId, segment]))
  const speakers = new Map(transcript.speakers.map(({ id, name }) => [id, name]))
  const evidence = itemsOf(await readArtifacts(client, meeting.id)).flatMap((item) => item.evidence)
  expect(evidence.length).toBeGreaterThan(5)
  for (const entry of evidence) {
    const cited = segments.get(entry.segmentId)
    expect(cited?.text.slice(entry.startChar, entry.endChar)).toBe(entry.quote)
    expect(entry).toMatchObject({
      startMs: cited?.startMs ?? null,
      endMs: cited?.endMs ?? null,
      speaker: speakers.get(cited?.speakerId ?? 0) ?? null,
    })
  }
})

test('counts offsets in UTF-16 units, also after emoji and Cyrillic', async () => {
  const text = [
    'WEBVTT\n\n00:01.000 --> 00:08.000\n<v Анна Керн>🎉🎉 Итак, мы решили запустить пилот первого декабря.',
    '00:09.000 --> 00:15.000\n<v Борис Волк>Хорошо. Я подготовлю план обучения до пятницы 👍.',
  ].join('\n\n')
  const meeting = await reviewMeeting(client, text)
  const transcript = await client.get<TranscriptView>(`/meetings/${meeting.id}/transcript`)
  const texts = new Map(transcript.data.map(({ segmentId, text }) => [segmentId, text]))
  const items = itemsOf(await readArtifacts(client, meeting.id))
  expect(items.length).toBeGreaterThan(0)
  for (const { segmentId, startChar, endChar, quote } of items.flatMap(
    ({ evidence }) => evidence,
  )) {
    expect(texts.get(segmentId)?.slice(startChar, endChar)).toBe(quote)
  }
  expect(meeting.language).toBe('ru')
})

test('marks an item as stale once a cited segment is corrected or assigned to another speaker', async () => {
  const meeting = await reviewMeeting(client)
  const staleOnes = async () =>
    itemsOf(await readArtifacts(client, meeting.id)).filter(({ stale }) => stale)
  expect(await staleOnes()).toEqual([])
  const change = (set: string, ordinal: number) =>
    installation.admin.unsafe(
      `update segments s set ${set} from meetings m where m.id = $1 and m.tenant_id = s.tenant_id
        and s.transcript_id = m.current_transcript_id and s.ordinal = $2`,
      [meeting.id, ordinal],
    )
  await change('rev = s.rev + 1', 5)
  expect((await staleOnes()).map((item) => item.section)).toEqual(['risks'])
  await change('speaker_id = 1', 6)
  expect((await staleOnes()).map((item) => item.section)).toEqual(['openQuestions', 'risks'])
})

test('counts every segment as seen in the coverage, and no citations of rejected items', async () => {
  const meeting = await reviewMeeting(client)
  const read = () => client.get<CoverageView>(`/meetings/${meeting.id}/coverage`)
  const items = itemsOf(await readArtifacts(client, meeting.id))
  const cited = new Set(items.flatMap(({ evidence }) => evidence.map((entry) => entry.segmentId)))
  const before = await read()
  expect(before).toMatchObject({ segmentCount: 7, seenCount: 7, uncitedTailMs: 7_000 })
  expect(before.citedSegmentIds).toEqual([...cited].sort())
  expect(
    await client.get<CoverageView>(`/meetings/${meeting.id}/coverage?run=${meeting.currentRunId}`),
  ).toEqual(before)
  const ofNone = await client.send(`/meetings/${meeting.id}/coverage?run=${crypto.randomUUID()}`)
  expect(ofNone.status).toBe(404)
  const risk = first(items.filter((item) => item.section === 'risks'))
  await client.post(`/items/${risk.id}/reject`)
  const after = await read()
  expect(after.citedSegmentIds).toEqual(before.citedSegmentIds.filter((id) => id !== 5))
  expect(after.citedShare).toBeLessThan(before.citedShare)
})

test('exports the items that people kept, with their edits', async () => {
  const meeting = await reviewMeeting(client)
  const artifacts = await readArtifacts(client, meeting.id)
  const decision = first(section(artifacts, 'decisions').items)
  const risk = first(section(artifacts, 'risks').items)
  const statement = 'The pilot starts on the first of December'
  await client.send(`/items/${decision.id}`, { method: 'PATCH', json: { value: { statement } } })
  await client.post(`/items/${risk.id}/reject`)
  const markdown = await client.send(`/meetings/${meeting.id}/export?format=md`)
  const text = await markdown.text()
  expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
  expect(markdown.headers.get('content-disposition')).toContain('filename="meeting.md"')
  expect(text).toContain(statement)
  expect(text).not.toContain('scanners arrive too late')
  expect(await (await client.send(`/meetings/${meeting.id}/export`)).text()).toBe(text)
  const json = await client.send(`/meetings/${meeting.id}/export?format=json`)
  expect(json.headers.get('content-type')).toBe('application/json')
  expect(await json.json()).toEqual(await readArtifacts(client, meeting.id))
})

test('writes the date in the organisation’s time zone and who accepted the meeting', async () => {
  const meeting = await reviewMeeting(client)
  const startedAt = '2026-11-24T23:30:00Z'
  await client.send(`/meetings/${meeting.id}`, {
    method: 'PATCH',
    json: { title: 'Plan *B*', startedAt, participants: [{ name: 'Ada', role: 'Buyer' }] },
  })
  const read = async (): Promise<string> =>
    (await client.send(`/meetings/${meeting.id}/export?format=md`)).text()
  const draft = await read()
  expect(draft).toContain('# Plan \\*B\\*\n')
  expect(draft).toContain('> Draft: nobody has accepted this result yet.\n')
  expect(draft).not.toContain('language model')
  await installation.admin`update tenants set time_zone = 'Asia/Tokyo'`
  for (const item of itemsOf(await readArtifacts(client, meeting.id))) {
    const json = { overrideNote: 'As said' }
    await client.send(`/items/${item.id}/accept`, { method: 'POST', json })
  }
  const accepted = await client.post(`/meetings/${meeting.id}/accept`)
  expect(accepted.status).toBe(200)
  const text = await read()
  expect(text).toContain('- **Date:** 25 November 2026\n- **Participants:** Ada (Buyer)\n')
  expect(text).toMatch(/\n- \*\*Accepted:\*\* [^,\n]+, \d+ \w+ \d{4}\n\n## /)
  expect(text).not.toContain('Draft')
  expect(text).not.toContain('_(')
  await installation.admin`update tenants set time_zone = 'UTC'`
})

test('escapes the title in the Content-Disposition header', async () => {
  const { id } = await createMeeting(client, { title: 'a"; x=1\r\nX-Bad: 1\t😀 \'ü' })
  await client.send(`/meetings/${id}/transcript`, {
    method: 'POST',
    body: 'Anna: We decided to start.',
  })
  const response = await client.send(`/meetings/${id}/transcript.txt`)
  expect(response.status).toBe(200)
  expect(response.headers.get('x-bad')).toBeNull()
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="meeting\.txt"; filename\*=UTF-8''[\w.%!~*()-]+\.txt$/,
  )
})

test('never changes the stored output of a run', async () => {
  const meeting = await reviewMeeting(client)
  const output = async () => {
    const [row] = await installation.admin<{ hash: string }[]>`
      select md5(output::text || coverage::text) as hash from runs where id = ${meeting.currentRunId}`
    return row?.hash
  }
  const before = await output()
  for (const item of itemsOf(await readArtifacts(client, meeting.id))) {
    await client.post(`/items/${item.id}/reject`)
  }
  await client.post(`/meetings/${meeting.id}/accept`)
  expect(await output()).toBe(before)
})

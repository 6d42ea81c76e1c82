import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../ops/test/installation.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  first,
  itemsOf,
  type ItemView,
  openTenant,
  problemOf,
  readArtifacts,
  readMeeting,
  refusalOf,
  reviewMeeting,
  untilStatus,
} from '../../http/test/meetings.ts'
import type { RunView } from '../analysis/contract.ts'
import type { PersonView } from '../directory/contract.ts'
import type { MeetingHistory, MeetingPage } from '../meetings/contract.ts'
import type { TranscriptView } from '../transcription/contract.ts'
import type { ItemPage } from './contract.ts'

setDefaultTimeout(90_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'who')
})
afterAll(() => installation.close())

/** Speaker 1 decides (1) and asks (4), Speaker 2 takes two tasks (2, 5), Speaker 3 names a risk (3). */
const numbered = `WEBVTT

1
00:00:01.000 --> 00:00:06.000
<v Speaker 1>Good morning. So we have decided to launch the portal on the first of December.

2
00:00:07.000 --> 00:00:13.000
<v Speaker 2>I will send the release notes to the client by Friday.

3
00:00:14.000 --> 00:00:20.000
<v Speaker 3>There is a risk that the tenants do not get their invitations in time.

4
00:00:21.000 --> 00:00:27.000
<v Speaker 1>It is still open who is going to answer the phone on the first day.

5
00:00:28.000 --> 00:00:35.000
<v Speaker 2>I will prepare the training plan for the drivers until next Tuesday.
`

const patch = (path: string, json: unknown, as: Client = client) =>
  as.send(path, { method: 'PATCH', json })
const speakers = (id: string, json: unknown) => patch(`/meetings/${id}/transcript/speakers`, json)
const give = (id: string, segmentId: number, json: unknown) =>
  patch(`/meetings/${id}/transcript/segments/${segmentId}`, json)
const done = async (response: Promise<Response>): Promise<Response> => {
  const answer = await response
  if (!answer.ok) throw new Error(await answer.text())
  return answer
}
const itemsIn = async (id: string) => itemsOf(await readArtifacts(client, id))
const tasksOf = async (id: string) =>
  (await itemsIn(id)).filter(({ section }) => section === 'actionItems')
const taskAt = async (id: string, segmentId: number): Promise<ItemView> =>
  first(
    (await tasksOf(id)).filter(({ evidence }) =>
      evidence.some((entry) => entry.segmentId === segmentId),
    ),
  )
const ownersOf = async (id: string) => (await tasksOf(id)).map(({ value }) => value['owner'])
const historyOf = async (id: string) =>
  (await client.get<MeetingHistory>(`/meetings/${id}/history`)).data
const addPerson = async (name: string): Promise<PersonView> =>
  (await (await done(client.post('/people', { name }))).json()) as PersonView
const exportOf = async (id: string, format: 'md' | 'json') =>
  (await client.send(`/meetings/${id}/export?format=${format}`)).text()
const outputOf = async (id: string) => {
  const [row] = await installation.admin`
    select md5(output::text) as hash from runs where meeting_id = ${id} order by id limit 1`
  return row?.['hash'] as string
}
const acceptAll = async (id: string) => {
  for (const item of await itemsIn(id)) {
    await done(client.post(`/items/${item.id}/accept`, { overrideNote: 'seen by me' }))
  }
}

test('applies a speaker’s name to owners, quotes, participants, exports and the list of items', async () => {
  const { id } = await reviewMeeting(client, numbered)
  const output = await outputOf(id)
  expect(await ownersOf(id)).toEqual(['Speaker 2', 'Speaker 2'])
  expect((await readMeeting(client, id)).participants.map(({ name }) => name)).toEqual([
    'Speaker 1',
    'Speaker 2',
    'Speaker 3',
  ])

  await done(speakers(id, { rename: [{ id: 2, name: 'Maya Lindqvist' }] }))
  const task = await taskAt(id, 2)
  expect(task.value['owner']).toBe('Maya Lindqvist')
  expect(task.refs).toEqual({ '/owner': { speakerId: 2, personId: null, acceptedAs: null } })
  expect(task.evidence[0]?.speaker).toBe('Maya Lindqvist')
  const everything = JSON.stringify(await readArtifacts(client, id))
  expect(everything).not.toContain('Speaker 2')
  expect(everything).toContain('Speaker 1')
  expect((await readMeeting(client, id)).participants[1]?.name).toBe('Maya Lindqvist')
  const { data: found } = await client.get<MeetingPage>('/meetings?q=lindq')
  expect(found.map((meeting) => meeting.id)).toEqual([id])
  for (const format of ['md', 'json'] as const) {
    expect(await exportOf(id, format)).toContain('Maya Lindqvist')
    expect(await exportOf(id, format)).not.toContain('Speaker 2')
  }
  expect(JSON.parse(await exportOf(id, 'json'))).toMatchObject({
    sections: expect.arrayContaining([
      expect.objectContaining({
        items: expect.arrayContaining([
          expect.objectContaining({
            refs: expect.objectContaining({ '/owner': task.refs['/owner'] }),
          }),
        ]),
      }),
    ]),
  })
  const { data: listed } = await client.get<ItemPage>('/items?track=action-item')
  expect(listed.filter(({ meeting }) => meeting.id === id).map(({ owner }) => owner)).toEqual([
    'Maya Lindqvist',
    'Maya Lindqvist',
  ])
  expect(await outputOf(id)).toBe(output)
  expect((await historyOf(id)).at(-1)).toMatchObject({
    kind: 'speakers_changed',
    renamed: [{ from: 'Speaker 2', to: 'Maya Lindqvist', speakerId: 2, personId: null }],
  })

  await done(speakers(id, { rename: [{ id: 2, name: 'Speaker 2' }] }))
  expect(await ownersOf(id)).toEqual(['Speaker 2', 'Speaker 2'])
})

test('publishes the items whose names changed to live streams', async () => {
  const { id } = await reviewMeeting(client, numbered)
  const [tenant] = await installation.admin`select id from tenants where slug = 'who'`
  const key = `aam:{${tenant?.['id']}}:events`
  await done(speakers(id, { rename: [{ id: 2, name: 'Live Lind' }] }))
  const told = await eventually(async () => {
    const stream = await installation.services.redis.commands.xrange(key, '-', '+')
    const events = stream.map(([, fields]) => [fields[1], JSON.parse(fields[3] ?? '{}')] as const)
    return (
      events.find(([name, data]) => name === 'items.changed' && data.meetingId === id)?.[1] ?? null
    )
  })
  const { id: taskId } = await taskAt(id, 2)
  expect((told as { itemIds: string[] }).itemIds).toContain(taskId)
})

test('merges the tasks and participants of merged speakers', async () => {
  const { id } = await reviewMeeting(client, numbered)
  await done(speakers(id, { merge: [{ from: [2], into: 3 }] }))
  expect(await ownersOf(id)).toEqual(['Speaker 3', 'Speaker 3'])
  expect((await taskAt(id, 2)).refs['/owner']?.speakerId).toBe(3)
  expect((await readMeeting(client, id)).participants.map(({ name }) => name)).toEqual([
    'Speaker 1',
    'Speaker 3',
  ])
  await done(speakers(id, { rename: [{ id: 3, name: 'Clara Diaz' }] }))
  expect(await ownersOf(id)).toEqual(['Clara Diaz', 'Clara Diaz'])
  // After the segment is given back, they are two again.
  await done(give(id, 2, { speaker: { id: 2 } }))
  await done(give(id, 5, { speaker: { id: 2 } }))
  expect(await ownersOf(id)).toEqual(['Speaker 2', 'Speaker 2'])
})

test('moves a task to the speaker its segment is assigned to, and back again', async () => {
  const { id } = await reviewMeeting(client, numbered)
  await done(give(id, 2, { speaker: { id: 3 } }))
  expect((await taskAt(id, 2)).value['owner']).toBe('Speaker 3')
  expect((await taskAt(id, 5)).value['owner']).toBe('Speaker 2')
  await done(give(id, 2, { speaker: { id: 2 } }))
  expect((await taskAt(id, 2)).value['owner']).toBe('Speaker 2')

  // An item accepted in the meantime follows too.
  await done(give(id, 2, { speaker: { name: 'Eve Lang' } }))
  const task = await taskAt(id, 2)
  expect(task).toMatchObject({ value: { owner: 'Eve Lang' }, stale: true })
  await done(client.post(`/items/${task.id}/accept`))
  expect(await taskAt(id, 2)).toMatchObject({ value: { owner: 'Eve Lang' }, stale: false })
  await done(give(id, 2, { speaker: { id: 1 } }))
  expect((await taskAt(id, 2)).value['owner']).toBe('Speaker 1')
  await done(client.post(`/items/${task.id}/undo`))
  expect((await taskAt(id, 2)).value['owner']).toBe('Speaker 1')
})

test('keeps a speaker who was only mentioned, or chosen by a person, when the segment moves', async () => {
  const { id } = await reviewMeeting(client, numbered)
  const task = await taskAt(id, 2)
  await done(patch(`/items/${task.id}`, { refs: { '/owner': { speakerId: 1 } } }))
  expect((await taskAt(id, 2)).value['owner']).toBe('Speaker 1')
  await done(give(id, 2, { speaker: { id: 3 } }))
  expect((await taskAt(id, 2)).value['owner']).toBe('Speaker 1')
  await done(give(id, 2, { speaker: { id: 1 } }))
  await done(give(id, 2, { speaker: { id: 3 } }))
  const chosen = await taskAt(id, 2)
  expect(chosen).toMatchObject({
    value: { owner: 'Speaker 1' },
    edited: true,
    refs: { '/owner': { speakerId: 1 } },
  })
  await done(speakers(id, { rename: [{ id: 1, name: 'Anna Kern' }] }))
  expect((await taskAt(id, 2)).value['owner']).toBe('Anna Kern')
  // After undo, it is the current speaker of the segment.
  await done(client.post(`/items/${task.id}/undo`))
  expect((await taskAt(id, 2)).value['owner']).toBe('Speaker 3')
})

test('keeps a typed name exactly, even if it is a speaker’s name', async () => {
  const { id } = await reviewMeeting(client, numbered)
  const task = await taskAt(id, 2)
  await done(patch(`/items/${task.id}`, { value: { owner: 'Speaker 3' } }))
  await done(
    speakers(id, {
      rename: [
        { id: 2, name: 'Maya' },
        { id: 3, name: 'Clara' },
      ],
    }),
  )
  expect(await taskAt(id, 2)).toMatchObject({ value: { owner: 'Speaker 3' }, refs: {} })
  // Sending the current value is not a change, so it does not count as typed.
  const other = await taskAt(id, 5)
  await done(patch(`/items/${other.id}`, { value: { owner: 'Maya' } }))
  expect(await taskAt(id, 5)).toMatchObject({ edited: false, refs: { '/owner': { speakerId: 2 } } })
  await done(client.post(`/items/${task.id}/undo`))
  expect(await taskAt(id, 2)).toMatchObject({ value: { owner: 'Maya' } })
})

test('resolves a name that several speakers share to none of them', async () => {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id, numbered)
  await untilStatus(client, id, 'in_review')
  await done(
    speakers(id, {
      rename: [
        { id: 1, name: 'Anna' },
        { id: 2, name: 'Anna' },
      ],
    }),
  )
  const started = (await (await done(client.post(`/meetings/${id}/runs`))).json()) as RunView
  const run = await eventually(async () => {
    const { data } = await client.get<{ data: RunView[] }>(`/meetings/${id}/runs`)
    return data.find((one) => one.id === started.id && one.state === 'done') ?? null
  })
  const again = itemsOf(await client.get(`/meetings/${id}/artifacts?run=${run.id}`)).filter(
    ({ section }) => section === 'actionItems',
  )
  expect(again.map(({ value, refs }) => [value['owner'], refs])).toEqual([
    ['Anna', {}],
    ['Anna', {}],
  ])
  // Items found before they had the same name keep their references.
  expect((await taskAt(id, 2)).refs['/owner']?.speakerId).toBe(2)
})

test('applies a new name from the directory everywhere, and shows the change on accepted items', async () => {
  const person = await addPerson('Peter Hale')
  const { id } = await reviewMeeting(client, numbered)
  await done(speakers(id, { rename: [{ id: 2, name: 'Peter Hale', personId: person.id }] }))
  await acceptAll(id)
  await done(client.post(`/meetings/${id}/accept`))
  expect(await refusalOf(await speakers(id, { rename: [{ id: 1, name: 'Nobody' }] }))).toBe(
    '409 wrong_state',
  )

  await done(patch(`/people/${person.id}`, { name: 'Peter Hale-Stone' }))
  expect(await taskAt(id, 2)).toMatchObject({
    reviewState: 'accepted',
    value: { owner: 'Peter Hale-Stone' },
    refs: { '/owner': { speakerId: 2, personId: person.id, acceptedAs: 'Peter Hale' } },
    evidence: [{ speaker: 'Peter Hale-Stone' }],
  })
  expect((await readMeeting(client, id)).participants[1]).toMatchObject({
    name: 'Peter Hale-Stone',
    personId: person.id,
  })
  const transcript = await client.get<TranscriptView>(`/meetings/${id}/transcript`)
  expect(transcript.speakers[1]?.name).toBe('Peter Hale-Stone')
  expect(await exportOf(id, 'md')).not.toMatch(/Peter Hale(?!-Stone)/)
  expect((await historyOf(id)).at(-1)).toMatchObject({
    kind: 'person_renamed',
    actor: { name: expect.any(String) },
    renamed: [{ from: 'Peter Hale', to: 'Peter Hale-Stone', speakerId: null, personId: person.id }],
  })
  const [line] = await installation.admin`
    select data from audit_log where action = 'person.changed' and subject_id = ${person.id}`
  expect(line?.['data']).toEqual({ fields: 'name', meetings: 1 })

  const { data: theirs } = await client.get<ItemPage>(`/items?ownerId=${person.id}`)
  expect(theirs.map(({ owner }) => owner)).toEqual(['Peter Hale-Stone', 'Peter Hale-Stone'])
  // Reopened and accepted again, it has the name it was accepted with.
  await done(client.post(`/meetings/${id}/reopen`))
  const { id: itemId } = await taskAt(id, 2)
  await done(client.post(`/items/${itemId}/accept`))
  expect((await taskAt(id, 2)).refs['/owner']?.acceptedAs).toBeNull()

  // After the person is deleted from the directory, the name stays and refers to the speaker only.
  expect((await client.send(`/people/${person.id}`, { method: 'DELETE' })).status).toBe(204)
  expect(await taskAt(id, 5)).toMatchObject({
    value: { owner: 'Peter Hale-Stone' },
    refs: { '/owner': { speakerId: 2, personId: null, acceptedAs: 'Peter Hale' } },
  })
  expect((await readMeeting(client, id)).participants[1]?.name).toBe('Peter Hale-Stone')
})

test('renames a person while items that name them are being accepted', async () => {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id, numbered)
  await untilStatus(client, id, 'in_review')
  const person = (await (await client.post('/people', { name: 'Nora Falk' })).json()) as PersonView
  const task = await taskAt(id, 2)
  const refs = { '/owner': { personId: person.id } }
  await done(patch(`/items/${task.id}`, { value: { owner: 'Nora Falk' }, refs }))
  for (let at = 0; at < 15; at++) {
    const name = `Nora Falk ${at}`
    await Promise.all([
      done(client.post(`/items/${task.id}/accept`, {})),
      done(patch(`/people/${person.id}`, { name })),
    ])
    await done(client.post(`/items/${task.id}/reopen`, {}))
    expect((await taskAt(id, 2)).value['owner']).toBe(name)
  }
})

test('stops following the directory when a speaker is unlinked or renamed', async () => {
  const person = await addPerson('Ivo Brandt')
  const { id } = await reviewMeeting(client, numbered)
  await done(speakers(id, { rename: [{ id: 2, name: 'Ivo', personId: person.id }] }))
  expect(await ownersOf(id)).toEqual(['Ivo Brandt', 'Ivo Brandt'])
  await done(speakers(id, { rename: [{ id: 2, name: 'ivo brandt' }] }))
  expect((await taskAt(id, 2)).refs['/owner']?.personId).toBe(person.id)
  await done(speakers(id, { rename: [{ id: 2, name: 'Somebody else' }] }))
  expect(await taskAt(id, 2)).toMatchObject({
    value: { owner: 'Somebody else' },
    refs: { '/owner': { personId: null } },
  })
  await done(patch(`/people/${person.id}`, { name: 'Ivo B.' }))
  expect(await ownersOf(id)).toEqual(['Somebody else', 'Somebody else'])
})

test('links items and speakers to participants from the directory with the same name', async () => {
  const [anna, boris] = [await addPerson('Anna Roth'), await addPerson('Boris Wolf')]
  const { id } = await createMeeting(client, {
    participants: [{ personId: anna.id }, { personId: boris.id, role: 'Lead' }],
  })
  await uploadTranscript(client, id, numbered.replaceAll('Speaker 2', 'Boris Wolf'))
  await untilStatus(client, id, 'in_review')
  expect((await taskAt(id, 2)).refs['/owner']).toEqual({
    speakerId: 2,
    personId: boris.id,
    acceptedAs: null,
  })
  await done(patch(`/people/${anna.id}`, { name: 'Anna Roth-Lee' }))
  await done(patch(`/people/${boris.id}`, { name: 'Boris Wolff' }))
  expect((await readMeeting(client, id)).participants).toEqual([
    { name: 'Anna Roth-Lee', role: null, personId: anna.id },
    { name: 'Boris Wolff', role: 'Lead', personId: boris.id },
  ])
  expect(await ownersOf(id)).toEqual(['Boris Wolff', 'Boris Wolff'])
})

test('accepts a person from the directory and rejects one of another organisation', async () => {
  const { id } = await reviewMeeting(client, numbered)
  const task = await taskAt(id, 2)
  const person = await addPerson('Nora Whitfield')
  await done(
    patch(`/items/${task.id}`, {
      value: { owner: 'nora' },
      refs: { '/owner': { personId: person.id } },
    }),
  )
  expect(await taskAt(id, 2)).toMatchObject({
    value: { owner: 'Nora Whitfield' },
    refs: { '/owner': { speakerId: null, personId: person.id } },
  })
  await done(patch(`/people/${person.id}`, { name: 'Nora Reid' }))
  expect((await taskAt(id, 2)).value['owner']).toBe('Nora Reid')

  const stranger = await openTenant(installation, 'who-else')
  const theirs = (await (await stranger.post('/people', { name: 'Xaver' })).json()) as PersonView
  const refused = await problemOf(
    await patch(`/items/${task.id}`, { refs: { '/owner': { personId: theirs.id } } }),
  )
  expect([refused.status, refused.errors]).toEqual([
    422,
    [{ pointer: '/refs/~1owner/personId', detail: 'no such person' }],
  ])
  for (const [refs, pointer] of [
    [{ '/owner': { speakerId: 9 } }, '/refs/~1owner/speakerId'],
    [{ '/task': { speakerId: 1 } }, '/refs/~1task'],
    [{ '/owner/0': { speakerId: 1 } }, '/refs/~1owner~10'],
    [{ '': { speakerId: 1 } }, '/refs/'],
    [{ '/__proto__/owner': { speakerId: 1 } }, '/refs/~1__proto__~1owner'],
  ] as const) {
    const problem = await problemOf(await patch(`/items/${task.id}`, { refs }))
    expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([422, pointer])
  }
  expect((await stranger.get<ItemPage>(`/items?ownerId=${person.id}`)).data).toEqual([])

  expect((await client.send(`/people/${person.id}`, { method: 'DELETE' })).status).toBe(204)
  expect(await taskAt(id, 2)).toMatchObject({ value: { owner: 'Nora Reid' }, refs: {} })
  // Undo to a state that named a person who has been deleted since.
  await done(patch(`/items/${task.id}`, { value: { owner: 'Typed' } }))
  await done(client.post(`/items/${task.id}/undo`))
  expect((await taskAt(id, 2)).value['owner']).toBe('Nora Reid')
})

test('finds the same people in a run over named speakers, and keeps decisions', async () => {
  const { id } = await reviewMeeting(client, numbered)
  const accepted = await taskAt(id, 2)
  await done(client.post(`/items/${accepted.id}/accept`))
  const chosen = await taskAt(id, 5)
  await done(patch(`/items/${chosen.id}`, { refs: { '/owner': { speakerId: 3 } } }))
  await done(
    speakers(id, {
      rename: [
        { id: 1, name: 'Maya Lindqvist' },
        { id: 2, name: 'Peter North' },
        { id: 3, name: 'Clara Diaz' },
      ],
    }),
  )
  const before = await itemsIn(id)
  const { currentRunId } = await readMeeting(client, id)
  const run = (await (await done(client.post(`/meetings/${id}/runs`))).json()) as RunView
  await eventually(async () => {
    const { data } = await client.get<{ data: RunView[] }>(`/meetings/${id}/runs`)
    return data.some((one) => one.id === run.id && one.state === 'done') || null
  })
  const compared = await client.get<{ sections: { both: { changed: { pointer: string }[] }[] }[] }>(
    `/meetings/${id}/runs/${currentRunId}/compare/${run.id}`,
  )
  expect(
    compared.sections.flatMap(({ both }) => both.flatMap((pair) => pair.changed)),
  ).toMatchObject([{ pointer: '/owner', a: 'Clara Diaz', b: 'Peter North' }])
  await done(client.post(`/meetings/${id}/runs/${run.id}/adopt`))
  const after = await itemsIn(id)
  expect(after.length).toBe(before.length)
  expect(await taskAt(id, 2)).toMatchObject({
    reviewState: 'accepted',
    value: { owner: 'Peter North' },
    refs: { '/owner': { speakerId: 2, acceptedAs: 'Speaker 2' } },
    proposal: null,
  })
  expect(await taskAt(id, 5)).toMatchObject({
    value: { owner: 'Clara Diaz' },
    proposal: { owner: 'Peter North' },
  })
  await done(
    speakers(id, {
      rename: [
        { id: 2, name: 'Peter South' },
        { id: 3, name: 'Clara D.' },
      ],
    }),
  )
  expect(await taskAt(id, 5)).toMatchObject({
    value: { owner: 'Clara D.' },
    proposal: { owner: 'Peter South' },
  })
})

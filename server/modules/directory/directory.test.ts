import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { countStatements } from '../../../db/statement-spans.ts'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import {
  type Client,
  createMeeting,
  openTenant,
  problemOf,
  refusalOf,
} from '../../http/test/meetings.ts'
import type { MeetingView } from '../meetings/index.ts'
import type { ClientPage, ClientUsage, ClientView, PersonPage, PersonView } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'directory')
})
afterAll(() => installation.close())

async function add<T>(path: string, json: object): Promise<T> {
  const response = await client.post(path, json)
  if (response.status !== 201) throw new Error(await response.text())
  return (await response.json()) as T
}

async function pages(path: string): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const page: ClientPage | PersonPage = await client.get(`${path}?limit=7${query}`)
    ids.push(...page.data.map(({ id }) => id))
    cursor = page.nextCursor
  }
  return ids
}

test('rows created at the same moment are paged without a gap', async () => {
  const { admin } = installation
  for (const table of ['clients', 'people']) {
    await admin`
      insert into ${admin(table)} (tenant_id, id, name, folded_name, created_at)
      select t.id, gen_random_uuid(), 'bulk ' || n, 'bulk ' || n, timestamptz '2026-11-01 10:00:00.123456Z'
      from tenants t, generate_series(1, 30) n where t.slug = 'directory'`
    const seen = await pages(`/${table}`)
    expect(seen).toHaveLength(30)
    expect(new Set(seen).size).toBe(30)
  }
})

test('a client name is unique, regardless of its spelling', async () => {
  const alpha = await add<ClientView>('/clients', { name: '  Ёлка  Trade ' })
  expect(alpha.name).toBe('Ёлка  Trade')
  const { status, code, errors } = await problemOf(
    await client.post('/clients', { name: 'елка trade' }),
  )
  expect(`${status} ${code} ${errors[0]?.pointer}`).toBe('409 already_exists /name')
  const other = await add<ClientView>('/clients', { name: 'Beta' })
  const renamed = await client.send(`/clients/${other.id}`, {
    method: 'PATCH',
    json: { name: 'ЁЛКА TRADE' },
  })
  expect(await refusalOf(renamed)).toBe('409 already_exists')
})

test('a client with meetings and people can be deleted once their destination is given', async () => {
  const gamma = await add<ClientView>('/clients', { name: 'Gamma' })
  const delta = await add<ClientView>('/clients', { name: 'Delta' })
  const meeting = await createMeeting(client, { clientId: gamma.id })
  const person = await add<PersonView>('/people', { name: 'Gert', clientId: gamma.id })
  expect(await client.get<ClientUsage>(`/clients/${gamma.id}/usage`)).toEqual({
    meetingCount: 1,
    foreignMeetingCount: 0,
    peopleCount: 1,
  })
  const remove = (id: string, query = '') =>
    client.send(`/clients/${id}${query}`, { method: 'DELETE' })
  const refused = await problemOf(await remove(gamma.id))
  expect([refused.status, refused.code, refused.title]).toEqual([409, 'in_use', 'Still in use'])
  expect(refused.detail).toStartWith('1 meeting and 1 person belong to this client.')
  for (const nobody of [gamma.id, crypto.randomUUID()]) {
    const { status, errors } = await problemOf(await remove(gamma.id, `?moveTo=${nobody}`))
    expect([status, errors[0]?.pointer]).toEqual([422, '?moveTo'])
  }
  const clientsOf = async () => [
    (await client.get<MeetingView>(`/meetings/${meeting.id}`)).client?.id ?? null,
    (await client.get<PersonView>(`/people/${person.id}`)).client?.id ?? null,
  ]
  expect(await clientsOf()).toEqual([gamma.id, gamma.id])
  expect((await remove(gamma.id, `?moveTo=${delta.id}`)).status).toBe(204)
  expect(await clientsOf()).toEqual([delta.id, delta.id])
  expect((await remove(delta.id, '?moveTo=none')).status).toBe(204)
  expect(await clientsOf()).toEqual([null, null])
  expect(await refusalOf(await remove(delta.id, '?moveTo=none'))).toBe('404 not_found')
  expect(await refusalOf(await client.send(`/clients/${delta.id}/usage`))).toBe('404 not_found')
})

test('deleting a client with hundreds of meetings takes as many statements as with two', async () => {
  const { admin } = installation
  const removeWith = async (name: string, meetingCount: number) => {
    const { id } = await add<ClientView>('/clients', { name })
    await admin`
      insert into meetings (tenant_id, id, title, status, scenario_id, scenario_version, language, client_id, owner_id)
      select t.id, gen_random_uuid(), ${name}, 'draft', 'general-minutes', '1.0.0', 'en', ${id}, u.id
      from tenants t join users u on u.tenant_id = t.id, generate_series(1, ${meetingCount})
      where t.slug = 'directory'`
    const before = countStatements()
    const response = await client.send(`/clients/${id}?moveTo=none`, { method: 'DELETE' })
    const statements = countStatements() - before
    expect(response.status).toBe(204)
    const [found] = await admin`
      select (select count(*) from meetings where title = ${name} and client_id is null and rev = 2)::int as moved,
        (select count(*) from meeting_events e join meetings m on m.id = e.meeting_id
          where m.title = ${name} and e.kind = 'changed' and e.status = 'draft' and e.actor_id = m.owner_id)::int as history,
        (select count(*) from audit_log a join meetings m on m.id = a.subject_id
          where m.title = ${name} and a.action = 'meeting.changed' and a.data->>'clientIdFrom' = ${id} and a.data->>'fields' = 'clientId')::int as audit`
    expect(found).toEqual({ moved: meetingCount, history: meetingCount, audit: meetingCount })
    return statements
  }
  const few = await removeWith('Few', 2)
  expect(await removeWith('Many', 200)).toBe(few)
  // One event for all of them instead of one each.
  expect(await removeWith('Too many to tell', 201)).toBe(few + 1)
})

test('an unused client is deleted without further questions', async () => {
  const { id } = await add<ClientView>('/clients', { name: 'Epsilon' })
  expect((await client.send(`/clients/${id}`, { method: 'DELETE' })).status).toBe(204)
})

test('people have unique email addresses, and meetings keep a deleted person’s name', async () => {
  const anna = await add<PersonView>('/people', { name: 'Anna Kern', email: 'Anna@Example.com' })
  expect(anna.email).toBe('anna@example.com')
  const twice = await client.post('/people', { name: 'Other', email: 'anna@example.com' })
  expect((await problemOf(twice)).errors[0]?.pointer).toBe('/email')
  expect((await client.post('/people', { name: 'x', email: 'no address' })).status).toBe(422)
  const meeting = await createMeeting(client, {
    participants: [{ personId: anna.id, role: 'Lead' }, { name: 'Guest' }],
  })
  expect(meeting.participants).toEqual([
    { name: 'Anna Kern', role: 'Lead', personId: anna.id },
    { name: 'Guest', role: null, personId: null },
  ])
  expect((await client.send(`/people/${anna.id}`, { method: 'DELETE' })).status).toBe(204)
  const after = await client.get<typeof meeting>(`/meetings/${meeting.id}`)
  expect(after.participants[0]).toEqual({ name: 'Anna Kern', role: 'Lead', personId: null })
})

test('rejects changes and meetings that refer to something missing', async () => {
  const missing = crypto.randomUUID()
  const tries: [method: string, path: string, json: object, pointer: string][] = [
    ['POST', '/people', { name: 'x', clientId: missing }, '/clientId'],
    [
      'POST',
      '/meetings',
      { title: 'x', scenario: { id: 'general-minutes' }, clientId: missing },
      '/clientId',
    ],
    ['POST', '/meetings', { title: 'x', scenario: { id: 'none' } }, '/scenario'],
    [
      'POST',
      '/meetings',
      { title: 'x', scenario: { id: 'general-minutes', version: '9.9.9' } },
      '/scenario',
    ],
    [
      'POST',
      '/meetings',
      {
        title: 'x',
        scenario: { id: 'general-minutes' },
        participants: [{ name: 'a' }, { personId: missing }],
      },
      '/participants/1/personId',
    ],
    [
      'POST',
      '/meetings',
      { title: 'x', scenario: { id: 'general-minutes' }, participants: [{}] },
      '/participants/0',
    ],
    ['POST', '/clients', { name: '   ' }, '/name'],
  ]
  for (const [method, path, json, pointer] of tries) {
    const { status, errors } = await problemOf(await client.send(path, { method, json }))
    expect(`${path} ${status} ${errors[0]?.pointer}`).toBe(`${path} 422 ${pointer}`)
  }
})

test('finds people by part of a name and by client', async () => {
  const delta = await add<ClientView>('/clients', { name: 'Delta' })
  await add('/people', { name: 'Dora Delta', clientId: delta.id })
  await add('/people', { name: 'Dan Percent 100%' })
  const names = async (query: string) =>
    (await client.get<PersonPage>(`/people?${query}`)).data.map(({ name }) => name)
  expect(await names('q=dora')).toEqual(['Dora Delta'])
  expect(await names('q=100%25')).toEqual(['Dan Percent 100%'])
  expect(await names(`clientId=${delta.id}`)).toEqual(['Dora Delta'])
})

test('finds people and clients regardless of case, accents and the dots of ё', async () => {
  await add('/people', { name: 'Пётр Семёнов' })
  await add('/people', { name: 'Łukasz Weiß' })
  await add('/clients', { name: 'Café Zürich' })
  const found = async (path: string, q: string) =>
    (await client.get<PersonPage>(`${path}?q=${encodeURIComponent(q)}`)).data.map(
      ({ name }) => name,
    )
  expect(await found('/people', 'петр семенов')).toEqual(['Пётр Семёнов'])
  expect(await found('/people', 'ПЁТР')).toEqual(['Пётр Семёнов'])
  expect(await found('/people', 'lukasz weiss')).toEqual(['Łukasz Weiß'])
  expect(await found('/clients', 'CAFE zurich')).toEqual(['Café Zürich'])
  expect(await found('/people', 'Семенович')).toEqual([])
})

test('apostrophes, dashes and wide letters of every kind are one, and no sign becomes a wildcard', async () => {
  for (const name of ['Maeve O’Brien', 'Anne–Marie Roux', 'Ｗｉｄｅ 100％', 'ﬁne ﬂour']) {
    await add('/people', { name })
  }
  const found = async (q: string) =>
    (await client.get<PersonPage>(`/people?q=${encodeURIComponent(q)}`)).data.map(
      ({ name }) => name,
    )
  expect(await found("o'brien")).toEqual(['Maeve O’Brien'])
  expect(await found('anne-marie')).toEqual(['Anne–Marie Roux'])
  expect(await found('wide 100')).toEqual(['Ｗｉｄｅ 100％'])
  expect(await found('fine flour')).toEqual(['ﬁne ﬂour'])
  expect(await found('f％r')).toEqual([])
  expect(await found('wide＼')).toEqual(['Ｗｉｄｅ 100％'])
})

test('of many concurrent changes to one revision exactly one succeeds', async () => {
  const created = await add<ClientView>('/clients', { name: 'Contended' })
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, at) =>
      client.send(`/clients/${created.id}`, {
        method: 'PATCH',
        json: { note: `from ${at}` },
        headers: { 'if-match': `"${created.rev}"` },
      }),
    ),
  )
  const statuses = answers.map(({ status }) => status).toSorted()
  expect(statuses).toEqual([200, ...Array.from({ length: 7 }, () => 412)])
})

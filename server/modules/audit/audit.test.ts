import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../ops/test/installation.ts'
import {
  type Client,
  createMeeting,
  openTenant,
  refusalOf,
  reviewMeeting,
} from '../../http/test/meetings.ts'
import { addMember } from '../../http/test/members.ts'
import type { AuditPage, AuditRow } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let owner: Client
beforeAll(async () => {
  installation = await openInstallation()
  owner = await openTenant(installation, 'audited')
})
afterAll(() => installation.close())

const rows = async (query = '', as: Client = owner): Promise<AuditRow[]> =>
  (await as.get<AuditPage>(`/audit?limit=100${query}`)).data

const untilRow = (query: string, fits: (row: AuditRow) => boolean) =>
  eventually(async () => (await rows(query)).find(fits))

test('returns actor, action, object, time and address with current names', async () => {
  const answer = await owner.post('/clients', { name: 'Umbra' })
  const { id } = (await answer.json()) as { id: string }
  await owner.send(`/clients/${id}`, { method: 'PATCH', json: { name: 'Penumbra' } })
  const found = await rows(`&object=${id}`)
  expect(found.map(({ action }) => action)).toEqual(['client.changed', 'client.created'])
  expect(found[1]).toMatchObject({
    actor: { kind: 'user', name: 'owner' },
    object: { id, kind: 'client', name: 'Penumbra' },
    address: '127.0.0.1',
    key: null,
  })
  expect(Math.abs(Date.now() - Date.parse(found[0]?.at ?? ''))).toBeLessThan(60_000)
})

test('pages through rows and filters by person, action, area and time', async () => {
  const member = await addMember(installation, 'audited', 'member', 'Max')
  for (let at = 0; at < 5; at++) await member.post('/clients', { name: `Client ${at}` })
  const mine = await rows(`&actor=${member.userId}&action=client.created`)
  expect(mine.length).toBe(5)
  expect(new Set(mine.map(({ actor }) => actor.name))).toEqual(new Set(['Max']))
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await owner.get<AuditPage>(
      `/audit?limit=2&actor=${member.userId}&action=client${cursor}`,
    )
    seen.push(...page.data.map(({ id }) => id))
    cursor = page.nextCursor ? `&cursor=${page.nextCursor}` : ''
  } while (cursor)
  expect(seen).toEqual(mine.map(({ id }) => id))
  const middle = mine[2]?.at ?? ''
  const later = await rows(`&actor=${member.userId}&action=client.created&from=${middle}`)
  const earlier = await rows(`&actor=${member.userId}&action=client.created&to=${middle}`)
  expect(later.length + earlier.length).toBe(5)
  expect(await rows('&action=client.crea')).toEqual([])
  const several = await rows('&action=client.created,session')
  expect(new Set(several.map(({ action }) => action))).toEqual(
    new Set(['client.created', 'session.opened']),
  )
  expect(await refusalOf(await owner.send('/audit?action=client,'))).toBe('422 invalid_request')
  expect(await refusalOf(await owner.send('/audit?actor=x'))).toBe('422 invalid_request')
  expect(await refusalOf(await owner.send('/audit?action=%25'))).toBe('422 invalid_request')
})

test('is visible to admins only, and only for their own organisation', async () => {
  const author = await addMember(installation, 'audited', 'author', 'Ada')
  expect(await refusalOf(await author.send('/audit'))).toBe('403 forbidden')
  const other = await openTenant(installation, 'elsewhere')
  const theirs = await rows('', other)
  expect(new Set(theirs.map(({ action }) => action))).toEqual(
    new Set(['session.opened', 'tenant.created']),
  )
})

test('records reads and exports once per person, meeting and hour', async () => {
  const meeting = await reviewMeeting(owner)
  const viewer = await addMember(installation, 'audited', 'admin', 'Vera')
  for (let at = 0; at < 3; at++) {
    await viewer.send(`/meetings/${meeting.id}/transcript`)
    await viewer.send(`/meetings/${meeting.id}/export?format=md`)
  }
  await viewer.send(`/meetings/${meeting.id}/transcript.txt`)
  const of = `&object=${meeting.id}&actor=${viewer.userId}`
  await untilRow(of, ({ action }) => action === 'result.exported')
  await untilRow(of, ({ action }) => action === 'transcript.read')
  expect((await rows(of)).map(({ action }) => action).sort()).toEqual([
    'result.exported',
    'transcript.read',
  ])
})

test('records failed sign-ins and refusals at most once a minute', async () => {
  const viewer = await addMember(installation, 'audited', 'viewer', 'Olga')
  for (let at = 0; at < 4; at++) {
    await installation.request('audited', '/api/v1/auth/login', {
      method: 'POST',
      json: { email: viewer.email, password: 'wrong' },
    })
    await viewer.post('/clients', { name: 'No' })
  }
  const refused = await untilRow(
    `&actor=${viewer.userId}`,
    ({ action }) => action === 'access.refused',
  )
  expect(refused.changes).toEqual({ reason: 'forbidden', route: 'POST /api/v1/clients/' })
  const failed = await untilRow(
    `&object=${viewer.userId}`,
    ({ action }) => action === 'session.refused',
  )
  expect(failed).toMatchObject({ actor: { kind: 'system' }, object: { name: 'Olga' } })
  const all = await rows('&action=session.refused')
  // A minute may end between two of them.
  expect(all.length).toBeLessThanOrEqual(2)
})

test('records by id who gained or lost access to a meeting', async () => {
  const meeting = await reviewMeeting(owner)
  const [one, two] = [
    await addMember(installation, 'audited', 'viewer', 'One'),
    await addMember(installation, 'audited', 'viewer', 'Two'),
  ]
  const set = (userIds: string[]) =>
    owner.send(`/meetings/${meeting.id}/viewers`, { method: 'PUT', json: { userIds } })
  await set([one.userId])
  await set([two.userId])
  const [last] = await rows(`&object=${meeting.id}&action=meeting.viewers_changed`)
  expect(last?.changes).toEqual({ gained: two.userId, lost: one.userId })
  expect(last?.names).toEqual({
    [one.userId]: { kind: 'member', name: 'One' },
    [two.userId]: { kind: 'member', name: 'Two' },
  })
})

test('tells before and after of codes, dates and ids, and only that names changed', async () => {
  const patch = (path: string, json: object) => owner.send(path, { method: 'PATCH', json })
  const addClient = async (name: string) =>
    ((await (await owner.post('/clients', { name })).json()) as { id: string }).id
  const [from, to] = [await addClient('Secret One'), await addClient('Secret Two')]
  const last = async (object: string) => (await rows(`&object=${object}`))[0]

  await patch(`/clients/${from}`, { name: 'Secret Three', note: null })
  expect((await last(from))?.changes).toEqual({ fields: 'name' })

  const ownerId = (await owner.get<{ user: { id: string } }>('/me')).user.id
  await patch('/me', { name: 'Secret Name', locale: 'ru', timeZone: 'Europe/Berlin' })
  expect((await last(ownerId))?.changes).toEqual({
    fields: 'name locale timeZone',
    localeFrom: 'en',
    localeTo: 'ru',
    timeZoneFrom: null,
    timeZoneTo: 'Europe/Berlin',
  })
  await patch('/me', { name: 'owner', locale: 'en' })

  const { id } = await createMeeting(owner, { clientId: from })
  await patch(`/meetings/${id}`, {
    title: 'Secret title',
    clientId: to.toUpperCase(),
    startedAt: '2026-11-03T10:00:00+02:00',
    spokenLanguage: 'ru',
    participants: [{ name: 'Secret guest' }],
  })
  const changed = await last(id)
  expect(changed?.changes).toEqual({
    fields: 'title clientId startedAt spokenLanguage participants',
    clientIdFrom: from,
    clientIdTo: to,
    startedAtFrom: null,
    startedAtTo: '2026-11-03T08:00:00.000Z',
    spokenLanguageFrom: null,
    spokenLanguageTo: 'ru',
  })
  expect(changed?.names[to]).toEqual({ kind: 'client', name: 'Secret Two' })
  await patch(`/meetings/${id}`, { startedAt: '2026-11-03T08:00:00Z', title: 'Secret title' })
  expect((await last(id))?.changes).toEqual({ fields: '' })
  // A client that goes takes its meetings to another one.
  await owner.send(`/clients/${to}?moveTo=none`, { method: 'DELETE' })
  expect((await last(id))?.changes).toEqual({
    fields: 'clientId',
    clientIdFrom: to,
    clientIdTo: null,
  })
  const stored = await installation.admin`
    select 1 from audit_log where data::text like '%Secret%'`
  expect([...stored]).toEqual([])
})

test('exports CSV and JSON, records the export and escapes formulas', async () => {
  await owner.post('/clients', { name: '=1+1, "quoted"' })
  const take = async (format: string) =>
    (await owner.send(`/audit/export?format=${format}&action=client.created`)).text()
  const csv = await take('csv')
  expect(csv.split('\r\n')[0]).toBe(
    'at,actor,actorId,key,action,object,objectId,address,changes,requestId',
  )
  expect(csv).toContain(`"'=1+1, ""quoted"""`)
  const json = JSON.parse(await take('json')) as AuditRow[]
  expect(json.length).toBe(csv.trim().split('\r\n').length - 1)
  const [taken] = await rows('&action=audit.exported')
  expect(taken?.changes).toEqual({ format: 'json', action: 'client.created' })
  expect(await refusalOf(await owner.send('/audit/export'))).toBe('422 invalid_request')
})

test('stores ids and codes, never names or email addresses', async () => {
  const stored = await installation.admin<{ text: string }[]>`
    select coalesce(string_agg(data::text, ' '), '') as text from audit_log`
  expect(stored[0]?.text).not.toMatch(/@|Penumbra|Umbra|Olga|Vera/)
})

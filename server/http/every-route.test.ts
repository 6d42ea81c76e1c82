import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { createAuthenticator } from './test/authenticator.ts'
import {
  type Client,
  clientOf,
  createMeeting,
  first,
  itemsOf,
  openTenant,
  problemOf,
  readArtifacts,
  refusalOf,
  reviewMeeting,
  talk,
} from './test/meetings.ts'
import { snapshot } from './test/snapshot.ts'
import { beginUpload } from './test/uploads.ts'

setDefaultTimeout(60_000)

interface Operation {
  requestBody?: unknown
  /** The scope that an API key needs; absent for public routes. */
  'x-scopes'?: string[]
  security?: unknown
  summary?: string
  parameters?: { in: string; name: string; schema: Record<string, unknown> }[]
  responses: Record<string, unknown>
}

interface Route {
  method: string
  /** Relative to `/api/v1`. */
  path: string
  operation: Operation
}

const authenticator = createAuthenticator()
const signing = { challenge: 'eA', origin: 'http://one.localhost', rpId: 'one.localhost' }
const [assertion, attestation] = [authenticator.assert(signing), authenticator.register(signing)]

/** A valid body for each route that takes one. A test fails for a route that is missing here. */
const bodies: Record<string, object | string> = {
  'POST /auth/login': { email: 'nobody@one.example', password: 'wrong' },
  'POST /sign-up': {
    organisation: { name: 'x', slug: 'every-route' },
    owner: { name: 'x', email: 'x@x.example', password: 'x' },
  },
  'POST /find-organisation': { email: 'nobody@one.example' },
  'POST /auth/enter': { token: 'x'.repeat(40) },
  'POST /auth/confirm-email': { token: 'x'.repeat(40), password: 'x'.repeat(12) },
  'PATCH /me': { name: 'Owner' },
  'POST /api-keys': { name: 'x', scopes: ['meetings:read'] },
  'POST /api-keys/{id}/rotate': {},
  'POST /service-accounts': { name: 'x', role: 'viewer' },
  'PATCH /service-accounts/{id}': { name: 'x' },
  'POST /me/password': { current: 'wrong', next: 'x' },
  'POST /auth/step-up': { password: 'wrong' },
  'POST /auth/second-factor': { pending: 'x', code: '000000' },
  'POST /auth/second-factor/passkey': { pending: 'x' },
  'POST /auth/passkey': { assertion },
  'POST /auth/email-change/confirm': { token: 'x' },
  'POST /me/factors/totp/confirm': { code: '000000' },
  'POST /me/factors/passkeys': { name: 'x', attestation },
  'PATCH /me/factors/passkeys/{id}': { name: 'x' },
  'POST /me/email': { email: 'new@one.example' },
  'POST /members/{id}/email': { email: 'new@one.example' },
  'PUT /organisation/second-factor': { isRequired: false },
  'POST /auth/password-reset': { email: 'nobody@one.example' },
  'POST /auth/password-reset/confirm': { token: 'x', password: 'x' },
  'POST /auth/invitations/look': { token: 'x' },
  'POST /auth/invitations/accept': { token: 'x', name: 'x', password: 'x' },
  'PUT /settings/providers/speech': { key: 'x' },
  'PUT /settings/providers/model': { model: 'x', key: 'x' },
  'POST /settings/providers/speech/test': { key: 'x' },
  'POST /settings/providers/model/test': { model: 'x', key: 'x' },
  'PATCH /members/{id}': { role: 'viewer' },
  'POST /organisation/transfer': { userId: crypto.randomUUID() },
  'POST /organisation/reopen': { email: 'nobody@one.example', password: 'wrong' },
  'POST /invitations': { emails: ['new@one.example'], role: 'viewer' },
  'POST /meetings': { title: 'x', scenario: { id: 'general-minutes' } },
  'PATCH /meetings/{id}': { title: 'x' },
  'POST /meetings/{id}/transfer': { userId: crypto.randomUUID() },
  'POST /meetings/{id}/transcribe-again': { spokenLanguage: 'ru' },
  'PUT /meetings/{id}/viewers': { userIds: [] },
  'POST /meetings/{id}/transcript': talk,
  'POST /meetings/{id}/runs': {},
  'POST /meetings/{id}/uploads': {
    fileName: 'a.mp3',
    sizeBytes: 10,
    contentType: 'audio/mpeg',
  },
  'POST /uploads/{id}/parts': { numbers: [1] },
  'POST /uploads/{id}/complete': { parts: [{ number: 1, etag: 'x' }] },
  'PATCH /meetings/{id}/transcript/speakers': { rename: [{ id: 1, name: 'x' }] },
  'PATCH /meetings/{id}/transcript/segments/{segmentId}': { text: 'x' },
  'PATCH /items/{id}': { value: { statement: 'x' } },
  'POST /items/{id}/accept': {},
  'POST /meetings/{id}/items': {
    section: 'decisions',
    value: { statement: 'x' },
    evidence: [{ segmentId: 1 }],
  },
  'POST /meetings/{id}/items/undo': { items: [{ id: crypto.randomUUID(), rev: 1 }] },
  'POST /scenarios': { id: 'every-route' },
  'PUT /scenarios/{id}/draft': { files: {} },
  'POST /scenarios/check': { id: 'nothing-here', files: {} },
  'POST /scenarios/{id}/check': {},
  'POST /scenarios/{id}/publish': { version: '1.0.0' },
  'POST /scenarios/{id}/regression': {},
  'POST /scenarios/{id}/goldens': { meetingId: crypto.randomUUID() },
  'POST /scenarios/{id}/backfill': { version: '1.0.0', meetingIds: [crypto.randomUUID()] },
  'POST /scenarios/{id}/dry-run': { meetingId: crypto.randomUUID() },
  'POST /clients': { name: 'x' },
  'PATCH /clients/{id}': { name: 'x' },
  'POST /people': { name: 'x' },
  'PATCH /people/{id}': { name: 'x' },
  'PATCH /settings': { name: 'one' },
  'PATCH /settings/joining': { role: 'viewer' },
  'POST /auth/join': { email: 'nobody@one.example' },
  'PATCH /settings/retention': { media: null },
  'POST /settings/retention/dry-run': { media: 1 },
  'POST /billing/preview': { planId: 'team' },
  'POST /billing/checkout': { planId: 'team' },
  'POST /billing/plan': { planId: 'team' },
  'PUT /billing/minutes-cap': { minor: 5_000 },
  'PUT /settings/scenario-rules': { rules: [] },
  'PUT /settings/logo': 'not a picture',
}

let installation: TestInstallation
let one: Client
let two: Client
let twoId: string
let routes: Route[]
/** Ids of existing resources of tenant two, by the first segment of the path. */
const existing: Record<string, string> = {}

beforeAll(async () => {
  installation = await openInstallation()
  one = await openTenant(installation, 'one')
  const created = await installation.createTenant('two')
  twoId = created.tenantId
  two = clientOf(installation, 'two', await installation.signIn('two'))
  const meeting = await reviewMeeting(two)
  existing.meetings = meeting.id
  existing.runId = meeting.currentRunId ?? ''
  existing.items = first(itemsOf(await readArtifacts(two, meeting.id))).id
  const draft = await createMeeting(two)
  existing.uploads = (await beginUpload(two, draft.id, new Uint8Array(10))).id
  const made: Record<string, object> = {
    clients: { name: 'Somebody' },
    people: { name: 'Somebody' },
    'api-keys': { name: 'Somebody’s', scopes: ['meetings:read'] },
    'service-accounts': { name: 'Something', role: 'viewer' },
  }
  for (const [kind, body] of Object.entries(made)) {
    const response = await two.post(`/${kind}`, body)
    existing[kind] = ((await response.json()) as { id: string }).id
  }
  existing.members = created.ownerId
  const invited = await two.post('/invitations', { emails: ['new@two.example'], role: 'viewer' })
  existing.invitations = ((await invited.json()) as { data: { id: string }[] }).data[0]?.id ?? ''
  const sessions = await two.get<{ data: { id: string }[] }>('/me/sessions?limit=100')
  existing.me = first(sessions.data).id
  existing.scenarios = 'own-of-two'
  await two.post('/scenarios', { id: existing.scenarios })
  existing.interactions = await addInteraction(meeting.id)
  const response = await installation.request('one', '/swagger/json')
  const { paths } = (await response.json()) as {
    paths: Record<string, Record<string, Operation>>
  }
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    path.startsWith('/api/v1')
      ? Object.entries(operations).map(([method, operation]) => ({
          method: method.toUpperCase(),
          path: path.slice('/api/v1'.length),
          operation,
        }))
      : [],
  )
})
afterAll(() => installation.close())

/** Adds a model call as a run would have recorded it. */
async function addInteraction(meetingId: string): Promise<string> {
  const id = Bun.randomUUIDv7()
  await installation.admin`
    insert into interactions (tenant_id, id, meeting_id, step, window_index, attempt, is_final, provider, model,
      prompt_hash, latency_ms, outcome, body_key)
    values (${twoId}, ${id}, ${meetingId}, 'outcomes', 0, 1, true, 'openai:m', 'm', 'x', 1, 'ok', 'none')`
  return id
}

const nameOf = ({ method, path }: Route): string => `${method} ${path}`
const isPublic = ({ operation }: Route): boolean => operation.security === undefined
const isStream = ({ path }: Route): boolean => path === '/events'
const takesJson = (route: Route): boolean =>
  route.operation.requestBody !== undefined && typeof bodies[nameOf(route)] !== 'string'

function fill(path: string, ids: Record<string, string>): string {
  const [, kind = ''] = path.split('/')
  return path
    .replace('{id}', ids[kind] ?? '')
    .replace('{runId}', ids.runId ?? '')
    .replace('{segmentId}', '1')
    .replace('{otherId}', ids.runId ?? '')
    .replace('{goldenId}', crypto.randomUUID())
    .replace('{trialId}', ids.trialId ?? crypto.randomUUID())
    .replace('{name}', 'decisions')
    .replace('{version}', '1.0.0')
}

function call(route: Route, ids: Record<string, string>, token?: string): Promise<Response> {
  const body = bodies[nameOf(route)]
  return installation.request('one', `/api/v1${fill(route.path, ids)}`, {
    method: route.method,
    ...(token ? { token } : {}),
    ...(typeof body === 'object' ? { json: body } : {}),
    ...(typeof body === 'string' ? { body } : {}),
  })
}

/** Calls every route for which `fits` is true and returns the answers by route name. */
async function askEach(
  fits: (route: Route) => boolean,
  ask: (route: Route) => Promise<string>,
): Promise<{ answers: Record<string, string>; names: string[] }> {
  const answers: Record<string, string> = {}
  for (const route of routes.filter(fits)) answers[nameOf(route)] = await ask(route)
  return { answers, names: Object.keys(answers) }
}

const all = (names: string[], answer: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, answer]))

const missingIds = () =>
  Object.fromEntries(Object.keys(existing).map((kind) => [kind, crypto.randomUUID()]))

describe('every route', () => {
  test('is documented with a summary, its failures and the scope that an API key needs', () => {
    expect(routes.length).toBeGreaterThan(40)
    for (const route of routes) {
      expect(`${nameOf(route)}: ${route.operation.summary ?? ''}`).not.toEndWith(': ')
      // Summaries use the dashboard's terms: test cases and example meetings.
      expect(route.operation.summary).not.toMatch(/\b(fixture|golden)s?\b/i)
      if (isPublic(route)) continue
      expect(Object.keys(route.operation.responses)).toContain('401')
      expect(`${nameOf(route)}: ${route.operation['x-scopes']?.[0]}`).toMatch(
        /: [a-z]+:(read|write)$/,
      )
    }
  })

  test('that takes a body has an example in this test', () => {
    const missing = routes
      .filter((route) => route.operation.requestBody && bodies[nameOf(route)] === undefined)
      .map(nameOf)
    expect(missing).toEqual([])
  })

  test('rejects an unauthenticated request before any other check', async () => {
    const { answers, names } = await askEach(
      (route) => !isPublic(route),
      (route) => call(route, missingIds()).then(refusalOf),
    )
    expect(names.length).toBeGreaterThan(35)
    expect(answers).toEqual(all(names, '401 unauthenticated'))
  })

  test('rejects an unauthenticated request with a malformed body in the same way', async () => {
    const { answers, names } = await askEach(
      (route) => !isPublic(route) && route.method !== 'GET',
      (route) =>
        installation
          .request('one', `/api/v1${fill(route.path, existing)}?nonsense=1`, {
            method: route.method,
            body: '{"half',
            headers: { 'content-type': 'application/json' },
          })
          .then(refusalOf),
    )
    expect(answers).toEqual(all(names, '401 unauthenticated'))
  })

  test('returns not_found for an id that does not exist', async () => {
    const { answers, names } = await askEach(
      ({ path }) => path.includes('{id}'),
      (route) => call(route, missingIds(), one.token).then(refusalOf),
    )
    expect(names.length).toBeGreaterThan(30)
    expect(answers).toEqual(all(names, '404 not_found'))
  })

  test('returns not_found for another tenant’s id and changes nothing there', async () => {
    const before = await snapshot(installation, twoId)
    const { answers, names } = await askEach(
      ({ path }) => path.includes('{id}'),
      (route) => call(route, existing, one.token).then(refusalOf),
    )
    expect(answers).toEqual(all(names, '404 not_found'))
    expect(await snapshot(installation, twoId)).toEqual(before)
  })

  test('returns not_found for another tenant’s token', async () => {
    const { answers, names } = await askEach(
      (route) => !isPublic(route),
      (route) => call(route, existing, two.token).then(refusalOf),
    )
    expect(answers).toEqual(all(names, '404 not_found'))
  })

  test('returns not_found for a malformed id', async () => {
    const strange = ['1', '..%2f..%2fetc%2fpasswd', "1'%20or%20'1'='1", '%00', 'urn:uuid:x', '{}']
    for (const id of strange) {
      const { answers, names } = await askEach(
        ({ path, method }) => path.includes('{id}') && method === 'GET',
        (route) =>
          call(
            route,
            {
              ...missingIds(),
              meetings: id,
              items: id,
              uploads: id,
              clients: id,
              people: id,
              scenarios: id,
            },
            one.token,
          ).then(refusalOf),
      )
      expect(answers).toEqual(all(names, '404 not_found'))
    }
  })

  test('rejects an unknown query parameter by name', async () => {
    const { answers, names } = await askEach(
      (route) => !isPublic(route),
      async (route) => {
        const response = await one.send(`${fill(route.path, existing)}?nonsense=1`, {
          method: route.method,
        })
        const { status, errors } = await problemOf(response)
        return `${status} ${errors[0]?.pointer}`
      },
    )
    expect(answers).toEqual(all(names, '422 ?nonsense'))
  })

  test('rejects an unknown field and points to it', async () => {
    const { answers, names } = await askEach(takesJson, async (route) => {
      const json = { ...(bodies[nameOf(route)] as object), nonsense: 1 }
      const response = await one.send(fill(route.path, existing), { method: route.method, json })
      const { status, errors } = await problemOf(response)
      return `${status} ${errors.map(({ pointer }) => pointer).join()}`
    })
    expect(names.length).toBeGreaterThan(10)
    expect(answers).toEqual(all(names, '422 /nonsense'))
  })

  test('lists the allowed methods when another one is used', async () => {
    const paths = new Set(routes.map(({ path }) => path))
    for (const path of paths) {
      const possible = routes.filter((route) => route.path === path).map(({ method }) => method)
      const response = await one.send(fill(path, existing), { method: 'OPTIONS' })
      expect(`${path} ${await refusalOf(response)}`).toBe(`${path} 405 method_not_allowed`)
      const allowed = response.headers.get('allow')?.split(', ') ?? []
      expect(allowed.filter((method) => method !== 'HEAD').sort()).toEqual(possible.sort())
    }
  })

  test('answers HEAD like GET, without a body', async () => {
    const { answers } = await askEach(
      (route) =>
        route.method === 'GET' &&
        !isStream(route) &&
        // Answered only on the bare host.
        route.path !== '/sign-up' &&
        route.path.split('/').length === 2,
      async (route) => {
        const response = await one.send(route.path, { method: 'HEAD' })
        return `${response.status} ${response.headers.get('content-type')?.split(';')[0]} ${await response.text()}`
      },
    )
    expect(new Set(Object.values(answers))).toEqual(new Set(['200 application/json ']))
  })
})

test('returns a problem document for an unknown address, inside and outside the API', async () => {
  expect(await refusalOf(await one.send('/nothing'))).toBe('404 not_found')
  expect(await refusalOf(await installation.request('one', '/api/v2/meetings'))).toBe(
    '404 not_found',
  )
})

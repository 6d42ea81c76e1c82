import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../ops/test/installation.ts'
import { recordSpans } from '../../ops/test/spans.ts'
import {
  type Client,
  clientOf,
  createMeeting,
  first,
  itemsOf,
  readArtifacts,
  talk,
  untilStatus,
} from '../http/test/meetings.ts'

setDefaultTimeout(60_000)

let exporter: ReturnType<typeof recordSpans>
const lines: string[] = []
let installation: TestInstallation
let client: Client
let tenantId: string

beforeAll(async () => {
  exporter = recordSpans()
  installation = await openInstallation({ logLines: lines, trustedProxies: ['127.0.0.1/32'] })
  ;({ tenantId } = await installation.createTenant('traced'))
  client = clientOf(installation, 'traced', await installation.signIn('traced'))
})
afterAll(async () => {
  await installation.close()
  exporter.stop()
})

// Strings that occur only in what people said or typed.
const canaries = {
  transcript: 'quokkapilot',
  title: 'wombattitle',
  edit: 'numbatedit',
  note: 'bilbynote',
  file: 'dingofile',
  query: 'emuquery',
  client: 'galahclient',
}
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const parentId = '00f067aa0ba902b7'

const spansOf = (id: string) =>
  exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === id)

test('traces of jobs link to the request through outbox and queue, and include statements, storage and engine steps', async () => {
  const meeting = await createMeeting(client, { title: canaries.title })
  const response = await client.send(`/meetings/${meeting.id}/transcript`, {
    method: 'POST',
    body: talk.replaceAll('pilot', canaries.transcript),
    headers: {
      traceparent: `00-${traceId}-${parentId}-01`,
      'x-request-id': 'traced-request-1',
      'x-file-name': `${canaries.file}.vtt`,
    },
  })
  expect(response.status).toBe(201)
  await untilStatus(client, meeting.id, 'in_review')
  const job = await eventually(async () =>
    exporter
      .getFinishedSpans()
      .find(
        ({ name, links }) =>
          name === 'job meeting.analyse' && links[0]?.context.traceId === traceId,
      ),
  )
  const jobTraceId = job.spanContext().traceId
  const asking = spansOf(traceId)
  const working = spansOf(jobTraceId)
  const named = (spans: typeof asking, name: string) =>
    first(spans.filter((span) => span.name === name))
  const request = named(asking, 'POST /api/v1/meetings/:id/transcript')
  const engine = named(working, 'engine.run')
  expect(request.parentSpanContext?.spanId).toBe(parentId)
  expect(job.parentSpanContext).toBeUndefined()
  expect(asking.map((span) => span.spanContext().spanId)).toContain(
    job.links[0]?.context.spanId ?? '',
  )
  expect(engine.parentSpanContext?.spanId).toBe(job.spanContext().spanId)
  for (const name of ['transcript.parse', 'S3/PutObject', 'transaction']) named(asking, name)
  const steps = working.filter(({ name }) => name === 'engine.step')
  expect(steps.length).toBeGreaterThan(0)
  for (const step of steps) {
    expect(step.parentSpanContext?.spanId).toBe(engine.spanContext().spanId)
    expect(step.attributes).toMatchObject({ 'aam.step': expect.any(String), 'aam.window': 0 })
  }
  for (const span of [request, job, engine]) {
    expect(span.attributes['aam.tenant_id']).toBe(tenantId)
  }
  expect(request.attributes).toMatchObject({
    'http.request.method': 'POST',
    'http.response.status_code': 201,
    'http.route': '/api/v1/meetings/:id/transcript',
    'aam.request_id': 'traced-request-1',
  })
  const statements = asking.filter((span) => span.attributes['db.query.text'])
  const transactions = asking.filter(({ name }) => name === 'transaction')
  expect(statements.length).toBeGreaterThan(10)
  // One statement lists the job as pending and sends it.
  expect(statements.map(({ name }) => name)).toContain('WITH outbox')
  const parents = transactions.map((span) => span.spanContext().spanId)
  for (const { name, parentSpanContext } of statements) {
    if (name !== 'WITH outbox') continue
    expect(parents).toContain(parentSpanContext?.spanId ?? '')
  }
  const line = first(lines.filter((text) => text.includes('traced-request-1')))
  expect(JSON.parse(line)).toMatchObject({ traceId, tenantId, status: 201 })
  const done = first(
    lines.filter(
      (text) => text.includes('"Job done"') && text.includes(`"traceId":"${jobTraceId}"`),
    ),
  )
  expect(JSON.parse(done)).toMatchObject({ tenantId, linkedTraceId: traceId })
  const [audited] = await installation.admin`
    select trace_id from audit_log where action = 'meeting.analysed' and subject_id = ${meeting.id}`
  expect(audited?.trace_id).toBe(jobTraceId)
})

test('span names contain no ids, whatever the path', () => {
  const names = [...new Set(exporter.getFinishedSpans().map(({ name }) => name))]
  expect(names.filter((name) => /[0-9a-f]{8}-|[0-9]{4,}/.test(name))).toEqual([])
  // Functions, aliases and date parts follow FROM, too.
  const ofStatements = /^(?:SELECT|INSERT|UPDATE|DELETE|WITH|OTHER)\b/
  const tables = names.filter((name) => ofStatements.test(name)).map((name) => name.split(' ')[1])
  expect(tables).toContain('meetings')
  expect(tables.filter((name) => /^.$|recordset|unnest/.test(name ?? ''))).toEqual([])
})

test('spans and logs contain nothing that people said or typed, and no secrets', async () => {
  const meeting = await createMeeting(client, { title: canaries.title })
  await client.send(`/meetings/${meeting.id}/transcript`, {
    method: 'POST',
    body: talk.replaceAll('pilot', canaries.transcript),
  })
  await untilStatus(client, meeting.id, 'in_review')
  const item = first(itemsOf(await readArtifacts(client, meeting.id)))
  const edit = (value: object) =>
    client.send(`/items/${item.id}`, { method: 'PATCH', json: { value } })
  await edit({ statement: `The ${canaries.edit} is decided` })
  await edit({ [canaries.edit]: canaries.edit, statement: 5 })
  await client.post(`/items/${item.id}/accept`, { overrideNote: canaries.note })
  await client.send(`/meetings?q=${canaries.query}`)
  await client.post('/clients', { name: canaries.client })
  await client.post('/clients', { name: canaries.client })
  await client.send('/meetings', {
    method: 'POST',
    body: `{"${canaries.edit}`,
    headers: { 'content-type': 'application/json' },
  })
  await client.send(`/meetings/${meeting.id}/transcript`, {
    method: 'POST',
    body: `%PDF ${canaries.transcript}`,
  })
  await installation.request('traced', '/api/v1/auth/login', {
    method: 'POST',
    json: { email: 'owner@traced.example', password: `${testPassword}!` },
  })
  await client.send(`/meetings/${meeting.id}/export`)

  const secrets = [...Object.values(canaries), testPassword, 'owner@traced', client.token]
  const spans = exporter
    .getFinishedSpans()
    .map(({ name, attributes, events, status }) =>
      JSON.stringify({ name, attributes, events, status }),
    )
  expect(spans.length).toBeGreaterThan(100)
  expect(lines.length).toBeGreaterThan(20)
  for (const secret of secrets) {
    expect({ secret, lines: lines.filter((line) => line.includes(secret)) }).toEqual({
      secret,
      lines: [],
    })
    expect({ secret, spans: spans.filter((span) => span.includes(secret)) }).toEqual({
      secret,
      spans: [],
    })
  }
})

test('a database error is logged without the values involved', async () => {
  const before = lines.length
  await installation.admin`
    alter table clients add constraint broken check (name::int > 0) not valid`
  const response = await client.post('/clients', { name: canaries.client + 2 })
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain(canaries.client)
  const logged = lines.slice(before).filter((line) => line.includes('"level":"error"'))
  expect(logged).toHaveLength(1)
  expect(logged[0]).toContain('22P02')
  expect(logged[0]).not.toContain(canaries.client)
})

test('every log line of a request or job names its tenant and trace, each once', () => {
  const told = (line: string, key: string): number => line.split(`"${key}":`).length - 1
  const faults = lines.filter((line) => line.includes('"request failed"'))
  expect(faults.length).toBeGreaterThan(0)
  for (const line of faults) {
    expect(JSON.parse(line)).toMatchObject({ tenantId })
    for (const key of ['requestId', 'tenantId', 'traceId']) expect(told(line, key)).toBe(1)
  }
  for (const line of lines) {
    for (const key of ['requestId', 'tenantId', 'traceId']) expect(told(line, key)).toBeLessThan(2)
    if (told(line, 'jobId') > 0) expect(JSON.parse(line)).toHaveProperty('tenantId')
  }
})

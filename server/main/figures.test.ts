import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { readBacklog } from '../../db/backlog.ts'
import { pingDatabase } from '../../db/lookup.ts'
import { withTenant } from '../../db/tenant.ts'
import { eventually, openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { askFigures, sumFigures } from '../../ops/test/read-figures.ts'
import { setSuspended } from '../../tenants/suspend.ts'
import { openTenantChanges } from '../platform/redis/tenant-changes.ts'
import { createMeeting, openTenant, reviewMeeting, untilStatus } from '../http/test/meetings.ts'
import { checkHealth } from '../http/health.ts'
import { noSuchAddress } from '../platform/errors.ts'
import { serveApiFigures, serveWorkerFigures } from './figures.ts'
import type { ProcessServices } from './services.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation()
})
afterAll(() => installation.close())

test('figures show the backlog of all organisations and job outcomes, without naming an organisation', async () => {
  const services = installation.services as unknown as ProcessServices
  const served = serveApiFigures(services, { hostname: '127.0.0.1', port: 0 })
  try {
    for (const slug of ['figures-a', 'figures-b']) {
      const client = await openTenant(installation, slug)
      await reviewMeeting(client)
      const waiting = await createMeeting(client)
      await installation.admin`
        update meetings set status = 'waiting', stage = 'transcribe', reason = 'no_speech_provider',
          updated_at = now() - interval '1 hour' where id = ${waiting.id}`
      await untilStatus(client, waiting.id, 'waiting')
    }
    const text = await askFigures(served.port)
    const labels = { state: 'waiting', stage: 'transcribe', service_name: 'aam-api' }
    expect(sumFigures(text, 'aam_under_way', labels)).toBe(2)
    expect(Math.round(sumFigures(text, 'aam_oldest_under_way_seconds', labels) / 3_600)).toBe(1)
    expect(text).toMatch(
      /http_server_request_duration_seconds_count\{method="GET",route="\/api\/v1\/meetings\/:id",status="200"/,
    )
    expect(text).toMatch(/aam_job_duration_seconds_count\{stage="analyse",outcome="done".*\} 2/)
    expect(text).toMatch(/aam_meeting_reviewable_seconds_count\{service_name="aam-api"\} 2/)
    expect(text).not.toMatch(/figures-a|[0-9a-f]{8}-[0-9a-f]{4}-/)
  } finally {
    served.stop()
  }
})

test('the queue of a suspended organisation does not count as backlog until it is resumed', async () => {
  const services = installation.services as unknown as ProcessServices
  const client = await openTenant(installation, 'figures-held')
  const { id } = await createMeeting(client)
  await installation.admin`
    update meetings set status = 'queued', stage = 'analyse', updated_at = now() - interval '1 day'
    where id = ${id}`
  const oldestHours = async (): Promise<number> => {
    const lines = await readBacklog(services.db)
    return Math.max(0, ...lines.map(({ oldestSeconds }) => Math.floor(oldestSeconds / 3_600)))
  }
  const { tenantId } = await tenantOf('figures-held')
  expect(await oldestHours()).toBe(24)
  const operator = { db: services.db, tenantChanges: openTenantChanges(services.redis) }
  await setSuspended(operator, tenantId, true)
  expect(await oldestHours()).toBeLessThan(24)
  await setSuspended(operator, tenantId, false)
  expect(await oldestHours()).toBe(24)
})

test('figures show requests to the database, the storage and shared pools', async () => {
  const services = installation.services as unknown as ProcessServices
  const served = serveApiFigures(services, { hostname: '127.0.0.1', port: 0 })
  const look = () => askFigures(served.port)
  try {
    const client = await openTenant(installation, 'figures-c')
    const before = await look()
    await reviewMeeting(client)
    const refusal = withTenant(services.db, await tenantOf('figures-c'), async () => {
      throw noSuchAddress()
    })
    expect(refusal).rejects.toThrow()
    await refusal.catch(() => undefined)
    const broken = withTenant(services.db, await tenantOf('figures-c'), (tx) => tx.sql`select 1/0`)
    expect(broken).rejects.toThrow()
    await broken.catch(() => undefined)
    const after = await look()
    const grown = (name: string, labels: Record<string, string>): number =>
      sumFigures(after, name, labels) - sumFigures(before, name, labels)
    const put = { operation: 'PutObject', outcome: 'ok' }
    expect(grown('aam_storage_call_duration_seconds_count', put)).toBeGreaterThan(0)
    expect(grown('aam_transaction_duration_seconds_count', { outcome: 'ok' })).toBeGreaterThan(3)
    expect(grown('aam_transaction_duration_seconds_count', { outcome: 'refused' })).toBe(1)
    expect(grown('aam_transaction_duration_seconds_count', { outcome: 'error' })).toBe(1)
    const failed = { operation: 'SELECT', outcome: 'error' }
    expect(grown('aam_statement_duration_seconds_count', failed)).toBe(1)
    expect(grown('aam_job_wait_seconds_count', { stage: 'analyse' })).toBe(1)
    expect(grown('aam_process_cpu_seconds_total', { mode: 'user' })).toBeGreaterThan(0)
    expect(sumFigures(after, 'aam_gate_slots', { gate: 'transactions' })).toBeGreaterThan(0)
    for (const gate of ['storage', 'engine', 'judge', 'parser', 'passwords', 'large-requests']) {
      expect({ gate, slots: sumFigures(after, 'aam_gate_slots', { gate }) > 0 }).toEqual({
        gate,
        slots: true,
      })
    }
  } finally {
    served.stop()
  }
})

test('figures show a full pool, a running request and an open stream while they last', async () => {
  const services = installation.services as unknown as ProcessServices
  const served = serveApiFigures(services, { hostname: '127.0.0.1', port: 0 })
  const look = () => askFigures(served.port)
  try {
    const client = await openTenant(installation, 'figures-d')
    const tenant = await tenantOf('figures-d')
    const live = await client.send('/events')
    const release = Promise.withResolvers<void>()
    const held = Array.from({ length: 8 }, () =>
      withTenant(services.db, tenant, () => release.promise),
    )
    const request = client.send('/meetings', { method: 'POST', json: { title: 'x' } })
    const full = await eventually(async () => {
      const text = await look()
      return sumFigures(text, 'aam_gate_waiting', { gate: 'transactions' }) > 0 ? text : null
    })
    expect(sumFigures(full, 'aam_gate_running', { gate: 'transactions' })).toBeGreaterThan(3)
    expect(sumFigures(full, 'aam_live_streams', {})).toBe(1)
    expect(sumFigures(full, 'http_server_active_requests', {})).toBeGreaterThan(0)
    release.resolve()
    await Promise.all([...held, request])
    await live.body?.cancel()
    await eventually(async () => {
      const text = await look()
      const names = ['aam_live_streams', 'http_server_active_requests']
      return names.every((name) => sumFigures(text, name, {}) === 0)
    })
  } finally {
    served.stop()
  }
})

test('a worker’s figures show its running jobs', async () => {
  const services = installation.services as unknown as ProcessServices
  let inFlight = 2
  const checkParts = () => checkHealth({ database: async () => null })
  const worker = { slots: 4, inFlight: () => inFlight, checkParts }
  const served = serveWorkerFigures(services, { hostname: '127.0.0.1', port: 0 }, worker)
  try {
    const look = () => askFigures(served.port)
    expect(sumFigures(await look(), 'aam_worker_jobs', {})).toBe(2)
    inFlight = 3
    const text = await look()
    expect(sumFigures(text, 'aam_worker_jobs', {})).toBe(3)
    expect(sumFigures(text, 'aam_worker_slots', {})).toBe(4)
  } finally {
    served.stop()
  }
})

const tenantOf = async (slug: string): Promise<{ tenantId: string }> => {
  const [tenant] = await installation.admin`select id from tenants where slug = ${slug}`
  return { tenantId: String(tenant?.id) }
}

test('figures show the health of the process’s parts', async () => {
  const services = installation.services as unknown as ProcessServices
  let mail: string | null = null
  const checkParts = () =>
    checkHealth({
      database: () => pingDatabase(services.db).then(() => null),
      mail: async () => mail,
      storage: () => Promise.reject(new Error('away')),
    })
  const served = serveApiFigures(services, { hostname: '127.0.0.1', port: 0 }, { checkParts })
  try {
    const text = await askFigures(served.port)
    expect(text).toContain('aam_part_state{part="database",service_name="aam-api"} 1')
    expect(text).toContain('aam_part_state{part="mail",service_name="aam-api"} 1')
    expect(text).toContain('aam_part_state{part="storage",service_name="aam-api"} 0')
    mail = 'mail_unavailable'
    expect(sumFigures(await askFigures(served.port), 'aam_part_state', { part: 'mail' })).toBe(0.5)
  } finally {
    served.stop()
  }
})

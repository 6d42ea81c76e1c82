import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { createMeeting, openTenant } from '../http/test/meetings.ts'
import { beginUpload } from '../http/test/uploads.ts'
import { cleanAll, takeDay } from './daily-cleanup.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
})
afterAll(() => installation.close())

test('what a given-up upload left in the storage goes, in every organisation', async () => {
  const { services, admin } = installation
  const keys: string[] = []
  for (const slug of ['first', 'second']) {
    const client = await openTenant(installation, slug)
    const { id } = await createMeeting(client)
    const upload = await beginUpload(client, id, new TextEncoder().encode('RIFF'))
    // As a process leaves it that dies between its row and its file.
    const [row] = await admin<{ object_key: string }[]>`
      update uploads set state = 'aborted', updated_at = now() - interval '2 hours'
      where id = ${upload.id} returning object_key`
    const key = row?.object_key ?? ''
    await services.files.put(key, new Uint8Array(10), { contentType: 'audio/wav' })
    keys.push(key)
  }
  await cleanAll(services)
  for (const key of keys) expect(await services.files.head(key)).toBeUndefined()
})

test('deletes usage counts of past months only', async () => {
  const { services, admin } = installation
  await openTenant(installation, 'counted')
  const now = new Date().toISOString()
  const periods = ['2020-01', '2020-01-31', now.slice(0, 7), now.slice(0, 10)]
  await admin`
    insert into quota_uses (tenant_id, holder_id, name, period, used)
    select id, id, 'runsPerDay', unnest(${periods}::text[]), 1 from tenants where slug = 'counted'`
  await cleanAll(services)
  const left = await admin<{ period: string }[]>`
    select period from quota_uses u join tenants t on t.id = u.tenant_id
    where t.slug = 'counted' order by period`
  expect(left.map(({ period }) => period)).toEqual([now.slice(0, 7), now.slice(0, 10)])
})

test('one worker takes the day, and the next day another may', async () => {
  const noon = Date.UTC(2026, 0, 5, 12)
  expect(await takeDay(installation.services, noon)).toBe(true)
  expect(await takeDay(installation.services, noon + 60_000)).toBe(false)
  expect(await takeDay(installation.services, noon + 24 * 3_600_000)).toBe(true)
})

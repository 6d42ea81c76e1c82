import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { eventually, openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { createMeeting, openTenant } from '../http/test/meetings.ts'
import type { Usage } from '../modules/usage/contract.ts'
import { startWorker } from './worker.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
})
afterAll(() => installation.close())

test('a starting worker records transcriptions from versions without a ledger, in every organisation', async () => {
  const clients = []
  for (const slug of ['first', 'second']) {
    const client = await openTenant(installation, slug)
    const { id } = await createMeeting(client)
    await installation.admin`
      insert into transcripts (tenant_id, id, meeting_id, source, object_key, segment_count, word_count, duration_ms)
      select tenant_id, ${Bun.randomUUIDv7()}, id, 'speech', 'none', 1, 1, 90000 from meetings where id = ${id}`
    clients.push(client)
  }
  const worker = startWorker(installation.services, { concurrency: 1 })
  try {
    for (const client of clients) {
      await eventually(
        async () => (await client.get<Usage>('/usage')).totals.transcribedSeconds === 90,
      )
    }
    const written = () =>
      installation.admin`select 1 from usage_events where kind = 'transcription'`
    expect(await written()).toHaveLength(2)
  } finally {
    await worker.stop(2_000)
  }
})

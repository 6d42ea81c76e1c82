import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { createMeeting, openTenant, reviewMeeting, untilStatus } from '../http/test/meetings.ts'
import { serveApiFigures } from './figures.ts'
import type { ProcessServices } from './services.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation()
})
afterAll(() => installation.close())

test('figures tell what waits over all organisations and how work went, and never whose it is', async () => {
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
    const text = await (await fetch(`http://127.0.0.1:${served.port}/metrics`)).text()
    expect(text).toContain('aam_under_way{state="waiting",service_name="aam-api"} 2')
    const [, oldest] =
      /aam_oldest_under_way_seconds\{state="waiting",service_name="aam-api"\} ([\d.]+)/.exec(
        text,
      ) ?? []
    expect(Math.round(Number(oldest) / 3_600)).toBe(1)
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

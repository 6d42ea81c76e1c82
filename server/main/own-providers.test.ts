import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { startOpenaiStandIn } from '../../ops/stand-ins/openai/server.ts'
import { eventually, openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import type { LanguageModel } from '../../plugins/engine/index.ts'
import { openTenant } from '../http/test/meetings.ts'
import { tenantIdOf } from '../modules/transcription/test/recordings.ts'
import { createOwnProviders } from './own-providers.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false, outboundAllow: '127.0.0.1' })
})
afterAll(() => installation.close())

async function brings(slug: string, baseUrl: string): Promise<string> {
  const client = await openTenant(installation, slug)
  const json = { baseUrl, model: 'own', key: null }
  const response = await client.send('/settings/providers/model', { method: 'PUT', json })
  expect(response.status).toBe(200)
  return tenantIdOf(installation, slug)
}

const ask = (model: LanguageModel | null) =>
  model?.complete(
    { messages: [{ role: 'user', content: 'x' }], schema: { name: 'x', schema: {} } },
    { signal: AbortSignal.timeout(30_000) },
  )

test('an unresponsive server is marked for its organisation only, even at a shared address', async () => {
  const alive = startOpenaiStandIn({ answer: () => '{}' })
  const dead = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    fetch: () => new Promise<Response>(() => undefined),
  })
  const times = { probeAfterMs: 100, answerWithinMs: 100, askAgainAfterMs: 50 }
  const { db, sealer, outbound, prices, log } = installation.services
  const needs = { db, sealer, outbound, prices, log, speechMedia: 'stream' as const }
  const own = createOwnProviders({ ...needs, watchTimes: times })
  try {
    const address = `http://127.0.0.1:${dead.port}/v1`
    const silent = await own.modelOf(await brings('silent', address))
    const beside = await own.modelOf(await brings('beside', address))
    const other = await own.modelOf(await brings('lively', alive.url))
    ask(silent)?.catch(() => undefined)
    await eventually(async () => silent?.silence?.refusal())
    expect(beside?.silence?.refusal()).toBeUndefined()
    expect(other?.silence?.refusal()).toBeUndefined()
    expect((await ask(other))?.text).toBe('{}')
  } finally {
    own.close()
    await Promise.all([alive.stop(), dead.stop(true)])
  }
})

test('unchanged settings keep their provider open, and changed ones open it again', async () => {
  const { own } = installation.services
  const tenantId = await brings('kept', 'http://127.0.0.1:18080/v1')
  const before = await own.modelOf(tenantId)
  expect(await own.modelOf(tenantId)).toBe(before as LanguageModel)
  await installation.admin`update own_providers set model = 'newer' where tenant_id = ${tenantId}`
  const after = await own.modelOf(tenantId)
  expect([before?.name, after?.name]).toEqual(['openai:own', 'openai:newer'])
  await installation.admin`delete from own_providers where tenant_id = ${tenantId}`
  expect(await own.modelOf(tenantId)).toBeNull()
})

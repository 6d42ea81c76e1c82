import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../../ops/stand-ins/openai/server.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { changeLimits } from '../../../../tenants/limits/change-limits.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  reviewMeeting,
  untilStatus,
} from '../../../http/test/meetings.ts'
import type { ModelPrices } from '../../../platform/settings/price-config.ts'
import { tenantIdOf } from '../../transcription/test/recordings.ts'

setDefaultTimeout(120_000)

const cli = join(import.meta.dir, '../../../main/cli.ts')
let standIn: OpenaiStandIn
beforeAll(() => {
  standIn = startOpenaiStandIn()
})
afterAll(() => standIn.stop())

const openWith = (modelPrices: ModelPrices, logLines: string[] = []) =>
  openInstallation({
    logLines,
    modelPrices,
    llm: {
      provider: 'openai',
      apiKey: 'none',
      baseUrl: standIn.url,
      model: 'house-model',
      contextTokens: null,
    },
  })

async function limited(installation: TestInstallation, slug: string): Promise<Client> {
  const client = await openTenant(installation, slug)
  const set = ['modelCentsPerMonth=1']
  const tenantId = await tenantIdOf(installation, slug)
  await changeLimits(installation.services.db, tenantId, null, { set, unset: [] })
  return client
}

/** Runs `aam …` as an operator of this installation and returns its output. */
async function aam(installation: TestInstallation, args: string[], prices = ''): Promise<string> {
  const { addresses } = installation.services
  const child = Bun.spawn([process.execPath, cli, ...args], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'ignore',
    env: {
      ...process.env,
      DATABASE_URL: addresses.databaseUrl,
      DATABASE_ADMIN_URL: addresses.adminDatabaseUrl,
      REDIS_URL: addresses.redisUrl,
      S3_ENDPOINT: addresses.s3.endpoint,
      S3_REGION: addresses.s3.region,
      S3_ACCESS_KEY_ID: addresses.s3.accessKeyId,
      S3_SECRET_ACCESS_KEY: addresses.s3.secretAccessKey,
      S3_BUCKET: addresses.s3.bucket,
      MASTER_KEY: addresses.secrets.masterKey,
      KEY_STORE: addresses.keyStore,
      LLM_PROVIDER: 'openai',
      OPENAI_BASE_URL: standIn.url,
      OPENAI_MODEL: 'house-model',
      OPENAI_PRICES: prices,
    },
  })
  return new Response(child.stdout).text()
}

const named = 'house-model=20/20'

test('warns the operator once in the log when a money limit has no effect', async () => {
  const logLines: string[] = []
  const installation = await openWith({}, logLines)
  try {
    const client = await limited(installation, 'unbound')
    await reviewMeeting(client)
    await reviewMeeting(client)
    const warnings = () =>
      logLines.filter((line) => line.includes('A spending limit cannot be enforced'))
    expect(warnings()).toHaveLength(1)
    expect(warnings()[0]).toContain('openai:house-model')
    const words = 'cannot bind: AAM knows no price of house-model; name it by OPENAI_PRICES'
    expect(await aam(installation, ['tenant', 'limits', 'unbound'], named)).not.toContain('bind')
    expect(await aam(installation, ['diagnose', '--services'])).toContain(
      `money      the limit of unbound ${words}`,
    )
    const json = JSON.parse(await aam(installation, ['tenant', 'limits', 'unbound', '--json']))
    expect(json).toContainEqual(
      expect.objectContaining({ name: 'modelCentsPerMonth', limit: 1, note: words }),
    )
  } finally {
    await installation.close()
  }
})

test('applies the limit once the operator sets a price', async () => {
  const price = { input: 20_000_000, cachedInput: 20_000_000, output: 20_000_000 }
  const installation = await openWith({ 'house-model': price })
  try {
    const client = await limited(installation, 'bound')
    // The first run may finish before its calls are counted.
    await uploadTranscript(client, (await createMeeting(client)).id)
    const { db } = installation.services
    const tenantId = await tenantIdOf(installation, 'bound')
    await eventually(async () => {
      const lines = await changeLimits(db, tenantId, null, { set: [], unset: [] })
      return lines.some(({ name, used }) => name === 'modelCentsPerMonth' && (used ?? 0) >= 1)
    })
    const { id } = await createMeeting(client)
    await uploadTranscript(client, id)
    expect(await untilStatus(client, id, 'waiting')).toMatchObject({
      reason: 'spending_limit_reached',
    })
  } finally {
    await installation.close()
  }
})

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { withTenant } from '../../db/tenant.ts'
import { eventually, openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { startOpenaiStandIn, type OpenaiStandIn } from '../../ops/stand-ins/openai/server.ts'
import {
  type Client,
  createMeeting,
  openTenant,
  reviewMeeting,
} from '../../server/http/test/meetings.ts'
import type { InteractionPage } from '../../server/modules/analysis/contract.ts'
import { sealMail } from '../../server/modules/mail/index.ts'
import { openMail } from '../../server/modules/mail/queue-mail.ts'
import { tenantIdOf } from '../../server/modules/transcription/test/recordings.ts'
import { newId } from '../../server/platform/ids.ts'
import { meetingPrefix } from '../../server/platform/object-keys.ts'
import { listUnknownSealed } from './sealed-columns.ts'
import { type Rekeyed, rekeyTenant } from './index.ts'

setDefaultTimeout(120_000)

const cli = join(import.meta.dir, '../../server/main/cli.ts')
const key = 'sk-rekeyed-0123456789abcdef'

let standIn: OpenaiStandIn
let installation: TestInstallation
beforeAll(async () => {
  standIn = startOpenaiStandIn({ apiKey: key })
  installation = await openInstallation({ outboundAllow: '127.0.0.1' })
})
afterAll(async () => {
  await installation.close()
  await standIn.stop()
})

const environment = () => {
  const { addresses } = installation.services
  return {
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
  }
}

const start = (args: string[], env: Record<string, string> = {}) =>
  Bun.spawn([process.execPath, cli, 'tenant', 'rekey', ...args], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...environment(), ...env },
  })

async function run(args: string[], env: Record<string, string> = {}) {
  const child = start(args, env)
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  return { out, err, exitCode: await child.exited }
}

/** Creates all kinds of sealed data: a provider key, a queued mail, bodies of model calls. */
async function sealSamples(client: Client) {
  const tenantId = await tenantIdOf(installation, client.slug)
  const json = { baseUrl: standIn.url, model: 'own', key }
  await client.send('/settings/providers/model', { method: 'PUT', json })
  const { id: meetingId } = await reviewMeeting(client)
  const { sealer, db } = installation.services
  const data = { organisation: 'x', link: 'https://x.example/#token=secret', minutes: 60 }
  const to = 'somebody@x.example'
  const letter = await sealMail({ sealer }, tenantId, {
    kind: 'reset-password',
    to,
    locale: 'en',
    data,
  })
  const mailId = await withTenant(db, { tenantId }, (tx) => letter.queue(tx))
  const readAll = async () => {
    const { data: calls } = await client.get<InteractionPage>(`/meetings/${meetingId}/interactions`)
    const bodies = await Promise.all(
      calls.map(({ id }) => client.get<{ answer: string }>(`/interactions/${id}/body`)),
    )
    const [mail] = await installation.admin<{ sealed: string }[]>`
      select sealed from mails where id = ${mailId}`
    const opened = await openMail({ sealer }, tenantId, { id: mailId, sealed: mail?.sealed ?? '' })
    standIn.requests.length = 0
    await client.post('/settings/providers/model/test')
    return {
      answers: bodies.map(({ answer }) => answer),
      letter: opened as object,
      key: standIn.requests.at(-1)?.authorization,
    }
  }
  return { tenantId, meetingId, data, readAll }
}

test('can reseal every sealed column of the catalogue', async () => {
  const { tenantId } = await installation.createTenant('catalogue')
  expect(await withTenant(installation.services.db, { tenantId }, listUnknownSealed)).toEqual([])
})

test('reseals everything with a new data key and deletes the old one after a day', async () => {
  const client = await openTenant(installation, 'anew')
  const { tenantId, data, readAll } = await sealSamples(client)
  const before = await readAll()
  expect(before).toMatchObject({ letter: data, key: `Bearer ${key}` })
  expect(before.answers.length).toBeGreaterThan(0)
  const lines: string[] = []
  const { rekey } = installation.services
  const came = await rekeyTenant(rekey, tenantId, {
    data: true,
    onProgress: (line) => lines.push(line),
  })
  expect(came).toMatchObject({
    keys: 1,
    data: { isNewKey: true, values: 2, bodies: before.answers.length, broken: 0, emptied: 1 },
  })
  expect(lines.join('\n')).toContain(`Bodies of calls: ${before.answers.length} of`)
  expect(await readAll()).toEqual(before)
  // Everything is still readable without the old key.
  expect(await rekey.changes.deleteEmptied(tenantId, new Date(Date.now() + 1_000))).toBe(1)
  expect(await readAll()).toEqual(before)
  const audited = await client.get<{ data: { action: string }[] }>('/audit?action=tenant.rekeyed')
  expect(audited.data).toHaveLength(1)
})

test('resumes after a kill, and everything stays readable at all times', async () => {
  const client = await openTenant(installation, 'killed')
  const { tenantId, readAll } = await sealSamples(client)
  const before = await readAll()
  const { id: meetingId } = await createMeeting(client)
  const many = 600
  const { sealer, files } = installation.services
  const ids = Array.from({ length: many }, newId)
  const keyOf = (id: string) => `${meetingPrefix(tenantId, meetingId)}interactions/${id}`
  const plain = new TextEncoder().encode('what was asked')
  const inSlices = async (work: (id: string) => Promise<unknown>) => {
    for (let at = 0; at < many; at += 25) await Promise.all(ids.slice(at, at + 25).map(work))
  }
  await inSlices(async (id) => {
    const sealed = await sealer.seal(tenantId, keyOf(id), plain)
    await files.put(keyOf(id), sealed, { contentType: 'application/octet-stream' })
  })
  await installation.admin`
    insert into interactions (tenant_id, id, meeting_id, step, window_index, attempt, is_final, provider, model,
      prompt_hash, latency_ms, outcome, body_key)
    select ${tenantId}, id, ${meetingId}, 'x', 0, 1, true, 'x', 'x', 'x', 1, 'ok',
      ${keyOf('')} || id::text from unnest(${ids}::uuid[]) id`
  const child = start(['killed', '--data'])
  let said = ''
  for await (const chunk of child.stderr) {
    said += new TextDecoder().decode(chunk)
    if (said.includes('Bodies of calls')) break
  }
  child.kill('SIGKILL')
  await child.exited
  const isOpen = async (id: string) =>
    Buffer.from(await sealer.open(tenantId, keyOf(id), await files.get(keyOf(id)))).equals(plain)
  const stateOf = async () => {
    const states: boolean[] = []
    await inSlices(async (id) => {
      expect(await isOpen(id)).toBe(true)
      states.push(
        await installation.services.rekey.dataKeys.isCurrent(tenantId, await files.get(keyOf(id))),
      )
    })
    return states.filter(Boolean).length
  }
  const midway = await stateOf()
  expect(midway).toBeLessThan(many)
  expect(await readAll()).toEqual(before)

  const { out, exitCode } = await run(['killed', '--data', '--json'])
  expect(exitCode).toBe(0)
  const came = JSON.parse(out) as Rekeyed & { slug: string }
  expect(came).toMatchObject({ slug: 'killed', keys: 2, data: { isNewKey: false, emptied: 1 } })
  expect(await stateOf()).toBe(many)
  expect(await readAll()).toEqual(before)
})

test('does not restore bodies of a meeting that is deleted meanwhile', async () => {
  const client = await openTenant(installation, 'deleted')
  const { tenantId, meetingId } = await sealSamples(client)
  const { rekey, files } = installation.services
  const prefix = `${meetingPrefix(tenantId, meetingId)}interactions/`
  const put = async (at: string, bytes: Uint8Array, options: { contentType: string }) => {
    await client.send(`/meetings/${meetingId}`, { method: 'DELETE' })
    await eventually(async () => {
      const rows =
        await installation.admin`select 1 from interactions where tenant_id = ${tenantId}`
      return rows.length === 0
    })
    await files.put(at, bytes, options)
  }
  await rekeyTenant({ ...rekey, files: { ...files, put } }, tenantId, { data: true })
  await eventually(async () => (await files.deletePrefix(prefix)) === 0)
})

test('changing the master key takes two starts and one command, each naming the next step', async () => {
  const client = await openTenant(installation, 'master')
  const { readAll } = await sealSamples(client)
  const before = await readAll()
  const { masterKey } = installation.services.addresses.secrets
  const next = { MASTER_KEY: 'another master key of thirty-two characters' }
  const lacking = await run(['master'], next)
  expect([lacking.exitCode, lacking.err.trim().split('\n').at(-1)]).toEqual([
    1,
    expect.stringContaining('MASTER_KEY_PREVIOUS'),
  ])
  const both = { ...next, MASTER_KEY_PREVIOUS: masterKey }
  const changed = await run(['master', '--json'], both)
  expect(JSON.parse(changed.out)).toMatchObject({ slug: 'master', keys: 1, wasPrevious: 1 })
  expect((await run(['master'], next)).out).toStartWith('master: 1 data key wrapped')
  // And back again, as when the change is reverted.
  const back = { MASTER_KEY: masterKey, MASTER_KEY_PREVIOUS: next.MASTER_KEY }
  expect((await run(['master'], back)).exitCode).toBe(0)
  expect(await readAll()).toEqual(before)
  const nobody = await run(['nobody-here'])
  expect([nobody.exitCode, nobody.err]).toEqual([1, expect.stringContaining('no organisation')])
  expect((await run([])).exitCode).toBe(1)
  expect((await createMeeting(client)).id).toBeString()
})

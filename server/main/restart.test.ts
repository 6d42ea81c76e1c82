import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  eventually,
  openInstallation,
  sharedServices,
  type TestInstallation,
} from '../../ops/test/installation.ts'
import {
  type Client,
  createMeeting,
  openTenant,
  problemOf,
  readMeeting,
  talk,
} from '../http/test/meetings.ts'

// Real servers on a busy machine need longer than Bun's five seconds.
setDefaultTimeout(180_000)

const count = 12
const lines: string[] = []
let installation: TestInstallation
let client: Client

beforeAll(async () => {
  installation = await openInstallation({ logLines: lines })
  client = await openTenant(installation, 'restart')
})
afterAll(() => installation.close())

type Service = 'postgres' | 'redis'

async function pidOf(service: Service): Promise<number> {
  const { home } = await sharedServices()
  const state = readFileSync(join(home, 'run', `${service}.json`), 'utf8')
  return (JSON.parse(state) as { pid: number }).pid
}

const kill = async (service: Service): Promise<void> =>
  void process.kill(await pidOf(service), 'SIGKILL')

/** Sends until accepted, like a careful client; returns the rejections on the way. */
async function bring(id: string): Promise<string[]> {
  const refusals: string[] = []
  await eventually(async () => {
    const response = await client.send(`/meetings/${id}/transcript`, {
      method: 'POST',
      body: talk,
      headers: { 'idempotency-key': id },
    })
    if (response.status === 201) return true
    const { status, code } = await problemOf(response)
    refusals.push(`${status} ${code}`)
    return false
  }, 60_000)
  return refusals
}

test.each(['postgres', 'redis'] as const)(
  '%s dies in the middle of imports: nothing is lost or done twice',
  async (service) => {
    const before = await pidOf(service)
    const ids: string[] = []
    for (let n = 0; n < count; n++) ids.push((await createMeeting(client)).id)
    const refusals: string[] = []
    for (const [at, id] of ids.entries()) {
      if (at === 4 || at === 8) await kill(service)
      refusals.push(...(await bring(id)))
    }
    await eventually(async () => {
      const ready = await installation.request('', '/health/ready')
      return ready.status === 200
    }, 60_000)
    for (const id of ids) {
      await eventually(async () => {
        const response = await client.send(`/meetings/${id}`)
        return response.ok && (await readMeeting(client, id)).status === 'in_review'
      }, 120_000)
    }
    expect(await pidOf(service)).not.toBe(before)
    // Rejected clients were told to retry, and nobody saw an internal error.
    const told = new Set(refusals)
    expect(
      [...told].filter(
        (refusal) => !['503 unavailable', '409 idempotency_in_flight'].includes(refusal),
      ),
    ).toEqual([])
    const doubles = await installation.admin<{ transcripts: number; runs: number }[]>`
      select m.id, (select count(*)::int from transcripts t where t.meeting_id = m.id) as transcripts,
        (select count(*)::int from runs r where r.meeting_id = m.id) as runs
      from meetings m where m.id = any(${ids}::uuid[])`
    expect(doubles.map(({ transcripts, runs }) => `${transcripts} ${runs}`)).toEqual(
      ids.map(() => '1 1'),
    )
    expect(
      await installation.request('restart', '/api/v1/me', {
        token: await installation.signIn('restart'),
      }),
    ).toHaveProperty('status', 200)
  },
)

test('the log written meanwhile contains nothing that was said', () => {
  expect(lines.filter((line) => /pilot|warehouse|supplier/i.test(line))).toEqual([])
})

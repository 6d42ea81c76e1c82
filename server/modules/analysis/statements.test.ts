import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { countStatements } from '../../../db/statement-spans.ts'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  readMeeting,
  talk,
} from '../../http/test/meetings.ts'
import { createLog } from '../../platform/log.ts'
import { systemCtx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { analyseMeeting } from './analyse-meeting.ts'
import type { ScenarioEngine } from './ports.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
let tenantId: string
beforeAll(async () => {
  // No worker: the test runs the stage, so that nothing else is counted.
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'count')
  const [tenant] = await installation.admin<{ id: string }[]>`
    select id from tenants where slug = 'count'`
  tenantId = tenant?.id ?? ''
})
afterAll(() => installation.close())

/** Statements inside tenant transactions, without BEGIN, the tenant's setting and COMMIT. */
async function counted(work: () => Promise<unknown>): Promise<number> {
  const before = countStatements()
  await work()
  return countStatements() - before
}

// The number of progress reports depends on the machine's speed.
const withoutProgress: ScenarioEngine = {
  run: ({ onProgress: _none, ...input }) => installation.services.engine.run(input),
}

const analyse = (meetingId: string) =>
  analyseMeeting.handle(
    { ...installation.services, engine: withoutProgress },
    {
      ...systemCtx(tenantId, 'test', newId()),
      jobId: newId(),
      held: {},
      queuedAt: new Date(),
      attempt: 1,
      isFinalAttempt: true,
      signal: new AbortController().signal,
      log: createLog('silent'),
    },
    { meetingId },
  )

/** An hour of speech: the sample repeated in one file. */
const hour = (() => {
  const [head = '', ...cues] = talk.trim().split('\n\n')
  const spoken = Array.from({ length: 72 }, (_, round) =>
    cues.map((cue) =>
      cue.replaceAll(/00:00:(\d\d)/g, (_match, second: string) => {
        const atSeconds = round * 50 + Number(second)
        const two = (value: number) => String(value).padStart(2, '0')
        return `${two(Math.floor(atSeconds / 3600))}:${two(Math.floor(atSeconds / 60) % 60)}:${two(atSeconds % 60)}`
      }),
    ),
  )
  return [head, ...spoken.flat()].join('\n\n')
})()

// Its two transactions add BEGIN, the tenant's setting and COMMIT each: six more, in the same round trips.
test('runs the analyse stage in at most six statements, for any length of meeting', async () => {
  for (const text of [talk, hour]) {
    const { id } = await createMeeting(client)
    await uploadTranscript(client, id, text)
    const own = await counted(() => analyse(id))
    const meeting = await readMeeting(client, id)
    expect(meeting.status).toBe('in_review')
    expect(own).toBeLessThanOrEqual(6)
    expect(own).toBeGreaterThan(0)
  }
})

test('a late attempt runs one statement and changes nothing', async () => {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id)
  await analyse(id)
  expect(await counted(async () => expect(await analyse(id)).toBe('already done'))).toBe(1)
})

test('imports a transcript of any length in at most sixteen statements', async () => {
  const short = await createMeeting(client)
  const long = await createMeeting(client)
  const ofShort = await counted(() => uploadTranscript(client, short.id, talk))
  const ofLong = await counted(() => uploadTranscript(client, long.id, hour))
  expect(ofLong).toBe(ofShort)
  expect(ofLong).toBeLessThanOrEqual(16)
})

test('reads a page of meetings in one statement', async () => {
  await client.send('/me')
  const own = await counted(() => client.get('/meetings?limit=100'))
  expect(own).toBe(1)
})

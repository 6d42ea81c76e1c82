import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { withTenant } from '../../../../db/tenant.ts'
import { ModelFault } from '../../../../plugins/engine/index.ts'
import { createMeeting, readMeeting, talk } from '../../../http/test/meetings.ts'
import { uploadRecording } from '../../../http/test/uploads.ts'
import { GivenUpError } from '../../../jobs/given-up.ts'
import { recordedMeeting } from '../../transcription/test/recordings.ts'
import type { MeetingHistory } from '../contract.ts'
import { claimOnly, depsOf, jobCtxOf } from '../test/attempts.ts'
import { openWalkEnvironment, type WalkEnvironment } from '../test/walk-environment.ts'
import { reportStage } from './repo/attempt.ts'
import type { Stage } from './states.ts'

setDefaultTimeout(120_000)

let env: WalkEnvironment
beforeAll(async () => {
  env = await openWalkEnvironment('attempts')
})
afterAll(() => env.close())

const wav = new TextEncoder().encode('RIFF\0\0\0\0WAVEfmt ')

/** Creates a meeting that is queued for this stage. */
async function queuedFor(stage: Stage): Promise<string> {
  if (stage === 'transcribe') return recordedMeeting(env.installation, env.client)
  const { id } = await createMeeting(env.client)
  if (stage === 'ingest') await uploadRecording(env.installation, env.client, id, wav)
  else await env.client.send(`/meetings/${id}/transcript`, { method: 'POST', body: talk })
  return id
}

const stages: Stage[] = ['ingest', 'transcribe', 'analyse']

test.each(stages)('says that the worker was lost, in stage %s', async (stage) => {
  const id = await queuedFor(stage)
  await claimOnly(env, id, stage)
  const deps = depsOf(env, env.speech)
  const job = env.jobs[stage]
  await job?.onFinalFailure(deps, jobCtxOf(env, true), { meetingId: id }, new GivenUpError())
  expect(await readMeeting(env.client, id)).toMatchObject({
    status: 'failed',
    stage,
    reason: 'worker_lost',
    canRetry: true,
  })
})

test.each(stages)(
  'the failure of a superseded attempt does not fail the newer one, in stage %s',
  async (stage) => {
    const id = await queuedFor(stage)
    const deps = depsOf(env, env.speech)
    const ctx = jobCtxOf(env, true)
    const job = env.jobs[stage]
    await job?.handle(deps, ctx, { meetingId: id }).catch(() => undefined)
    const before = await readMeeting(env.client, id)
    // As if the attempt were still running while another one claimed the stage.
    await env.installation.admin`
      update meetings set stage = ${stage}, fence = fence + 1,
        status = ${{ ingest: 'queued', transcribe: 'transcribing', analyse: 'analysing' }[stage]}
      where id = ${id}`
    await job?.onFinalFailure(deps, ctx, { meetingId: id }, new Error('late'))
    expect(before.status).not.toBe('failed')
    expect((await readMeeting(env.client, id)).status).not.toBe('failed')
  },
)

test('the history tells once of each reason that an analysis waits for', async () => {
  const id = await queuedFor('analyse')
  const busy = new ModelFault('model_rate_limited', true, 'busy')
  const deps = depsOf(env, env.speech, { run: () => Promise.reject(busy) })
  for (let attempt = 1; attempt <= 3; attempt++) {
    const failed = env.jobs.analyse?.handle(deps, jobCtxOf(env), { meetingId: id })
    expect(await failed?.catch((error: unknown) => error)).toBe(busy)
  }
  expect(await readMeeting(env.client, id)).toMatchObject({ reason: 'model_rate_limited' })
  const { data } = await env.client.get<MeetingHistory>(`/meetings/${id}/history`)
  expect(data.map(({ kind }) => kind)).toEqual([
    'created',
    'transcript_imported',
    'analysing',
    'waiting',
  ])
})

test('a superseded attempt reports no progress', async () => {
  const id = await queuedFor('transcribe')
  await claimOnly(env, id, 'transcribe')
  const [row] = await env.installation.admin<{ fence: number }[]>`
    select fence from meetings where id = ${id}`
  const fence = row?.fence ?? 0
  const report = (done: number, of: number) =>
    withTenant(env.installation.services.db, jobCtxOf(env), (tx) =>
      reportStage(
        tx,
        { meetingId: id, stage: 'transcribe', fence: of },
        { step: 'step', done, total: 2 },
      ),
    )
  await report(1, fence)
  await report(2, fence - 1)
  expect((await readMeeting(env.client, id)).progress).toEqual({ step: 'step', done: 1, total: 2 })
})

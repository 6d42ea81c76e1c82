import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { spawnAam } from '../../../../ops/test/aam-process.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { listFiles } from '../../../http/test/files.ts'
import { runJob } from '../../../http/test/jobs.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  first,
  itemsOf,
  openTenant,
  problemOf,
  readArtifacts,
  readMeeting,
  refusalOf,
} from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import { snapshot } from '../../../http/test/snapshot.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { systemCtx } from '../../../platform/context.ts'
import { createLog } from '../../../platform/log.ts'
import type { RunList } from '../../analysis/contract.ts'
import { analyseMeeting } from '../../analysis/index.ts'
import { mediaFolder } from '../../media/index.ts'
import type { TranscriptView } from '../../transcription/contract.ts'
import { type EnforceRetentionDeps, enforceRetention } from './enforce-retention.ts'
import type { DryRunView, PatchRetention, RetentionView } from './contract.ts'

setDefaultTimeout(150_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
})
afterAll(() => installation.close())

interface Organisation extends Client {
  tenantId: string
}

let made = 0
async function openOrganisation(): Promise<Organisation> {
  const client = await openTenant(installation, `kept-${++made}`)
  const { tenant } = await client.get<{ tenant: { id: string } }>('/me')
  return { ...client, tenantId: tenant.id }
}

const ctxOf = ({ tenantId }: Organisation, signal = new AbortController().signal): JobCtx => ({
  ...systemCtx(tenantId, 'test', crypto.randomUUID()),
  jobId: '1',
  held: {},
  attempt: 1,
  queuedAt: new Date(),
  isFinalAttempt: false,
  signal,
  log: createLog('silent'),
})

/** A meeting in review with a recording and a model call, all of the given age. */
async function addMeeting(by: Organisation, age: string): Promise<string> {
  const { id } = await createMeeting(by)
  await uploadTranscript(by, id)
  await analyseMeeting.handle(installation.services, ctxOf(by), { meetingId: id })
  const { tenantId } = by
  const [mediaId, callId] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()]
  const folder = mediaFolder(tenantId, id, mediaId)
  const body = `tenants/${tenantId}/meetings/${id}/interactions/${callId}`
  const type = { contentType: 'application/octet-stream' }
  for (const key of [`${folder}original`, `${folder}peaks.json`, body]) {
    await installation.services.files.put(key, new Uint8Array(10), type)
  }
  await installation.admin`
    insert into media (tenant_id, id, meeting_id, file_name, kind, content_type, size_bytes, object_key, peaks_key, ingested_at)
    values (${tenantId}, ${mediaId}, ${id}, 'talk.mp3', 'audio', 'audio/mpeg', 1000, ${`${folder}original`},
      ${`${folder}peaks.json`}, now())`
  await installation.admin`
    insert into interactions (tenant_id, id, meeting_id, step, window_index, attempt, is_final, provider, model,
      prompt_hash, cost_micro_usd, latency_ms, outcome, body_key, body_size_bytes)
    values (${tenantId}, ${callId}, ${id}, 'outcomes', 0, 1, true, 'openai:m', 'm', 'x', 77, 1, 'ok', ${body}, 10)`
  await installation.admin`
    update meetings set current_media_id = ${mediaId} where id = ${id}`
  await grow(id, age)
  return id
}

async function grow(id: string, age: string): Promise<void> {
  const { admin } = installation
  await admin`update media set created_at = now() - ${age}::interval where meeting_id = ${id}`
  await admin`update transcripts set created_at = now() - ${age}::interval where meeting_id = ${id}`
  await admin`
    update runs set created_at = now() - ${age}::interval, finished_at = now() - ${age}::interval where meeting_id = ${id}`
  await admin`update interactions set created_at = now() - ${age}::interval where meeting_id = ${id}`
}

const change = (by: Client, json: PatchRetention, headers = {}) =>
  by.send('/settings/retention', { method: 'PATCH', json, headers })

const tryOut = async (by: Client, json: PatchRetention): Promise<DryRunView> =>
  (await (await by.post('/settings/retention/dry-run', json)).json()) as DryRunView

/** Runs the job as when the hour is due. */
async function runDue(
  by: Organisation,
  deps: Partial<EnforceRetentionDeps> = {},
): Promise<unknown> {
  await makeDue(by)
  const used = { ...installation.services, ...deps }
  return runJob(installation, enforceRetention, used, ctxOf(by), { organisationId: by.tenantId })
}

/** Makes everything that is due about now due for a minute. */
async function makeDue({ tenantId }: Organisation): Promise<void> {
  const { admin } = installation
  await admin`
    update retention_rules set due_at = now() where tenant_id = ${tenantId} and due_at is not null`
  await admin`
    update pending_jobs set due_at = now() - interval '1 minute' where tenant_id = ${tenantId}`
}

async function keep(by: Organisation, rules: PatchRetention): Promise<unknown> {
  const response = await change(by, rules)
  if (!response.ok) throw new Error(await response.text())
  return runDue(by)
}

const auditOf = async ({ tenantId }: Organisation) =>
  (
    await installation.admin`
      select data from audit_log
      where tenant_id = ${tenantId} and action = 'retention.carried_out' order by id`
  ).map(({ data }) => data as Record<string, number>)

describe('the rules', () => {
  test('keep everything until owners or admins change them, after a step-up', async () => {
    const by = await openOrganisation()
    expect(await by.get<RetentionView>('/settings/retention')).toEqual({
      rev: 0,
      media: null,
      transcript: null,
      results: null,
      modelCalls: null,
      nextRunAt: null,
    })
    const member = await addMember(installation, by.slug, 'author', 'Author')
    expect(await refusalOf(await member.send('/settings/retention'))).toBe('403 forbidden')
    expect(await refusalOf(await change(member, { media: 1 }))).toBe('403 forbidden')
    const stale = await addMember(installation, by.slug, 'admin', 'Stale')
    await installation.admin`
      update sessions set proved_at = now() - interval '16 minutes' where user_id = ${stale.userId}`
    expect(await refusalOf(await change(stale, { media: 1 }))).toBe('403 step_up_needed')
    const admin = await addMember(installation, by.slug, 'admin', 'Ada')
    const response = await change(admin, { media: 48, modelCalls: 1 })
    const saved = (await response.json()) as RetentionView
    expect(saved).toMatchObject({ media: 48, transcript: null, modelCalls: 1 })
    expect(saved.nextRunAt).toMatch(/:00:00\.000Z$/)
    expect(Date.parse(saved.nextRunAt ?? '')).toBeGreaterThan(Date.now())
    const [line] = await installation.admin`
      select data from audit_log where tenant_id = ${by.tenantId} and action = 'retention.changed'`
    expect(line?.data).toEqual({
      mediaFrom: null,
      mediaTo: 48,
      modelCallsFrom: null,
      modelCallsTo: 1,
    })
  })

  test('reject less than an hour, and a change against an older revision', async () => {
    const by = await openOrganisation()
    for (const media of [0, -1, 0.5, '2', 10_000_000]) {
      const { status, errors } = await problemOf(await change(by, { media } as never))
      expect(`${status} ${errors[0]?.pointer}`).toBe('422 /media')
    }
    expect(await refusalOf(await change(by, {}))).toBe('422 invalid_request')
    expect((await change(by, { media: 1 }, { 'if-match': '"0"' })).status).toBe(200)
    expect(await refusalOf(await change(by, { media: 2 }, { 'if-match': '"0"' }))).toBe(
      '412 precondition_failed',
    )
  })
})

describe('when due', () => {
  test('removes exactly what is older than the rule allows', async () => {
    const by = await openOrganisation()
    const old = await addMeeting(by, '2 hours')
    const young = await addMeeting(by, '1 hour 59 minutes 50 seconds')
    await keep(by, { media: 2 })
    expect(await refusalOf(await by.send(`/meetings/${old}/media`))).toBe('410 retention_over')
    expect((await by.send(`/meetings/${young}/media`)).status).toBe(200)
    expect(await listFiles(installation, `${old}/media`)).toEqual([])
    expect(await listFiles(installation, `${young}/media`)).toHaveLength(2)
  })

  test('removes exactly what the dry run announced, for each kind', async () => {
    const by = await openOrganisation()
    for (const age of ['1 day', '3 days', '9 days']) await addMeeting(by, age)
    const rules = { media: 24, transcript: 72, results: 200, modelCalls: 48 }
    const before = await snapshot(installation, by.tenantId)
    const told = await tryOut(by, rules)
    expect(await snapshot(installation, by.tenantId)).toEqual(before)
    expect(
      [told.media, told.transcript, told.results, told.modelCalls].map((one) => one.count),
    ).toEqual([3, 2, 1, 2])
    expect(told.media.bytes).toBe(3_000)
    expect(told.transcript.bytes).toBeGreaterThan(500)
    expect(Math.round((Date.now() - Date.parse(told.media.oldest ?? '')) / 86_400_000)).toBe(9)
    await keep(by, rules)
    expect(await auditOf(by)).toEqual([
      {
        media: 3,
        mediaBytes: told.media.bytes,
        transcript: 2,
        transcriptBytes: told.transcript.bytes,
        results: 1,
        resultsBytes: told.results.bytes,
        modelCalls: 2,
        modelCallsBytes: told.modelCalls.bytes,
      },
    ])
    const after = await tryOut(by, rules)
    expect(
      [after.media, after.transcript, after.results, after.modelCalls].map((one) => one.count),
    ).toEqual([0, 0, 0, 0])
    expect((await tryOut(by, {})).media.count).toBe(0)
    // A run that found nothing adds no audit entry.
    await runDue(by)
    expect(await auditOf(by)).toHaveLength(1)
  })

  test('keeps a meeting that is being processed, whatever its age', async () => {
    const by = await openOrganisation()
    const states = ['queued', 'waiting', 'transcribing', 'analysing', 'uploading']
    const ids: string[] = []
    for (const status of states) {
      const id = await addMeeting(by, '9 days')
      ids.push(id)
      await installation.admin`update meetings set status = ${status}, stage = 'analyse' where id = ${id}`
    }
    const running = await addMeeting(by, '9 days')
    await installation.admin`
      insert into runs (tenant_id, id, meeting_id, transcript_id, pack_id, pack_version, pack_hash, provider, state)
      select tenant_id, gen_random_uuid(), meeting_id, transcript_id, pack_id, pack_version, pack_hash, provider, 'running'
      from runs where meeting_id = ${running}`
    const uploading = await addMeeting(by, '9 days')
    await installation.admin`
      insert into uploads (tenant_id, id, meeting_id, file_name, content_type, size_bytes, part_size_bytes, object_key,
        storage_upload_id, created_by)
      select tenant_id, gen_random_uuid(), id, 'a', 'audio/mpeg', 1, 1, 'x', 'x', owner_id from meetings where id = ${uploading}`
    const all = { media: 1, transcript: 1, results: 1, modelCalls: 1 }
    expect((await tryOut(by, all)).media.count).toBe(0)
    const before = await snapshot(installation, by.tenantId)
    await keep(by, all)
    const {
      retention_rules: _a,
      audit_log: _b,
      pending_jobs: _c,
      ...rest
    } = before as Record<string, unknown>
    const after = (await snapshot(installation, by.tenantId)) as Record<string, unknown>
    expect(after).toMatchObject(rest)
    expect(await listFiles(installation, `${first(ids)}/media`)).toHaveLength(2)
    await installation.admin`update meetings set status = 'in_review', stage = null where id = ${first(ids)}`
    await runDue(by)
    expect(await listFiles(installation, `${first(ids)}/media`)).toEqual([])
  })

  test('leaves other organisations alone', async () => {
    const [by, other] = [await openOrganisation(), await openOrganisation()]
    await addMeeting(by, '9 days')
    const theirs = await addMeeting(other, '9 days')
    const before = await snapshot(installation, other.tenantId)
    await keep(by, { media: 1, transcript: 1, results: 1, modelCalls: 1 })
    expect(await snapshot(installation, other.tenantId)).toEqual(before)
    expect(await listFiles(installation, theirs)).toHaveLength(4)
  })
})

describe('when a transcript expires', () => {
  test('quotes keep speaker and time, and everything else says that it was deleted', async () => {
    const by = await openOrganisation()
    const id = await addMeeting(by, '9 days')
    const before = await readArtifacts(by, id)
    const quoted = itemsOf(before).flatMap(({ evidence }) =>
      evidence.map(({ segmentId }) => segmentId),
    )
    expect(quoted.length).toBeGreaterThan(2)
    await keep(by, { transcript: 24 })

    expect((await readArtifacts(by, id)).sections).toEqual(before.sections)
    const transcript = await by.get<TranscriptView>(`/meetings/${id}/transcript`)
    expect(transcript).toMatchObject({ data: [], hasMore: false })
    expect(transcript.expiredAt).toBeString()
    for (const format of ['vtt', 'srt', 'txt', 'json']) {
      expect(await refusalOf(await by.send(`/meetings/${id}/transcript.${format}`))).toBe(
        '410 retention_over',
      )
    }
    const texts = await installation.admin`
      select s.text, s.words from segments s join transcripts t on t.id = s.transcript_id where t.meeting_id = ${id}`
    expect(texts.length).toBe(new Set(quoted).size)
    expect(texts.every(({ text, words }) => text === '' && words === null)).toBe(true)
    expect(await listFiles(installation, `${id}/transcripts`)).toEqual([])
    const exported = await by.send(`/meetings/${id}/export?format=md`)
    expect(await exported.text()).toContain('pilot on the first of December')
  })

  test('no further work starts on it, and an edited item keeps its citations', async () => {
    const by = await openOrganisation()
    const id = await addMeeting(by, '9 days')
    await keep(by, { transcript: 24 })
    for (const [method, path, json] of [
      ['POST', 'runs', {}],
      ['PATCH', 'transcript/speakers', { rename: [{ id: 1, name: 'x' }] }],
      ['PATCH', 'transcript/segments/1', { text: 'x' }],
    ] as const) {
      const response = await by.send(`/meetings/${id}/${path}`, { method, json })
      expect(`${path}: ${await refusalOf(response)}`).toBe(`${path}: 410 retention_over`)
    }
    const item = first(
      itemsOf(await readArtifacts(by, id)).filter(({ evidence }) => evidence.length > 0),
    )
    const [field, value] = first(
      Object.entries(item.value).filter(([, one]) => typeof one === 'string' && one.length > 20),
    )
    const edited = await by.send(`/items/${item.id}`, {
      method: 'PATCH',
      json: { value: { [field]: `${String(value)} Indeed.` } },
    })
    expect(edited.status).toBe(200)
    const after = itemsOf(await readArtifacts(by, id)).find((one) => one.id === item.id)
    expect(after?.evidence).toEqual(item.evidence)
    expect((await by.post(`/items/${item.id}/accept`, {})).status).toBe(200)
    await installation.admin`
      update meetings set status = 'failed', stage = 'analyse', can_retry = true, current_run_id = null where id = ${id}`
    expect(await refusalOf(await by.post(`/meetings/${id}/retry`))).toBe('410 retention_over')
    await installation.admin`update transcripts set expired_at = null where meeting_id = ${id}`
    expect((await by.post(`/meetings/${id}/retry`)).status).toBe(200)
  })

  test('a golden meeting of a scenario no longer counts as one', async () => {
    const by = await openOrganisation()
    const id = await addMeeting(by, '9 days')
    await installation.admin`
      insert into scenarios (tenant_id, id, title, created_by)
      select tenant_id, 'measured', '{}', id from users where tenant_id = ${by.tenantId}`
    await installation.admin`
      insert into goldens (tenant_id, id, scenario_id, meeting_id, run_id, transcript_id, expected, created_by)
      select r.tenant_id, gen_random_uuid(), 'measured', r.meeting_id, r.id, r.transcript_id, '[]', u.id
      from runs r join users u on u.tenant_id = r.tenant_id where r.meeting_id = ${id}`
    await keep(by, { transcript: 24 })
    const rows = await installation.admin`select 1 from goldens where tenant_id = ${by.tenantId}`
    expect(rows).toHaveLength(0)
  })
})

describe('when results expire', () => {
  test('the meeting says so, its items are deleted, and a new run creates a new result', async () => {
    const by = await openOrganisation()
    const id = await addMeeting(by, '9 days')
    await keep(by, { results: 24, transcript: null })
    const { run, sections } = await readArtifacts(by, id)
    expect(run?.expiredAt).toBeString()
    expect(sections).toEqual([])
    expect(await readMeeting(by, id)).toMatchObject({ itemCount: 0, decidedCount: 0 })
    expect((await by.get<{ data: unknown[] }>('/items')).data).toEqual([])
    expect(await refusalOf(await by.send(`/meetings/${id}/export?format=md`))).toBe(
      '410 retention_over',
    )
    const [row] = await installation.admin`
      select output, coverage, (select count(*)::int from evidence e where e.tenant_id = r.tenant_id) as quotes
      from runs r where meeting_id = ${id}`
    expect({ ...row }).toEqual({ output: null, coverage: null, quotes: 0 })
    expect(await refusalOf(await by.post(`/meetings/${id}/accept`))).toBe('410 retention_over')
    expect((await by.post(`/meetings/${id}/runs`, {})).status).toBe(202)
    const [fresh] = (await by.get<RunList>(`/meetings/${id}/runs`)).data
    await analyseMeeting.handle(installation.services, ctxOf(by), {
      meetingId: id,
      runId: fresh?.id ?? '',
    })
    const compared = await by.send(`/meetings/${id}/runs/${run?.id}/compare/${fresh?.id}`)
    expect(await refusalOf(compared)).toBe('410 retention_over')
    expect((await by.post(`/meetings/${id}/runs/${fresh?.id}/adopt`)).status).toBe(200)
    expect(itemsOf(await readArtifacts(by, id)).length).toBeGreaterThan(3)
  })

  test('after the transcript, no quoted text is left', async () => {
    const by = await openOrganisation()
    const id = await addMeeting(by, '9 days')
    await keep(by, { transcript: 24 })
    await keep(by, { results: 24 })
    const [left] = await installation.admin`
      select count(*)::int as segments from segments s join transcripts t on t.id = s.transcript_id where t.meeting_id = ${id}`
    expect(left?.segments).toBe(0)
    const rows = await snapshot(installation, by.tenantId)
    expect(JSON.stringify(rows)).not.toContain('first of December')
  })
})

test('removes the text of a model call and keeps its cost', async () => {
  const by = await openOrganisation()
  const id = await addMeeting(by, '9 days')
  await keep(by, { modelCalls: 24 })
  const { data } = await by.get<{ data: { id: string; hasBody: boolean; costMicroUsd: number }[] }>(
    `/meetings/${id}/interactions`,
  )
  expect(data).toMatchObject([{ hasBody: false, costMicroUsd: 77 }])
  expect(await listFiles(installation, `${id}/interactions`)).toEqual([])
})

describe('a killed run', () => {
  /** Deletes `count` files and then fails, as if the process had died. */
  const dyingAfter = (count: number) => {
    let left = count
    return {
      files: {
        async deletePrefix(prefix: string) {
          if (left-- <= 0) throw new Error('killed')
          return installation.services.files.deletePrefix(prefix)
        },
      },
    }
  }

  test('resumes where it stopped, exposes nothing half-deleted, and is one audit entry', async () => {
    const by = await openOrganisation()
    const ids: string[] = []
    for (let at = 0; at < 3; at++) ids.push(await addMeeting(by, '9 days'))
    const rules = { media: 24, transcript: 24, modelCalls: 24 }
    const told = await tryOut(by, rules)
    await change(by, rules)
    await expect(runDue(by, dyingAfter(1))).rejects.toThrow('killed')
    // Files that still exist are no longer reachable.
    for (const id of ids) {
      expect(await refusalOf(await by.send(`/meetings/${id}/media`))).toBe('410 retention_over')
    }
    expect(await auditOf(by)).toEqual([])
    await expect(runDue(by, dyingAfter(3))).rejects.toThrow('killed')
    await runDue(by)
    for (const id of ids) expect(await listFiles(installation, id)).toEqual([])
    expect(await auditOf(by)).toEqual([
      {
        media: 3,
        mediaBytes: told.media.bytes,
        transcript: 3,
        transcriptBytes: told.transcript.bytes,
        modelCalls: 3,
        modelCallsBytes: told.modelCalls.bytes,
      },
    ])
    const left =
      await installation.admin`select 1 from expired_objects where tenant_id = ${by.tenantId}`
    expect(left).toHaveLength(0)
  })

  test('is found again, with the files it left behind', async () => {
    const by = await openOrganisation()
    const id = await addMeeting(by, '9 days')
    await change(by, { media: 24 })
    await expect(runDue(by, dyingAfter(0))).rejects.toThrow('killed')
    const listed = () => installation.admin`
      select distinct job from pending_jobs
      where tenant_id = ${by.tenantId} and job = 'retention.carry-out' and due_at <= now()`
    expect(await listed()).toHaveLength(1)
    await change(by, { media: null })
    expect(await listed()).toHaveLength(1)
    await runDue(by)
    expect(await listFiles(installation, `${id}/media`)).toEqual([])
    expect(await auditOf(by)).toEqual([{ media: 1, mediaBytes: 1_000 }])
    expect(await listed()).toHaveLength(0)
  })

  test('stops between two steps when its worker stops', async () => {
    const by = await openOrganisation()
    await addMeeting(by, '9 days')
    await change(by, { media: 24 })
    await installation.admin`update retention_rules set due_at = now() where tenant_id = ${by.tenantId}`
    const stopping = AbortSignal.abort(new Error('stopping'))
    const outcome = enforceRetention.handle(installation.services, ctxOf(by, stopping), {
      organisationId: by.tenantId,
    })
    await expect(outcome).rejects.toThrow('stopping')
  })
})

test('a long run lets other jobs take turns and is still one run', async () => {
  const by = await openOrganisation()
  const id = await addMeeting(by, '9 days')
  await change(by, { modelCalls: 24 })
  // More than fits into one turn: each meeting has its own call.
  await installation.admin`
    insert into meetings (tenant_id, id, title, status, scenario_id, scenario_version, language, owner_id)
    select tenant_id, gen_random_uuid(), 'Many', 'draft', scenario_id, scenario_version, language, owner_id
    from meetings, generate_series(1, 700) where id = ${id}`
  await installation.admin`
    insert into interactions (tenant_id, id, meeting_id, step, window_index, attempt, is_final, provider, model,
      prompt_hash, latency_ms, outcome, body_key, created_at)
    select tenant_id, gen_random_uuid(), id, 'outcomes', 0, 1, true, 'openai:m', 'm', 'x', 1, 'ok',
      'tenants/' || tenant_id || '/meetings/' || id || '/none', now() - interval '9 days'
    from meetings where tenant_id = ${by.tenantId} and title = 'Many'`
  const notes: unknown[] = []
  do notes.push(await runDue(by, { files: { deletePrefix: async () => 0 } }))
  while (notes.at(-1) === 'goes on after others')
  expect(notes.length).toBeGreaterThan(2)
  expect(notes.at(-1)).toBe('modelCalls 701')
  expect(await auditOf(by)).toHaveLength(1)
})

test('another worker finishes a run after its worker was killed with SIGKILL', async () => {
  const by = await openOrganisation()
  const { admin, services } = installation
  const id = await addMeeting(by, '9 days')
  await admin`
    insert into meetings (tenant_id, id, title, status, scenario_id, scenario_version, language, owner_id)
    select tenant_id, gen_random_uuid(), 'Many', 'draft', scenario_id, scenario_version, language, owner_id
    from meetings, generate_series(1, 60) where id = ${id}`
  const rows = await admin<{ id: string; key: string }[]>`
    insert into media (tenant_id, id, meeting_id, file_name, kind, content_type, size_bytes, object_key, created_at)
    select m.tenant_id, g.id, m.id, 'a.mp3', 'audio', 'audio/mpeg', 10,
      'tenants/' || m.tenant_id || '/meetings/' || m.id || '/media/' || g.id || '/original', now() - interval '9 days'
    from meetings m cross join lateral (
      select gen_random_uuid() as id from generate_series(1, 5) where m.id is not null) g
    where m.tenant_id = ${by.tenantId} and m.title = 'Many' returning id, object_key as key`
  for (const { key } of rows) {
    await services.files.put(key, new Uint8Array(10), { contentType: 'audio/mpeg' })
  }
  const told = await tryOut(by, { media: 24 })
  expect(told.media.count).toBe(301)
  await change(by, { media: 24 })
  await makeDue(by)
  const removed = async () => {
    const [row] = await admin<{ gone: number; left: number }[]>`
      select count(*) filter (where expired_at is not null)::int as gone,
        (select count(*)::int from expired_objects where tenant_id = ${by.tenantId}) as left
      from media where tenant_id = ${by.tenantId}`
    return { gone: row?.gone ?? 0, left: row?.left ?? 0 }
  }
  const first = spawnAam(['worker', '--stages', 'retain'], services)
  await eventually(async () => (await removed()).gone > 0, 60_000)
  first.kill('SIGKILL')
  await first.exited
  const { gone } = await removed()
  expect(gone).toBeLessThan(301)
  expect(await auditOf(by)).toEqual([])
  const second = spawnAam(['worker', '--stages', 'retain'], services)
  try {
    await eventually(async () => (await auditOf(by)).length > 0, 90_000)
    await eventually(async () => (await removed()).left === 0, 30_000)
  } finally {
    second.kill('SIGTERM')
    await second.exited
  }
  expect(await auditOf(by)).toEqual([{ media: 301, mediaBytes: told.media.bytes }])
  expect(await listFiles(installation, `${by.tenantId}/meetings`)).not.toContainEqual(
    expect.stringContaining('/media/'),
  )
})

test('a longer retention restores nothing, and a shorter one applies from the next hour', async () => {
  const by = await openOrganisation()
  const id = await addMeeting(by, '9 days')
  await keep(by, { media: 24, transcript: 24 })
  await keep(by, { media: 100_000, transcript: null })
  expect(await refusalOf(await by.send(`/meetings/${id}/media`))).toBe('410 retention_over')
  expect((await by.get<TranscriptView>(`/meetings/${id}/transcript`)).expiredAt).toBeString()
  const [rules] = await installation.admin`
    select due_at > now() as later from retention_rules where tenant_id = ${by.tenantId}`
  expect(rules?.later).toBe(true)
  // Before that hour nothing happens.
  const note = await enforceRetention.handle(installation.services, ctxOf(by), {
    organisationId: by.tenantId,
  })
  expect(note).toBe('nothing is due')
})

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { reconcile } from '../../../jobs/reconcile.ts'
import { createLog } from '../../../platform/log.ts'
import {
  type Client,
  createMeeting,
  first,
  openTenant,
  readMeeting,
  refusalOf,
  reviewMeeting,
} from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import { snapshot } from '../../../http/test/snapshot.ts'
import { createOwn, regress, saveDraft, tenantIdOf, untilTried } from '../test/own-scenarios.ts'
import type { TrialList, TrialView } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'trials')
  await createOwn(client, { id: 'tried', from: { id: 'general-minutes', version: '1.0.0' } })
})
afterAll(() => installation.close())

const dryRun = (who: Client, meetingId: string, id = 'tried') =>
  who.post(`/scenarios/${id}/dry-run`, { meetingId })

test('a dry run reports what a draft finds in a past meeting, with quotes, and changes nothing', async () => {
  const meeting = await reviewMeeting(client)
  const tenantId = await tenantIdOf(installation, 'trials')
  const before = await snapshot(installation, tenantId)
  const started = await dryRun(client, meeting.id)
  expect(started.status).toBe(202)
  const { id, state, dryRun: early } = (await started.json()) as TrialView
  expect({ state, early }).toEqual({ state: 'queued', early: null })
  const trial = await untilTried(client, 'tried', id)
  expect(trial).toMatchObject({ state: 'done', kind: 'dry-run', version: null, reason: null })
  const decisions = trial.dryRun?.sections.find(({ name }) => name === 'decisions')
  expect(decisions).toMatchObject({ view: { render: 'list' }, state: 'ok' })
  const [decision] = decisions?.items ?? []
  expect(decision?.evidence[0]).toMatchObject({ segmentId: 2, speaker: 'Boris Wolf' })
  expect(trial.dryRun?.provider).toBe('extractive')
  const after = await snapshot(installation, tenantId)
  const changed = Object.keys(after).filter((table) => after[table] !== before[table])
  // The pending job removes the trial tomorrow.
  expect(changed.toSorted()).toEqual([
    'audit_log',
    'pending_jobs',
    'scenario_bodies',
    'scenario_trials',
  ])
  expect(await readMeeting(client, meeting.id)).toEqual(meeting)
})

test('rejects a meeting that the author may not see, and shows a report only to those who may', async () => {
  const meeting = await reviewMeeting(client)
  const author = await addMember(installation, 'trials', 'author', 'Ada')
  expect(await refusalOf(await dryRun(author, meeting.id))).toBe('404 not_found')
  const started = await dryRun(client, meeting.id)
  const { id } = (await started.json()) as TrialView
  await untilTried(client, 'tried', id)
  const read = () => author.send(`/scenarios/tried/trials/${id}`)
  expect(await refusalOf(await read())).toBe('404 not_found')
  await client.send(`/meetings/${meeting.id}/viewers`, {
    method: 'PUT',
    json: { userIds: [author.userId] },
  })
  expect((await read()).status).toBe(200)
  const stranger = await openTenant(installation, 'trial-strangers')
  await createOwn(stranger, { id: 'tried' })
  expect(await refusalOf(await stranger.send(`/scenarios/tried/trials/${id}`))).toBe(
    '404 not_found',
  )
  expect(await refusalOf(await dryRun(stranger, meeting.id))).toBe('404 not_found')
})

test('lists the caller’s newest dry run unless they may no longer see its meeting', async () => {
  const meeting = await reviewMeeting(client)
  await createOwn(client, { id: 'returned' })
  const author = await addMember(installation, 'trials', 'author', 'Rita')
  const share = (userIds: string[]) =>
    client.send(`/meetings/${meeting.id}/viewers`, { method: 'PUT', json: { userIds } })
  const list = async (who: Client) =>
    (await who.get<TrialList>('/scenarios/returned/trials')).data.map(({ id, kind }) => [kind, id])
  expect(await list(author)).toEqual([])
  await share([author.userId])
  const ids: string[] = []
  for (const who of [client, author, author]) {
    const started = (await (await dryRun(who, meeting.id, 'returned')).json()) as TrialView
    expect(started.meetingId).toBe(meeting.id)
    await untilTried(who, 'returned', started.id)
    ids.push(started.id)
  }
  expect(await list(author)).toEqual([['dry-run', first(ids.slice(2))]])
  expect(await list(client)).toEqual([['dry-run', first(ids)]])
  const regression = await regress(client, 'returned')
  await share([])
  expect(await list(author)).toEqual([['regression', regression.id]])
  expect(await list(client)).toHaveLength(2)
})

test('rejects an invalid draft and a meeting without a transcript', async () => {
  const { files } = await createOwn(client, { id: 'untried' })
  const empty = await createMeeting(client)
  expect(await refusalOf(await dryRun(client, empty.id, 'untried'))).toBe('409 wrong_state')
  await saveDraft(client, 'untried', { ...files, 'prompts/system.md': '{{nothing}}' })
  const meeting = await reviewMeeting(client)
  const refused = await dryRun(client, meeting.id, 'untried')
  expect(await refusalOf(refused)).toBe('422 scenario_invalid')
})

test('resumes a trial whose job was lost, and removes yesterday’s trial with its files', async () => {
  const meeting = await reviewMeeting(client)
  const { files } = await createOwn(client, { id: 'lost' })
  const started = await dryRun(client, meeting.id, 'lost')
  const { id } = (await started.json()) as TrialView
  await untilTried(client, 'lost', id)
  await saveDraft(client, 'lost', { ...files, 'prompts/outcomes.md': 'Fill {{sections}}.' })
  const { db, redis } = installation.services
  const again = () => reconcile({ db, redis, log: createLog('silent') }, 0)
  await installation.admin`
    update scenario_trials set state = 'queued', report = null, claimed_at = null where id = ${id}`
  await installation.admin`
    insert into pending_jobs (tenant_id, id, job, subject, payload)
    select tenant_id, gen_random_uuid(), 'scenario.try', ${id}, jsonb_build_object('trialId', id)
    from scenario_trials where id = ${id}`
  await again()
  expect(await untilTried(client, 'lost', id)).toMatchObject({ state: 'done' })
  await installation.admin`
    update scenario_trials set created_at = now() - interval '25 hours' where id = ${id}`
  await installation.admin`
    update pending_jobs set due_at = due_at - interval '25 hours' where subject = ${id}`
  expect(await refusalOf(await client.send(`/scenarios/lost/trials/${id}`))).toBe('404 not_found')
  await again()
  const left = await eventually(async () => {
    const [row] = await installation.admin<{ trials: number; bodies: number }[]>`
      select (select count(*)::int from scenario_trials where id = ${id}) as trials,
        (select count(*)::int from scenario_bodies b where not exists
          (select 1 from scenarios s where s.tenant_id = b.tenant_id and s.draft_digest = b.digest)
          and not exists (select 1 from scenario_trials t
            where t.tenant_id = b.tenant_id and t.body_digest = b.digest)) as bodies`
    return row?.trials === 0 ? row : null
  })
  expect({ ...left }).toEqual({ trials: 0, bodies: 0 })
})

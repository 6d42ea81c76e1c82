import { type RetentionKind, retentionKinds } from '../../../../plugins/vocabulary.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { defineJob } from '../../../jobs/define-job.ts'
import { enqueue, publish } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { Services } from '../../../../db/services.ts'
import { recordChanges } from '../../meetings/index.ts'
import { listDue, lockMeetingsDue } from './repo/due.ts'
import { expireOf } from './repo/expire.ts'
import {
  addRemoved,
  beginRun,
  endRun,
  forgetExpiredObjects,
  getRules,
  listExpiredObjects,
  readCutoff,
} from './repo/rules.ts'

export interface EnforceRetentionDeps extends Pick<Services, 'db'> {
  files: { deletePrefix(prefix: string): Promise<unknown> }
}

const meetingsAtOnce = 20
const objectsAtOnce = 50
/** Steps per turn before other jobs may run. */
const stepsAtOnce = 25

/** The turn is used up before the work is done. */
class TurnUsedUp extends Error {}

/** Counts a job's steps; throws when its turn is used up. */
type Step = () => void

function openTurn(signal: AbortSignal | undefined): Step {
  let steps = 0
  return () => {
    signal?.throwIfAborted()
    if (++steps > stepsAtOnce) throw new TurnUsedUp()
  }
}

/**
 * Deletes what an organisation no longer retains, in small steps: first the rows of some meetings in one transaction,
 * which records their files, then the files. A long run takes several turns, and a killed one resumes; both keep the
 * cut-offs and counts of their start.
 */
export const enforceRetention = defineJob<'retention.carry-out', EnforceRetentionDeps>(
  'retention.carry-out',
  async (deps, ctx, payload) => {
    const step = openTurn(ctx.signal)
    try {
      await removeFiles(deps, ctx, step)
      if (!(await withTenant(deps.db, ctx, beginRun))) return 'nothing is due'
      for (const kind of retentionKinds) await expireKind(deps, ctx, kind, step)
    } catch (error) {
      if (!(error instanceof TurnUsedUp)) throw error
      await withTenant(deps.db, ctx, (tx) => enqueue(tx, 'retention.carry-out', payload))
      return 'goes on after others'
    }
    return withTenant(deps.db, ctx, (tx) => finish(tx, ctx))
  },
)

async function expireKind(
  deps: EnforceRetentionDeps,
  ctx: Ctx,
  kind: RetentionKind,
  step: Step,
): Promise<void> {
  let after: string | null = null
  for (;;) {
    step()
    const last: string | undefined = await withTenant(deps.db, ctx, (tx) =>
      expireSome(tx, ctx, kind, after),
    )
    await removeFiles(deps, ctx, step)
    if (last === undefined) return
    after = last
  }
}

/** Returns the last meeting of the step; undefined if none was left. */
async function expireSome(
  tx: TenantTx,
  ctx: Ctx,
  kind: RetentionKind,
  after: string | null,
): Promise<string | undefined> {
  const cutoff = await readCutoff(tx, kind)
  if (!cutoff) return undefined
  const meetingIds = await lockMeetingsDue(tx, kind, cutoff, after, meetingsAtOnce)
  const due = await listDue(tx, kind, cutoff, meetingIds)
  if (due.length > 0) {
    await expireOf[kind](tx, due)
    const bytes = due.reduce((sum, row) => sum + row.bytes, 0)
    await addRemoved(tx, kind, { count: due.length, bytes })
    const concerned = [...new Set(due.map(({ meetingId }) => meetingId))]
    if (kind !== 'modelCalls') await recordChanges(tx, ctx, concerned, historyOf[kind])
    if (kind === 'transcript') {
      for (const meetingId of concerned)
        await publish(tx, { name: 'transcript.changed', meetingId })
    }
  }
  return meetingIds.at(-1)
}

const historyOf = {
  media: 'media_expired',
  transcript: 'transcript_expired',
  results: 'results_expired',
} as const

async function removeFiles(
  { db, files }: EnforceRetentionDeps,
  ctx: Ctx,
  step: Step,
): Promise<void> {
  for (;;) {
    const prefixes = await withTenant(db, ctx, (tx) => listExpiredObjects(tx, objectsAtOnce))
    if (prefixes.length === 0) return
    step()
    for (const prefix of prefixes) await files.deletePrefix(prefix)
    await withTenant(db, ctx, (tx) => forgetExpiredObjects(tx, prefixes))
  }
}

/** Queues the next retention run for the time it is due. */
export async function scheduleNextRun(tx: TenantTx): Promise<void> {
  const { dueAt } = await getRules(tx)
  if (dueAt) await enqueue(tx, 'retention.carry-out', { organisationId: tx.tenantId }, { dueAt })
}

async function finish(tx: TenantTx, ctx: Ctx): Promise<string> {
  const removed = await endRun(tx)
  await scheduleNextRun(tx)
  const lines = retentionKinds.flatMap((kind) => {
    const one = removed[kind]
    return one ? [{ kind, ...one }] : []
  })
  if (lines.length === 0) return 'nothing was too old'
  const data = Object.fromEntries(
    lines.flatMap(({ kind, count, bytes }) => [
      [kind, count],
      [`${kind}Bytes`, bytes],
    ]),
  )
  await audit(tx, ctx, 'retention.carried_out', tx.tenantId, data)
  return lines.map(({ kind, count }) => `${kind} ${count}`).join(', ')
}

import { trace } from '@opentelemetry/api'
import { withTenant } from '../../../db/tenant.ts'
import {
  ModelFault,
  type LoadedPack,
  type RunOutput,
  type RunProgress,
} from '../../../plugins/engine/index.ts'
import { defineJob, type JobCtx } from '../../jobs/define-job.ts'
import { keepClaim, Superseded, superseded } from '../../jobs/keep-claim.ts'
import { lendWhileSilent } from '../../jobs/lend-slot.ts'
import { publish } from '../../jobs/outbox.ts'
import { AppError } from '../../platform/errors.ts'
import { claimantOf } from '../../platform/fair-gate.ts'
import { limitReached, LimitExceeded } from '../../../tenants/limits/limit-reached.ts'
import { countReviewable } from '../../platform/metrics/instruments.ts'
import { inSpan } from '../../platform/telemetry/span.ts'
import {
  failWork,
  purgeIfDeleted,
  recordChange,
  addSpeakersAsParticipants,
  updateMeeting,
} from '../meetings/index.ts'
import { requireRunnable } from '../scenarios/index.ts'
import { carryDecisions } from './carry-decisions.ts'
import { type AnalysisClaim, claimAnalysis, renewClaim } from './claim.ts'
import type { AnalyseDeps, AnalysisDeps } from './deps.ts'
import { type CallRecord, recordCalls } from './interactions/record-calls.ts'
import { storedReason, withOwnEngine } from './own-model.ts'
import { EngineFailure } from './ports.ts'
import { markLimited } from './run-quota.ts'
import { finishMeeting, insertRun } from './save-run.ts'
import { versionToRun } from './version-to-run.ts'

const reportEveryMs = 1_000

/** Facts of each attempt, by its signal: a late failure must not fail a newer attempt. */
const attempts = new WeakMap<AbortSignal, { fence: number | null; isOwnKey: boolean }>()

/** Runs the meeting's scenario over its transcript: read, run, write. Running it twice changes nothing. */
export const analyseMeeting = defineJob<'meeting.analyse', AnalyseDeps>(
  'meeting.analyse',
  async (shared, ctx, { meetingId, runId }) => {
    const deps = await withOwnEngine(shared, ctx)
    const { isOwnKey = false } = deps
    attempts.set(ctx.signal, { fence: null, isOwnKey })
    const silence = deps.model?.silence
    const refusal = silence?.refusal()
    if (refusal && (runId || (await isWaitingFor(deps, ctx, meetingId, refusal)))) throw refusal
    const taken = await withTenant(deps.db, ctx, async (tx) => {
      const claim = await claimAnalysis(tx, meetingId, runId ?? null, ctx.queuedAt)
      return claim ? versionToRun(deps.packs, tx, claim) : { claim, pack: undefined }
    }).catch((error: unknown) => {
      if (error instanceof LimitExceeded) return error.reached
      throw error
    })
    if ('holder' in taken) {
      await markLimited(deps.db, ctx, meetingId, taken)
      return `waits: ${taken.name}`
    }
    const { claim, pack } = taken
    if (!claim) return 'already done'
    attempts.set(ctx.signal, { fence: claim.fence, isOwnKey })
    if (!pack)
      throw new AppError(
        'unknown_scenario',
        'The scenario of this meeting is no longer installed.',
        [],
        {},
        'Сценарий этой встречи больше не установлен. Выберите для неё другой.',
      )
    requireRunnable(pack)
    const record = recordCalls(deps, ctx, claim)
    const kept = keepClaim(deps, ctx, (tx) => renewClaim(tx, claim))
    const takeSlotBack = lendWhileSilent(ctx, silence)
    try {
      // Not earlier: by now the claim has counted the run, and the meeting can show what it waits for.
      if (refusal) throw refusal
      const output = await inSpan(
        'engine.run',
        {
          'aam.tenant_id': ctx.tenantId,
          'aam.meeting_id': meetingId,
          'aam.pack': `${claim.scenario.id}@${claim.scenario.version}`,
          'aam.provider': deps.provider.name,
          'aam.segments': claim.segments.length,
        },
        () =>
          deps.engine.run({
            claimant: claimantOf(ctx),
            pack,
            segments: claim.segments,
            meeting: claim.meeting,
            signal: kept.signal,
            onProgress: progressReporter(deps, ctx, claim),
            onSent: record.open,
            onInteraction: record.add,
            beforeCall: record.requireBudget,
            spentBefore: claim.spentBefore,
          }),
      )
      await record.settle()
      const seconds = await save(deps, ctx, claim, pack, output, record)
      if (seconds !== null) countReviewable(seconds)
      return `${output.sections.reduce((sum, section) => sum + section.items.length, 0)} items`
    } catch (error) {
      await record.settle()
      await withTenant(deps.db, ctx, (tx) => purgeIfDeleted(tx, meetingId)).catch((err: unknown) =>
        ctx.log.error({ err, meetingId }, 'cannot check the leftovers of an attempt'),
      )
      if (error instanceof Superseded || kept.isLost()) return superseded
      if (error instanceof LimitExceeded) return stopAtLimit(deps, ctx, claim, error)
      if (!ctx.signal.aborted) await markWaiting(deps, ctx, claim, error)
      throw error
    } finally {
      takeSlotBack()
      kept.stop()
    }
  },
  { onFinalFailure: markFailed },
)

/**
 * Saves the run in one transaction. Returns how many seconds the meeting took, or null for a run that a person started.
 * Throws `Superseded` if the claim was lost.
 */
const save = (
  deps: AnalysisDeps,
  ctx: JobCtx,
  claim: AnalysisClaim,
  pack: LoadedPack,
  output: RunOutput,
  record: CallRecord,
): Promise<number | null> =>
  withTenant(deps.db, ctx, async (tx) => {
    const saved = await insertRun(tx, claim, pack, output)
    await record.assignRun(tx, saved.runId)
    if (claim.runId) {
      await publish(tx, {
        name: 'run.changed',
        meetingId: claim.meetingId,
        runId: claim.runId,
        state: 'done',
      })
      return null
    }
    const { requestId } = ctx
    const traceId = trace.getActiveSpan()?.spanContext().traceId ?? null
    const counts = claim.previousRunId
      ? await carryDecisions(tx, claim.meetingId, claim.previousRunId, saved.runId, pack)
      : { itemCount: saved.itemCount, decidedCount: 0 }
    if (claim.previousRunId)
      await addSpeakersAsParticipants(tx, claim.meetingId, claim.transcriptId)
    return finishMeeting(tx, claim, { runId: saved.runId, ...counts }, { requestId, traceId })
  })

/** The budget was used up during the run: the meeting waits, and a run that a person started fails with the reason. */
async function stopAtLimit(
  deps: AnalysisDeps,
  ctx: JobCtx,
  { meetingId, runId, fence }: AnalysisClaim,
  { reached }: LimitExceeded,
): Promise<string> {
  if (runId) throw limitReached(reached)
  await markLimited(deps.db, ctx, meetingId, reached, fence)
  return `waits: ${reached.name}`
}

/** Marks the meeting as waiting for the model between attempts. The final failure marks it as failed. */
async function markWaiting(
  deps: AnalysisDeps,
  ctx: JobCtx,
  { meetingId, runId, fence }: AnalysisClaim,
  error: unknown,
): Promise<void> {
  if (runId || !(error instanceof ModelFault) || !error.retryable) return
  if (ctx.isFinalAttempt && error.retryAfterMs === null) return
  await withTenant(deps.db, ctx, async (tx) => {
    const [open] = await tx.sql`
      select 1 from meetings where tenant_id = ${tx.tenantId} and id = ${meetingId}
        and status = 'analysing' and fence = ${fence} for update`
    if (!open) return
    const state = { status: 'waiting', reason: error.code, canRetry: true, progress: null } as const
    await updateMeeting(tx, meetingId, state)
    await recordChange(tx, ctx, meetingId, 'waiting')
  })
}

/** True if the meeting already waits for this fault: then no attempt starts. */
const isWaitingFor = (
  deps: AnalysisDeps,
  ctx: JobCtx,
  meetingId: string,
  { code }: ModelFault,
): Promise<boolean> =>
  withTenant(deps.db, ctx, async (tx) => {
    const waiting = await tx.sql`
      select 1 from meetings where tenant_id = ${tx.tenantId} and id = ${meetingId}
        and status = 'waiting' and reason = ${code}`
    return waiting.length > 0
  })

/** Reports the progress of a run to open dashboards at most once a second. A run under a second reports nothing. */
function progressReporter(deps: AnalysisDeps, ctx: JobCtx, claim: AnalysisClaim) {
  let reportedAtMs = Date.now()
  return (progress: RunProgress): void => {
    if (claim.runId || Date.now() - reportedAtMs < reportEveryMs) return
    reportedAtMs = Date.now()
    reportProgress(deps, ctx, claim, progress).catch((error: unknown) =>
      ctx.log.warn({ err: error, tenantId: ctx.tenantId }, 'cannot report progress'),
    )
  }
}

const reportProgress = (
  deps: AnalysisDeps,
  ctx: JobCtx,
  claim: AnalysisClaim,
  progress: RunProgress,
) =>
  withTenant(deps.db, ctx, async (tx) => {
    const [now] = await tx.sql<{ rev: number; item_count: number; decided_count: number }[]>`
      update meetings set progress = ${tx.sql.json({ ...progress })}, claimed_at = now(), updated_at = now()
      where tenant_id = ${tx.tenantId} and id = ${claim.meetingId} and fence = ${claim.fence} and status = 'analysing'
      returning rev, item_count, decided_count`
    if (!now) return
    await publish(tx, {
      name: 'meeting.changed',
      meetingId: claim.meetingId,
      status: 'analysing',
      stage: 'analyse',
      reason: null,
      progress,
      itemCount: now.item_count,
      decidedCount: now.decided_count,
      rev: now.rev,
    })
  })

/** Marks the meeting as failed after the last attempt. It keeps its transcript and can be retried. */
async function markFailed(
  deps: AnalysisDeps,
  ctx: JobCtx,
  { meetingId, runId }: { meetingId: string; runId?: string },
  error: unknown,
): Promise<void> {
  const isWorded =
    error instanceof AppError || error instanceof EngineFailure || error instanceof ModelFault
  // There is no fence if no attempt made its claim, for example because its worker died each time.
  const { fence = null, isOwnKey = false } = attempts.get(ctx.signal) ?? {}
  const reason = isWorded ? storedReason(isOwnKey, error.code) : 'analysis_failed'
  await withTenant(deps.db, ctx, async (tx) => {
    if (runId) {
      const failed = await tx.sql`
        update runs set state = 'failed', reason = ${reason}, finished_at = now()
        where tenant_id = ${tx.tenantId} and id = ${runId} and state = 'running'
          and (${fence}::int is null or fence = ${fence}) returning 1`
      if (failed.length > 0)
        await publish(tx, { name: 'run.changed', meetingId, runId, state: 'failed' })
      return
    }
    await failWork(tx, ctx, { meetingId, stage: 'analyse', fence, reason, canRetry: true })
  })
}

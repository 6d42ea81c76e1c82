import { trace } from '@opentelemetry/api'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { ModelFault, type LoadedPack, type RunOutput } from '../../../plugins/engine/index.ts'
import { defineJob, type JobCtx } from '../../jobs/define-job.ts'
import { publish } from '../../jobs/outbox.ts'
import { AppError } from '../../platform/errors.ts'
import { claimantOf } from '../../platform/fair-gate.ts'
import { limitOf } from '../../../tenants/limits/limit-list.ts'
import { limitReached, LimitExceeded } from '../../../tenants/limits/limit-reached.ts'
import { countReviewable } from '../../platform/metrics/instruments.ts'
import { inSpan } from '../../platform/telemetry/span.ts'
import {
  addSpeakersAsParticipants,
  claimWithinLimits,
  failWork,
  isWaitingFor,
  progressReporter,
  runStage,
  waitForStart,
  waitInStage,
} from '../meetings/index.ts'
import { requireRunnable } from '../scenarios/index.ts'
import { carryDecisions } from './carry-decisions.ts'
import { type AnalysisClaim, claimAnalysis, renewAnalysis } from './repo/claim.ts'
import { failRun, finishMeeting } from './repo/runs.ts'
import type { AnalyseDeps, AnalysisDeps } from './deps.ts'
import { type CallRecord, recordCalls } from './interactions/record-calls.ts'
import { storedReason, withOwnEngine } from './own-model.ts'
import { EngineFailure } from './ports.ts'
import { insertRun } from './save-run.ts'
import { versionToRun } from './version-to-run.ts'

interface Attempt {
  /** Null if the attempt failed before its claim. */
  fence: number | null
  isOwnKey: boolean
}

/** Runs the meeting's scenario over its transcript: read, run, write. Running it twice changes nothing. */
export const analyseMeeting = defineJob<'meeting.analyse', AnalyseDeps, Attempt>(
  'meeting.analyse',
  async (shared, ctx, { meetingId, runId = null }, hold) => {
    const deps = await withOwnEngine(shared, ctx)
    const { isOwnKey = false } = deps
    hold({ fence: null, isOwnKey })
    const silence = deps.model?.silence
    const refusal = silence?.refusal()
    if (refusal && (runId || (await waitsFor(deps, ctx, meetingId, refusal)))) throw refusal
    const claimed = await claimWithinLimits(deps, ctx, async (tx) => {
      const claim = await claimAnalysis(tx, meetingId, runId, ctx.queuedAt)
      return claim && versionToRun(deps.packs, tx, claim)
    })
    if (!claimed) return 'already done'
    if (claimed instanceof LimitExceeded) {
      const { name } = claimed.reached
      await waitForStart(deps, ctx, { meetingId, stage: 'analyse' }, limitOf(name).code)
      return `waits: ${name}`
    }
    const { claim, pack } = claimed
    hold({ fence: claim.fence, isOwnKey })
    if (!pack) throw scenarioMissing()
    requireRunnable(pack)
    const record = recordCalls(deps, ctx, claim)
    return runStage(deps, ctx, {
      meetingId,
      silence,
      renew: (tx) => renewAnalysis(tx, claim),
      work: async (signal) => {
        // Not earlier: by now the claim has counted the run, and the meeting can show what it waits for.
        if (refusal) throw refusal
        try {
          const output = await run(deps, ctx, claim, pack, record, signal)
          await record.settle()
          const seconds = await save(deps, ctx, claim, pack, output, record)
          if (seconds !== null) countReviewable(seconds)
          return `${output.sections.reduce((sum, section) => sum + section.items.length, 0)} items`
        } catch (error) {
          await record.settle()
          throw error
        }
      },
      recover: async (error) =>
        error instanceof LimitExceeded ? stopAtLimit(deps, ctx, claim, error) : undefined,
      ...(runId ? {} : { wait: waitForModel(claim) }),
    })
  },
  { onFinalFailure: markFailed },
)

const run = (
  deps: AnalyseDeps,
  ctx: JobCtx,
  claim: AnalysisClaim,
  pack: LoadedPack,
  record: CallRecord,
  signal: AbortSignal,
): Promise<RunOutput> =>
  inSpan(
    'engine.run',
    {
      'aam.tenant_id': ctx.tenantId,
      'aam.meeting_id': claim.meetingId,
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
        signal,
        onProgress: claim.runId ? () => undefined : progressReporter(deps, ctx, claim),
        onSent: record.open,
        onInteraction: record.add,
        beforeCall: record.requireBudget,
        spentBefore: claim.spentBefore,
      }),
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
  claim: AnalysisClaim,
  { reached }: LimitExceeded,
): Promise<string> {
  if (claim.runId) throw limitReached(reached)
  await withTenant(deps.db, ctx, (tx) => waitInStage(tx, claim, limitOf(reached.name).code))
  return `waits: ${reached.name}`
}

const waitForModel = (claim: AnalysisClaim) => ({
  isFault: (error: unknown): error is ModelFault => error instanceof ModelFault,
  mark: (tx: TenantTx, reason: string) => waitInStage(tx, claim, reason),
})

/** True if the meeting already waits for this fault: then no attempt starts. */
const waitsFor = (
  deps: AnalysisDeps,
  ctx: JobCtx,
  meetingId: string,
  { code }: ModelFault,
): Promise<boolean> => withTenant(deps.db, ctx, (tx) => isWaitingFor(tx, meetingId, code))

const scenarioMissing = (): AppError =>
  new AppError(
    'unknown_scenario',
    'The scenario of this meeting is no longer installed.',
    [],
    {},
    'Сценарий этой встречи больше не установлен. Выберите для неё другой.',
  )

/** Marks the meeting or run as failed after the last attempt. It keeps its transcript and can be retried. */
async function markFailed(
  deps: AnalysisDeps,
  ctx: JobCtx,
  { meetingId, runId }: { meetingId: string; runId?: string },
  error: unknown,
  { fence, isOwnKey }: Attempt = { fence: null, isOwnKey: false },
): Promise<void> {
  const hasCode =
    error instanceof AppError || error instanceof EngineFailure || error instanceof ModelFault
  const reason = hasCode ? storedReason(isOwnKey, error.code) : 'analysis_failed'
  await withTenant(deps.db, ctx, async (tx) => {
    if (!runId) {
      await failWork(tx, ctx, { meetingId, stage: 'analyse', fence, error, reason, canRetry: true })
    } else if (await failRun(tx, runId, fence, reason)) {
      await publish(tx, { name: 'run.changed', meetingId, runId, state: 'failed' })
    }
  })
}

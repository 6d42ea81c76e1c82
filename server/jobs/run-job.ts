import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { systemCtx } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import { isOutage } from '../../db/is-outage.ts'
import { countJob, countJobWait } from '../platform/metrics/instruments.ts'
import { withLogContext } from '../platform/telemetry/log-context.ts'
import { inSpan, linkTo } from '../platform/telemetry/span.ts'
import { isJobName, jobCatalog } from './catalog.ts'
import type { JobCtx, JobDefinition } from './define-job.ts'
import type { Perform } from './dispatch/slots.ts'
import type { Outcome, Work } from './dispatch/work.ts'
import { GivenUpError } from './given-up.ts'

const Envelope = Type.Object({
  tenantId: Type.String(),
  payload: Type.Unknown(),
  traceparent: Type.Union([Type.String(), Type.Null()]),
  pendingIds: Type.Optional(Type.Array(Type.String())),
})

const postponeAfterFaultMs = 5_000
const retryAfterOutageMs = 1_000

/**
 * Runs attempts of jobs. Each attempt has its own trace, linked to the request that enqueued the job, since a job may run
 * long after that request and more than once (OpenTelemetry semantic conventions for messaging). Never throws.
 */
export function createJobRunner<Deps>(
  definitions: ReadonlyMap<string, JobDefinition<Deps>>,
  deps: Deps,
  log: Log,
  isSuspended: (tenantId: string) => Promise<boolean> = async () => false,
): Perform {
  // When the database is down, the job itself will notice.
  const waits = (tenantId: string) => isSuspended(tenantId).catch(() => false)
  return async (work, lendSlot) => {
    const { tenantId, stage } = work.queue
    const { name } = work.job
    const envelope: unknown = work.job.data
    const traceparent = Value.Check(Envelope, envelope) ? envelope.traceparent : null
    const attempt = work.job.attemptsMade + 1
    const waitedMs = waitedMsOf(work)
    const attributes = {
      'messaging.system': 'bullmq',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': stage,
      'messaging.message.id': work.jobId,
      'aam.tenant_id': tenantId,
      'aam.attempt': attempt,
      ...(waitedMs === null ? {} : { 'aam.wait_ms': waitedMs }),
    }
    const link = linkTo(traceparent)
    const linkedTraceId = link?.context.traceId
    const attemptOnce = async (span: Span): Promise<Outcome> => {
      const startedMs = performance.now()
      const line = { tenantId, stage, jobId: work.jobId, job: name, attempt, linkedTraceId }
      const traced = { ...line, traceId: span.spanContext().traceId }
      const { outcome, error } =
        !runsAlways(stage) && (await waits(tenantId))
          ? { outcome: suspended, error: undefined }
          : await perform(definitions, deps, log.child(line), work, lendSlot)
      const elapsedMs = performance.now() - startedMs
      const durationMs = Math.round(elapsedMs)
      countJob(elapsedMs / 1_000, { stage, outcome: outcome.kind })
      const ended = { ...traced, durationMs, ...outcome, ...(error ? { err: error } : {}) }
      if (outcome.kind === 'done') log.info(ended, 'Job done')
      else if (outcome.kind === 'final') log.error(ended, 'Job failed for good')
      else log.warn(ended, 'Job not finished')
      if (error) {
        const message = 'reason' in outcome ? outcome.reason : outcome.kind
        span.setStatus({ code: SpanStatusCode.ERROR, message })
      }
      return outcome
    }
    if (waitedMs !== null) countJobWait(waitedMs / 1_000, { stage })
    return inSpan(`job ${name}`, attributes, attemptOnce, {
      kind: SpanKind.CONSUMER,
      parent: withLogContext(ROOT_CONTEXT, { tenantId, linkedTraceId }),
      links: link ? [link] : [],
    })
  }
}

/** Time since the job was queued; null on a retry, whose due time is unknown. */
function waitedMsOf({ job }: Work): number | null {
  if (job.attemptsStarted > 1) return null
  return Math.max(0, Date.now() - job.timestamp - (job.opts.delay ?? 0))
}

/** Billing continues while an organisation is suspended, and must stop when it is closed. */
const runsAlways = (stage: string): boolean => stage === jobCatalog['billing.sync'].stage

/** All other jobs of a suspended organisation wait without using up attempts. */
const suspended: Outcome = { kind: 'postponed', delayMs: 15_000 }

interface Attempted {
  outcome: Outcome
  error?: unknown
}

async function perform<Deps>(
  definitions: ReadonlyMap<string, JobDefinition<Deps>>,
  deps: Deps,
  log: Log,
  work: Work,
  lendSlot: (() => () => void) | undefined,
): Promise<Attempted> {
  const { job, queue } = work
  const definition = definitions.get(job.name)
  // A newer version may have enqueued it; a newer worker may be running by the next attempt.
  if (!definition) return { outcome: { kind: 'failed', reason: 'no handler' } }
  const { payload, pendingIds, refusal } = readPayload(job.name, queue.tenantId, job.data)
  if (refusal) return { outcome: { kind: 'final', reason: refusal } }
  const ctx: JobCtx = {
    ...systemCtx(queue.tenantId, job.name, work.jobId),
    jobId: work.jobId,
    // The relay gives a job the id of its row.
    pendingIds: pendingIds ?? [work.jobId],
    attempt: job.attemptsMade + 1,
    queuedAt: new Date(job.timestamp),
    isFinalAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
    signal: work.abort.signal,
    log,
    held: {},
    ...(lendSlot ? { lendSlot } : {}),
  }
  try {
    if (job.deferredFailure) throw new GivenUpError()
    const note = await definition.handle(deps, ctx, payload)
    return { outcome: { kind: 'done', note: note ?? null } }
  } catch (error) {
    if (ctx.signal.aborted) return { outcome: { kind: 'handed back' }, error }
    const reason = describe(error)
    const askedMs = askedWait(error)
    // A provider that asks us to wait costs no attempt.
    if (askedMs !== null && isRetryable(error)) {
      return { outcome: { kind: 'postponed', delayMs: askedMs }, error }
    }
    // The job itself is fine, and a long outage must not use up its attempts.
    if (isOutage(error))
      return { outcome: { kind: 'postponed', delayMs: retryAfterOutageMs }, error }
    if (!ctx.isFinalAttempt && isRetryable(error)) {
      return { outcome: { kind: 'failed', reason }, error }
    }
    return failForGood(definition, deps, ctx, payload, error)
  }
}

async function failForGood<Deps>(
  definition: JobDefinition<Deps>,
  deps: Deps,
  ctx: JobCtx,
  payload: unknown,
  error: unknown,
): Promise<Attempted> {
  try {
    await definition.onFinalFailure(deps, { ...ctx, isFinalAttempt: true }, payload, error)
    return { outcome: { kind: 'final', reason: describe(error) }, error }
  } catch (err) {
    ctx.log.error({ err }, 'The failure of a job could not be recorded; it is tried again')
    return { outcome: { kind: 'postponed', delayMs: postponeAfterFaultMs }, error }
  }
}

function readPayload(
  name: string,
  tenantId: string,
  data: unknown,
): { payload?: unknown; pendingIds?: string[]; refusal?: string } {
  if (!Value.Check(Envelope, data)) return { refusal: 'malformed job' }
  const { payload, pendingIds, tenantId: claimed }: Static<typeof Envelope> = data
  if (claimed !== tenantId) return { refusal: 'job of another tenant' }
  if (!isJobName(name) || !Value.Check(jobCatalog[name].payload, payload)) {
    return { refusal: 'malformed payload' }
  }
  return { payload, ...(pendingIds ? { pendingIds } : {}) }
}

function isRetryable(error: unknown): boolean {
  const { retryable } = (error ?? {}) as { retryable?: unknown }
  if (typeof retryable === 'boolean') return retryable
  return !(error instanceof AppError) || error.code === 'unavailable'
}

function askedWait(error: unknown): number | null {
  const { retryAfterMs } = (error ?? {}) as { retryAfterMs?: unknown }
  return typeof retryAfterMs === 'number' && retryAfterMs > 0 ? retryAfterMs : null
}

/** Returns a code or the error's type, since messages may contain meeting text. */
function describe(error: unknown): string {
  if (error instanceof AppError) return error.code
  if (!(error instanceof Error)) return 'error'
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? `${error.name} ${code}` : error.name
}

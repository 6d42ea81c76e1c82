import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import type { Interaction, SentCall } from '../../../../plugins/engine/index.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { countProviderCall } from '../../../platform/metrics/instruments.ts'
import { LimitExceeded, type Reached } from '../../../../tenants/limits/limit-reached.ts'
import type { AnalysisClaim } from '../repo/claim.ts'
import type { AnalysisDeps } from '../deps.ts'
import { warnUnpriced } from '../../../../tenants/limits/warn-unpriced.ts'
import { newId } from '../../../platform/ids.ts'
import { keepBodies, type KeptInteraction } from './keep-interactions.ts'
import { assignCalls, insertInteractions } from './repo/ended-calls.ts'
import { insertOpenCalls, type OpenCall } from './repo/open-calls.ts'

/** Records the calls of one attempt as they happen. */
export interface CallRecord {
  /** Records a call as soon as it is sent, so that it is known even if the worker dies during the call. */
  open(call: SentCall): void
  /** Records a call that has ended. */
  add(call: Interaction): void
  /** Waits until all calls so far are written; retries failed writes once. */
  settle(): Promise<void>
  /**
   * Rejects with LimitExceeded once the calls have used up the budget of the month, so that no further call is paid.
   */
  requireBudget(): Promise<void>
  /** Assigns the calls to the run that they produced. */
  assignRun(tx: TenantTx, runId: string): Promise<void>
}

/**
 * Records calls in separate transactions: they were made, and may have cost money, even if the run fails. A call that
 * cannot be recorded does not fail the run.
 */
export function recordCalls(
  deps: AnalysisDeps,
  ctx: JobCtx,
  { meetingId, runId }: AnalysisClaim,
): CallRecord {
  const { isOwnKey = false } = deps
  const place = { meetingId, runId, provider: deps.provider.name, isOwnKey }
  const waiting: Interaction[] = []
  const sent: OpenCall[] = []
  const ids: string[] = []
  const idOf = new Map<number, string>()
  let kept: KeptInteraction[] = []
  let writing = Promise.resolve()
  let reached: Reached | null = null
  const writeOpen = async (): Promise<void> => {
    const opened = sent.splice(0)
    if (opened.length === 0) return
    try {
      await withTenant(deps.db, ctx, (tx) => insertOpenCalls(tx, place, opened, [...idOf.values()]))
    } catch (error) {
      ctx.log.error({ err: error, meetingId }, 'cannot record a call to the model that was sent')
    }
  }
  const write = async (): Promise<void> => {
    await writeOpen()
    const calls = waiting.splice(0)
    const named = calls.map((call) => ({ ...call, id: idOf.get(call.number) ?? newId() }))
    kept.push(...(await keepBodies(deps, ctx, meetingId, named)))
    if (kept.length === 0) return
    try {
      const stored = await withTenant(deps.db, ctx, (tx) => insertInteractions(tx, place, kept))
      reached = stored.reached
      if (stored.isUnbound) warnUnpriced(deps.log, place.provider)
      ids.push(...kept.map(({ id }) => id))
      kept = []
    } catch (error) {
      ctx.log.error({ err: error, meetingId }, 'cannot record calls to the model')
    }
  }
  const writeNext = (): Promise<void> => (writing = writing.then(write))
  return {
    open(call) {
      const id = newId()
      idOf.set(call.number, id)
      sent.push({ ...call, id })
      void writeNext()
    },
    add(call) {
      countProviderCall(call.latencyMs / 1_000, {
        kind: 'model',
        outcome: call.errorCode ?? call.outcome,
      })
      waiting.push(call)
      void writeNext()
    },
    settle: writeNext,
    async requireBudget() {
      await writing
      if (reached) throw new LimitExceeded(reached)
    },
    async assignRun(tx, made) {
      if (runId || ids.length === 0) return
      await assignCalls(tx, ids, made)
    },
  }
}

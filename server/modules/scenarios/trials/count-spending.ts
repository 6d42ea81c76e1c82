import { withTenant } from '../../../../db/tenant.ts'
import type { Interaction } from '../../../../plugins/engine/index.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { newId } from '../../../platform/ids.ts'
import { limitReached, type Reached } from '../../../../tenants/limits/limit-reached.ts'
import { readLimits } from '../../../../tenants/limits/stored-limits.ts'
import { warnUnpriced } from '../../../../tenants/limits/warn-unpriced.ts'
import { addSpending } from '../../../../tenants/limits/usage-counts.ts'
import { enqueueWarning } from '../../billing/index.ts'
import { recordTrialCall } from '../../../../db/usage-ledger.ts'
import type { TryDeps } from './deps.ts'
import type { TrialRow } from './repo.ts'

/** The calls of one attempt at a trial. */
export interface TrialCalls {
  made: readonly Interaction[]
  add(call: Interaction): void
  /** Throws once the calls so far have used up the month's budget. */
  requireBudget(): Promise<void>
  /** Waits until all calls so far are counted. */
  settle(): Promise<void>
}

/**
 * Records each call in the usage ledger at once and counts it towards the monthly budget of the person who started the
 * trial: a call costs money even if the trial fails.
 */
export function countSpending(
  deps: TryDeps,
  ctx: JobCtx,
  trial: Pick<TrialRow, 'createdBy' | 'scenarioId' | 'kind' | 'input'>,
): TrialCalls {
  const { isOwnKey = false, provider } = deps
  const place = {
    userId: trial.createdBy,
    scenarioId: trial.scenarioId,
    meetingId: trial.kind === 'dry-run' ? (trial.input.meetingIds[0] ?? null) : null,
    provider: provider.name,
    isOwnKey,
  }
  const made: Interaction[] = []
  let reached: Reached | null = null
  let counting = Promise.resolve()
  let isUnpriced = false
  const count = async ({ usage, costMicroUsd }: Interaction): Promise<void> => {
    const id = newId()
    try {
      reached = await withTenant(deps.db, ctx, async (tx) => {
        await recordTrialCall(tx, { ...place, id, usage, costMicroUsd })
        if (isOwnKey) return null
        const spent = await addSpending(tx, trial.createdBy, costMicroUsd ?? 0)
        await enqueueWarning(tx, spent.warning)
        return spent.reached
      })
    } catch (error) {
      ctx.log.error({ err: error }, 'The cost of a trial was not counted')
    }
  }
  const warn = async (): Promise<void> => {
    const limits = await withTenant(deps.db, ctx, readLimits)
    if (limits.isLimited('modelCentsPerMonth')) warnUnpriced(deps.log, provider.name)
  }
  return {
    made,
    add(call) {
      made.push(call)
      if (call.outcome === 'error' && call.usage === null) return
      counting = counting.then(() => count(call))
      const hasNoPrice = !isOwnKey && call.outcome === 'ok' && call.costMicroUsd === null
      if (!hasNoPrice || isUnpriced) return
      isUnpriced = true
      warn().catch((error: unknown) => ctx.log.warn({ err: error }, 'Limits were not read'))
    },
    async requireBudget() {
      await counting
      if (reached) throw limitReached(reached)
    },
    settle: () => counting,
  }
}

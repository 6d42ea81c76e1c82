import { withTenant } from '../../../../db/tenant.ts'
import type { Interaction } from '../../../../plugins/engine/index.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { limitReached, type Reached } from '../../../platform/limits/refuse.ts'
import { readLimits } from '../../../platform/limits/stored-limits.ts'
import { warnUnpriced } from '../../../platform/limits/warn-unpriced.ts'
import { addSpending } from '../../../platform/limits/uses.ts'
import { askForWarning } from '../../billing/index.ts'
import type { TryDeps } from './deps.ts'

/** The calls of one attempt at a trial. */
export interface TrialCalls {
  made: readonly Interaction[]
  add(call: Interaction): void
  /** Rejects with the refusal once the calls so far have used up the money of the month. */
  requireMoney(): Promise<void>
  /** Waits until all calls so far are counted. */
  settle(): Promise<void>
}

/** Counts calls as they come towards the month of whoever asked for the trial: they cost money whatever becomes of it. */
export function countSpending(deps: TryDeps, ctx: JobCtx, userId: string): TrialCalls {
  const made: Interaction[] = []
  let reached: Reached | null = null
  let counting = Promise.resolve()
  let isUnpriced = false
  const count = async ({ costMicroUsd }: Interaction): Promise<void> => {
    try {
      reached = await withTenant(deps.db, ctx, async (tx) => {
        const spent = await addSpending(tx, userId, costMicroUsd ?? 0)
        await askForWarning(tx, spent.warning)
        return spent.reached
      })
    } catch (error) {
      ctx.log.error({ err: error }, 'The cost of a trial was not counted')
    }
  }
  const warn = async (): Promise<void> => {
    const limits = await withTenant(deps.db, ctx, readLimits)
    if (limits.isLimited('modelCentsPerMonth')) warnUnpriced(deps.log, deps.provider.name)
  }
  return {
    made,
    add(call) {
      made.push(call)
      if (deps.isOwnKey) return
      if (call.costMicroUsd) counting = counting.then(() => count(call))
      else if (call.outcome === 'ok' && call.costMicroUsd === null && !isUnpriced) {
        isUnpriced = true
        warn().catch((error: unknown) => ctx.log.warn({ err: error }, 'Limits were not read'))
      }
    },
    async requireMoney() {
      await counting
      if (reached) throw limitReached(reached)
    },
    settle: () => counting,
  }
}

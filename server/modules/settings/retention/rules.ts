import { type RetentionKind, retentionKinds } from '../../../../plugins/vocabulary.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { readLimits } from '../../../../tenants/limits/stored-limits.ts'
import type { Services } from '../../../../db/services.ts'
import { withWrite } from '../../../../db/transaction.ts'
import { requireRev } from '../general/settings.ts'
import type { DryRunView, PatchRetention, RetentionView } from './contract.ts'
import { scheduleNextRun } from './enforce-retention.ts'
import { type Amount, countDue } from './repo/due.ts'
import {
  getRules,
  getRulesForChange,
  readNextHour,
  readNow,
  type RetentionHours,
  type RulesRow,
  saveRules,
} from './repo/rules.ts'

type RetentionDeps = Pick<Services, 'db'>

export async function readRetention(deps: RetentionDeps, ctx: Ctx): Promise<RetentionView> {
  authorize(ctx, 'settings:read')
  return toView(await withTenant(deps.db, ctx, getRules))
}

/** Applies from the next full hour. A longer retention does not restore what was deleted. */
export async function changeRetention(
  deps: RetentionDeps,
  ctx: Ctx,
  input: PatchRetention,
  expectedRev: number | null,
): Promise<RetentionView> {
  authorize(ctx, 'settings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const before = await getRulesForChange(tx)
    requireRev(before, expectedRev)
    await requireAllowed(tx, input)
    const after = await saveRules(tx, merge(before, input))
    await scheduleNextRun(tx)
    await audit(tx, ctx, 'retention.changed', tx.tenantId, describe(before, after))
    return toView(after)
  })
}

/**
 * Throws `retention_limit_reached` if something would be kept longer than the plan allows; unchanged kinds are not
 * checked.
 */
async function requireAllowed(tx: TenantTx, input: PatchRetention): Promise<void> {
  const limit = (await readLimits(tx)).of('retentionDays', 'organisation', tx.tenantId)
  if (limit === null) return
  const tooLong = retentionKinds.filter((kind) => {
    const hours = input[kind]
    return hours !== undefined && (hours === null || hours > limit * 24)
  })
  if (tooLong.length > 0) throw keptTooLong(limit, tooLong)
}

const keptTooLong = (days: number, kinds: RetentionKind[]): AppError =>
  new AppError(
    'retention_limit_reached',
    `Your organisation may keep data for at most ${days} days. Choose a shorter time; your AAM operator can raise the limit. Nothing was changed.`,
    kinds.map((kind) => ({ pointer: `/${kind}`, detail: String(days), reason: 'kept_too_long' })),
    {},
    `Организация может хранить данные не дольше, чем дней: ${days}. Выберите срок короче; увеличить лимит может администратор установки. Ничего не изменено.`,
  )

/** What these rules would delete immediately; changes nothing and works with unsaved rules. */
export async function previewRetention(
  deps: RetentionDeps,
  ctx: Ctx,
  input: PatchRetention,
): Promise<DryRunView> {
  authorize(ctx, 'settings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    const hours = merge(await getRules(tx), input)
    const amounts = {} as Record<RetentionKind, DryRunView['media']>
    const nowMs = (await readNow(tx)).getTime()
    for (const kind of retentionKinds) {
      const kept = hours[kind]
      const cutoff = kept === null ? null : new Date(nowMs - kept * 3_600_000)
      amounts[kind] = toAmount(cutoff && (await countDue(tx, kind, cutoff)))
    }
    return { ...amounts, nextRunAt: (await readNextHour(tx)).toISOString() }
  })
}

const merge = (before: RetentionHours, input: PatchRetention): RetentionHours => ({
  media: input.media === undefined ? before.media : input.media,
  transcript: input.transcript === undefined ? before.transcript : input.transcript,
  results: input.results === undefined ? before.results : input.results,
  modelCalls: input.modelCalls === undefined ? before.modelCalls : input.modelCalls,
})

const toAmount = (amount: Amount | null): DryRunView['media'] => ({
  count: amount?.count ?? 0,
  bytes: amount?.bytes ?? 0,
  oldest: amount?.oldest?.toISOString() ?? null,
})

const toView = ({ dueAt, ...rules }: RulesRow): RetentionView => ({
  ...rules,
  nextRunAt: dueAt?.toISOString() ?? null,
})

/** Hours before and after of each changed kind; null means for ever. */
function describe(before: RetentionHours, after: RetentionHours) {
  const changed = retentionKinds.filter((kind) => before[kind] !== after[kind])
  return Object.fromEntries(
    changed.flatMap((kind) => [
      [`${kind}From`, before[kind]],
      [`${kind}To`, after[kind]],
    ]),
  )
}

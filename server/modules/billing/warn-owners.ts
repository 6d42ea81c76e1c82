import type { Database } from '../../../db/client.ts'
import { withTenant } from '../../../db/tenant.ts'
import { defineJob, type JobCtx } from '../../jobs/define-job.ts'
import {
  type MinutePrice,
  type MinutesCap,
  minutesCapOf,
  paidMinuteOf,
} from '../../../tenants/limits/paid-minutes.ts'
import { readLimits } from '../../../tenants/limits/stored-limits.ts'
import { readCurrentUsage } from '../../../tenants/limits/current-usage.ts'
import { type LimitWarning, listWarnings } from '../../../tenants/limits/warnings.ts'
import { type MailSealer, sealMail, ignoreMailLimit } from '../mail/index.ts'
import { hasWarned, listOwners, recordWarning } from './repo.ts'

export interface WarnDeps {
  db: Database
  sealer: MailSealer
  /** Null when no mail server is configured; only the dashboard shows the warning then. */
  mailer: object | null
}

/** Mails the owners about limits that are nearly or fully used up, once per threshold and month. */
export const warnOwners = defineJob<'limit.warn', WarnDeps>('limit.warn', async (deps, ctx) => {
  const { warnings, price, cap, owners } = await withTenant(deps.db, ctx, async (tx) => {
    const limits = await readLimits(tx)
    const all = listWarnings(limits, ctx.tenantId, await readCurrentUsage(tx, null))
    const fresh = await Promise.all(all.map(async (one) => !(await hasWarned(tx, one))))
    return {
      warnings: all.filter((_, at) => fresh[at]),
      owners: await listOwners(tx),
      price: paidMinuteOf(limits, ctx.tenantId),
      cap: minutesCapOf(limits, ctx.tenantId),
    }
  })
  const notes = []
  for (const warning of warnings) {
    const paid = isMinutes(warning) ? { price, cap } : { price: null, cap: null }
    notes.push(await warn(deps, ctx, { ...warning, ...paid }, owners))
  }
  return notes.join(', ') || 'nothing new'
})

const isMinutes = ({ name }: LimitWarning): boolean => name === 'transcribedMinutesPerMonth'

async function warn(
  { db, sealer, mailer }: WarnDeps,
  ctx: JobCtx,
  warning: LimitWarning & { price: MinutePrice | null; cap: MinutesCap | null },
  owners: Awaited<ReturnType<typeof listOwners>>,
): Promise<string> {
  const mails = await Promise.all(
    (mailer ? owners : []).map(({ email: to, locale, organisation }) =>
      sealMail({ sealer }, ctx.tenantId, {
        kind: 'limit-warning',
        to,
        locale,
        data: { organisation, ...warning },
      }),
    ),
  )
  return ignoreMailLimit(() =>
    withTenant(db, ctx, async (tx) => {
      if (!(await recordWarning(tx, warning))) return 'already told'
      for (const mail of mails) await mail.queue(tx)
      return `${warning.name} ${warning.threshold}`
    }),
  )
}

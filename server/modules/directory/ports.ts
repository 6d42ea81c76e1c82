import type { TenantTx } from '../../../db/tenant.ts'
import type { Ctx } from '../../platform/context.ts'

/** What else knows people of the directory: meetings, their transcripts and results. */
export interface PersonUses {
  /** Somebody has another name: it is shown from now on, recorded, and told to open dashboards. Returns in how many meetings. */
  renamed(
    tx: TenantTx,
    ctx: Ctx,
    change: { personId: string; from: string; to: string },
  ): Promise<number>
  /** Somebody is about to leave the directory: meetings keep the name. */
  leaving(tx: TenantTx, person: { id: string; name: string }): Promise<void>
}

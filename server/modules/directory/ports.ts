import type { TenantTx } from '../../../db/tenant.ts'
import type { Ctx } from '../../platform/context.ts'

/** Other places that refer to people: meetings, their transcripts and results. */
export interface PersonUses {
  /**
   * A person was renamed: shows the new name, records the change and notifies open dashboards. Returns the number of
   * affected meetings.
   */
  renamed(
    tx: TenantTx,
    ctx: Ctx,
    change: { personId: string; from: string; to: string },
  ): Promise<number>
  /** A person is about to be deleted: meetings keep the name. */
  leaving(tx: TenantTx, person: { id: string; name: string }): Promise<void>
}

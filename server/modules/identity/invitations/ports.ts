import type { TenantTx } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'

/** Sends an invitation by mail; null while no mail is configured, and then its link is shown to copy. */
export interface InvitationMail {
  /** In the transaction that keeps the invitation. */
  send(
    tx: TenantTx,
    ctx: Ctx,
    invitation: { id: string; email: string; link: string },
  ): Promise<void>
}

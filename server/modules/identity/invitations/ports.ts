import type { TenantTx } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'

/** Sends invitations by mail; null when no mail is configured, and links are shown for copying. */
export interface InvitationMail {
  /** Runs in the transaction that stores the invitation. */
  send(
    tx: TenantTx,
    ctx: Ctx,
    invitation: { id: string; email: string; link: string },
  ): Promise<void>
}

import type { AuditNotes } from '../../../db/audit/audit-notes.ts'
import type { Ctx } from '../../platform/context.ts'
import type { Cursors } from '../../platform/cursors.ts'
import type { Services } from '../../../db/services.ts'
import type { TenantChanges } from '../../platform/tenant-changes.ts'
import type { AccountMail, SecretSealer } from './factors/ports.ts'
import type { InvitationMail } from './invitations/ports.ts'
import type { JoiningMail } from './joining/ports.ts'
import type { PasswordMail } from './me/ports.ts'
import type { PasswordMeter } from './passwords/ports.ts'
import type { AttemptCounter, CredentialCache, OwnedMeetings } from './ports.ts'

export interface AccessSigner {
  signAccess(claims: {
    tenantId: string
    userId: string
    sessionId: string
  }): Promise<{ token: string; expiresAt: Date }>
}

export interface IdentityDeps extends Services {
  tokens: AccessSigner
  credentials: CredentialCache
  attempts: AttemptCounter
  notes: AuditNotes
  cursors: Cursors
  ownedMeetings: OwnedMeetings
  meter: PasswordMeter
  /** Null when no mail is configured; links are then shown for copying. */
  invitationMail: InvitationMail | null
  passwordMail: PasswordMail | null
  joiningMail: JoiningMail | null
  accountMail: AccountMail | null
  sealer: SecretSealer
  tenantChanges: TenantChanges
  /** Ends the organisation's paid subscription; returns whether there was one. */
  endSubscription(ctx: Ctx): Promise<boolean>
  /** Derives the next refresh token, so that a repeated refresh gets the same token without storing it. */
  sessionSecret: string
}

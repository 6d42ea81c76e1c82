import type { AuditNotes } from '../../platform/audit-notes.ts'
import type { Ctx } from '../../platform/context.ts'
import type { Cursors } from '../../platform/cursors.ts'
import type { Services } from '../../platform/services.ts'
import type { TenantChanges } from '../../platform/tenant-changes.ts'
import type { AccountMail, SecretSealer } from './factors/ports.ts'
import type { InvitationMail } from './invitations/ports.ts'
import type { JoiningMail } from './joining/ports.ts'
import type { PasswordMail } from './me/ports.ts'
import type { PasswordMeter } from './passwords/ports.ts'
import type { AttemptCounter, CredentialCache, OwnedThings } from './ports.ts'

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
  ownedThings: OwnedThings
  meter: PasswordMeter
  /** Null where no mail is configured: links are shown to copy. */
  invitationMail: InvitationMail | null
  passwordMail: PasswordMail | null
  joiningMail: JoiningMail | null
  accountMail: AccountMail | null
  sealer: SecretSealer
  tenantChanges: TenantChanges
  /** Ends what an organisation pays for by card; true where there was something. */
  endSubscription(ctx: Ctx): Promise<boolean>
  /** Derives the refresh token's successor, so that a repeated refresh gets the same one without storing it. */
  sessionSecret: string
}

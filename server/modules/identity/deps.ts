import type { Services } from '../../platform/services.ts'
import type { AttemptCounter, CredentialCache } from './ports.ts'

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
  /** Derives the refresh token's successor, so that a repeated refresh gets the same one without storing it. */
  sessionSecret: string
}

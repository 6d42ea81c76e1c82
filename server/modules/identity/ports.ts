import type { TenantTx } from '../../../db/tenant.ts'
import type { Ctx, Role } from '../../platform/context.ts'
import type { Scope } from '../../platform/scopes.ts'

/** The cached state of an active session or key. */
export interface KnownCredential {
  userId: string
  role: Role
  name: string
  /** Of a session: when the person last authenticated. */
  provedAtMs: number
  /** See Credential. */
  owesFactorFromMs: number | null
  /** For keys only. */
  key: KnownKey | null
}

export interface KnownKey {
  id: string
  secretHash: string
  scopes: Scope[]
  ranges: string[]
  expiresAtMs: number | null
}

/** Caches active sessions and keys for a minute, so that not every request queries the database. */
export interface CredentialCache {
  /** `id` is a session id, or the result of `keyCacheId` for a key. */
  read(tenantId: string, id: string): Promise<KnownCredential | 'ended' | null>
  remember(tenantId: string, id: string, known: KnownCredential): Promise<void>
  /** Marks these as ended for good. */
  end(tenantId: string, ids: string[]): Promise<void>
  /**
   * Evicts these in every process and caches nothing for them for ten seconds. Called before the transaction that
   * changes them, so that no old state is cached after the commit.
   */
  forget(tenantId: string, ids: string[]): Promise<void>
}

export const keyCacheId = (publicId: string): string => `key.${publicId}`

/** Counts attempts within a window that starts with the first attempt. */
export interface AttemptCounter {
  count(key: string, windowSeconds: number): Promise<{ attempts: number; secondsLeft: number }>
  /** Undoes one attempt. */
  forgive(key: string): Promise<void>
  reset(key: string): Promise<void>
}

/** What a person owns, and somebody else must take over when the person leaves. */
export interface OwnedMeetings {
  count(tx: TenantTx, userId: string): Promise<{ meetings: number }>
  /** Returns the number of transferred meetings. */
  transferAll(tx: TenantTx, ctx: Ctx, from: string, to: string): Promise<number>
}

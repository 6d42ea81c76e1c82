import type { TenantTx } from '../../../db/tenant.ts'
import type { Ctx, Role } from '../../platform/context.ts'
import type { Scope } from '../../platform/scopes.ts'

/** What is remembered of a session or a key that is in force. */
export interface KnownCredential {
  userId: string
  role: Role
  name: string
  /** Of a session: when its person last proved who they are. */
  provedAtMs: number
  /** See Credential. */
  owesFactorFromMs: number | null
  /** Of a key. */
  key: KnownKey | null
}

export interface KnownKey {
  id: string
  secretHash: string
  scopes: Scope[]
  ranges: string[]
  expiresAtMs: number | null
}

/** Remembers for a minute which sessions and keys are in force, so that not every request asks the database. */
export interface CredentialCache {
  /** `id` is a session's id, or what `keyPlace` gives for a key. */
  read(tenantId: string, id: string): Promise<KnownCredential | 'ended' | null>
  remember(tenantId: string, id: string, known: KnownCredential): Promise<void>
  /** These are over for good. */
  end(tenantId: string, ids: string[]): Promise<void>
  /**
   * Forgets these in every process and remembers nothing of them for ten seconds. Called before the transaction that
   * changes them, so that none is known as it was once that has committed.
   */
  forget(tenantId: string, ids: string[]): Promise<void>
}

export const keyPlace = (publicId: string): string => `key.${publicId}`

/** Counts attempts within a window; the window starts with the first. */
export interface AttemptCounter {
  count(key: string, windowSeconds: number): Promise<{ attempts: number; secondsLeft: number }>
  /** Takes one attempt back. */
  forgive(key: string): Promise<void>
  reset(key: string): Promise<void>
}

/** What people can own, which somebody else must get when they leave. */
export interface OwnedThings {
  count(tx: TenantTx, userId: string): Promise<{ meetings: number }>
  /** Returns how many meetings changed hands. */
  transferAll(tx: TenantTx, ctx: Ctx, from: string, to: string): Promise<number>
}

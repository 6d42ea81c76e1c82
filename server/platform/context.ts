import type { Locale } from '../../plugins/engine/types.ts'
import type { Scope } from './scopes.ts'

export type Role = 'owner' | 'admin' | 'author' | 'member' | 'viewer'

/** By what a person, or a program in their name, came in. */
export type Credential =
  | {
      kind: 'session'
      id: string
      provedAtMs: number
      /** From when on the person must have a second factor, while they have none; null where they owe none. */
      owesFactorFromMs: number | null
    }
  | {
      kind: 'key'
      id: string
      publicId: string
      scopes: readonly Scope[]
      ranges: readonly string[]
      expiresAtMs: number | null
      /** The same of the person whom it is of; null of a service account. */
      owesFactorFromMs: number | null
    }

export interface UserPrincipal {
  kind: 'user'
  userId: string
  role: Role
  name: string
  credential: Credential
}

/** The system itself: workers, the CLI, the first start. */
export interface SystemPrincipal {
  kind: 'system'
  name: string
}

export type Principal = UserPrincipal | SystemPrincipal

export interface IdempotentWrite {
  key: string
  requestHash: string
}

/** Who asks, for which tenant, in which request. Passed on explicitly; nothing is ambient. */
export interface Ctx {
  tenantId: string
  requestId: string
  principal: Principal
  locale: Locale
  /** Where the request came from. */
  address?: string
  idempotency?: IdempotentWrite
  /** Aborts when nobody waits for the answer any more. */
  signal?: AbortSignal
}

export const systemCtx = (tenantId: string, name: string, requestId: string): Ctx => ({
  tenantId,
  requestId,
  principal: { kind: 'system', name },
  locale: 'en',
})

/** The person's id, or null when the system itself acts. */
export const actorId = (ctx: Ctx): string | null =>
  ctx.principal.kind === 'user' ? ctx.principal.userId : null

/** The API key that the request came with, if it came with one. */
export const keyId = ({ principal }: Ctx): string | null =>
  principal.kind === 'user' && principal.credential.kind === 'key' ? principal.credential.id : null

/** Admins and the system see every meeting of their tenant; others those they own or view. */
export const seesEveryMeeting = (ctx: Ctx): boolean =>
  ctx.principal.kind === 'system' ||
  ctx.principal.role === 'owner' ||
  ctx.principal.role === 'admin'

import type { Scope } from './scopes.ts'
import type { Locale, Role } from '../../plugins/vocabulary.ts'

export type { Role }

/** How a person, or a program acting for them, was authenticated. */
export type Credential =
  | {
      kind: 'session'
      id: string
      provedAtMs: number
      /** When a missing second factor becomes required; null when none is required or the person has one. */
      owesFactorFromMs: number | null
    }
  | {
      kind: 'key'
      id: string
      publicId: string
      scopes: readonly Scope[]
      ranges: readonly string[]
      expiresAtMs: number | null
      /** The same for the person who owns the key; null for a service account. */
      owesFactorFromMs: number | null
    }

export interface UserPrincipal {
  kind: 'user'
  userId: string
  role: Role
  name: string
  credential: Credential
}

/** The system itself: a worker, the CLI, the first start. */
export interface SystemPrincipal {
  kind: 'system'
  name: string
}

export type Principal = UserPrincipal | SystemPrincipal

export interface IdempotentWrite {
  key: string
  requestHash: string
}

/** Who acts, for which tenant, in which request. Passed explicitly; nothing is ambient. */
export interface Ctx {
  tenantId: string
  requestId: string
  principal: Principal
  locale: Locale
  /** The client's IP address. */
  address?: string
  idempotency?: IdempotentWrite
  /** Aborts when nobody waits for the response any more. */
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

/** The id of the request's API key; null without one. */
export const keyId = ({ principal }: Ctx): string | null =>
  principal.kind === 'user' && principal.credential.kind === 'key' ? principal.credential.id : null

/** Admins and the system see every meeting of their tenant; others those they own or view. */
export const seesEveryMeeting = (ctx: Ctx): boolean =>
  ctx.principal.kind === 'system' ||
  ctx.principal.role === 'owner' ||
  ctx.principal.role === 'admin'

import type { Credential, Ctx, Role } from './context.ts'
import { AppError } from './errors.ts'
import { allowsScope, type Scope } from './scopes.ts'

export const permissions = [
  'meetings:read',
  'meetings:write',
  'directory:read',
  'directory:write',
  'scenarios:read',
  'scenarios:write',
  'members:read',
  'members:write',
  'keys:read',
  'keys:write',
  'interactions:read',
  'settings:read',
  'settings:write',
  'audit:read',
  'billing:read',
  'billing:write',
  'organisation:write',
] as const
export type Permission = (typeof permissions)[number]

const viewerPermissions: Permission[] = [
  'meetings:read',
  'directory:read',
  'scenarios:read',
  'members:read',
  'keys:read',
  'keys:write',
]
const memberPermissions: Permission[] = [...viewerPermissions, 'meetings:write', 'directory:write']
const authorPermissions: Permission[] = [...memberPermissions, 'scenarios:write']
const adminPermissions: Permission[] = [
  ...authorPermissions,
  'members:write',
  'interactions:read',
  'settings:read',
  'settings:write',
  'audit:read',
  'billing:read',
]
const ownerPermissions: Permission[] = [...adminPermissions, 'billing:write', 'organisation:write']

const byRole: Record<Role, readonly Permission[]> = {
  viewer: viewerPermissions,
  member: memberPermissions,
  author: authorPermissions,
  admin: adminPermissions,
  owner: ownerPermissions,
}

export const permissionsOf = (role: Role): readonly Permission[] => byRole[role]

/** The scope that an API key needs where a person needs the permission. */
export function scopeOf(permission: Permission): Scope {
  if (permission === 'interactions:read') return 'meetings:read'
  if (permission === 'organisation:write') return 'settings:write'
  return permission
}

/** The dashboard's names of the roles. */
const roleInRussian: Record<Role, string> = {
  owner: 'владелец',
  admin: 'администратор',
  author: 'автор сценариев',
  member: 'участник',
  viewer: 'только чтение',
}

/** Throws `forbidden` when the principal's role lacks the permission, `scope_missing` when its API key does. */
export function authorize(ctx: Ctx, permission: Permission): void {
  if (ctx.principal.kind === 'system') return
  requireScope(ctx, scopeOf(permission))
  if (byRole[ctx.principal.role].includes(permission)) return
  throw new AppError(
    'forbidden',
    `Your role (${ctx.principal.role}) does not allow this. Ask an admin of your organisation to do it or to change your role.`,
    [],
    {},
    `Ваша роль (${roleInRussian[ctx.principal.role]}) этого не позволяет. Попросите администратора организации сделать это или сменить вам роль.`,
  )
}

/** Throws `scope_missing` when the request uses an API key without the scope. */
export function requireScope({ principal }: Ctx, scope: Scope): void {
  if (principal.kind === 'system' || principal.credential.kind === 'session') return
  if (allowsScope(principal.credential.scopes, scope)) return
  throw new AppError(
    'scope_missing',
    `This API key does not hold the scope ${scope}. Use a key that does; keys are made on the page Keys.`,
    [],
    {},
    `У этого ключа API нет области доступа ${scope}. Возьмите ключ, у которого она есть; ключи создаются на странице «Ключи».`,
  )
}

/**
 * Throws `second_factor_needed` when the organisation requires a second factor and the person has none; this also
 * applies to their API keys. Service accounts need none.
 */
export function requireFactor({ principal }: Ctx, nowMs = Date.now()): void {
  if (principal.kind === 'system' || !owesFactor(principal.credential, nowMs)) return
  if (principal.credential.kind === 'key') throw keyWaitsForFactor()
  throw new AppError(
    'second_factor_needed',
    'Your organisation requires a second factor. Set one up on your own page (POST /me/factors/totp or /me/factors/passkey-options), and everything opens again.',
    [],
    {},
    'Ваша организация требует второй фактор. Подключите его на своей странице (POST /me/factors/totp или /me/factors/passkey-options), и всё снова откроется.',
  )
}

/** Whether a required second factor is missing and the grace period has ended. */
export const owesFactor = (
  { owesFactorFromMs }: Pick<Credential, 'owesFactorFromMs'>,
  nowMs = Date.now(),
): boolean => owesFactorFromMs !== null && owesFactorFromMs <= nowMs

const keyWaitsForFactor = (): AppError =>
  new AppError(
    'second_factor_needed',
    'This API key belongs to a person who has no second factor, and their organisation requires one. They sign in and set one up under “Your account”; the key works again at once. For programs there are service accounts, which need none.',
    [],
    {},
    'Этот ключ API принадлежит человеку без второго фактора, а его организация требует второй фактор. Ему нужно войти и подключить фактор на странице «Вы»; ключ сразу заработает снова. Для программ есть служебные аккаунты, им фактор не нужен.',
  )

/** How long a sign-in or step-up counts as fresh. */
const freshForMs = 15 * 60_000

/** Throws `step_up_needed` unless the person signed in or stepped up within 15 minutes. API keys never need it. */
export function requireFreshProof({ principal }: Ctx, nowMs = Date.now()): void {
  if (principal.kind === 'system' || principal.credential.kind === 'key') return
  if (nowMs - principal.credential.provedAtMs <= freshForMs) return
  throw new AppError(
    'step_up_needed',
    'Confirm that it is you, and then repeat this: your sign-in is more than 15 minutes old.',
    [],
    {},
    'Подтвердите, что это вы, и повторите действие: вы вошли больше 15 минут назад.',
  )
}

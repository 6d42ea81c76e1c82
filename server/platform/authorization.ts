import type { Ctx, Role } from './context.ts'
import { AppError } from './errors.ts'

export const permissions = [
  'meetings:read',
  'meetings:write',
  'directory:read',
  'directory:write',
  'scenarios:read',
  'scenarios:write',
  'members:read',
  'interactions:read',
] as const
export type Permission = (typeof permissions)[number]

const reads: Permission[] = ['meetings:read', 'directory:read', 'scenarios:read', 'members:read']
const works: Permission[] = [...reads, 'meetings:write', 'directory:write']
const authors: Permission[] = [...works, 'scenarios:write']
const governs: Permission[] = [...authors, 'interactions:read']

const byRole: Record<Role, readonly Permission[]> = {
  viewer: reads,
  member: works,
  author: authors,
  admin: governs,
  owner: governs,
}

export const permissionsOf = (role: Role): readonly Permission[] => byRole[role]

/** Throws `forbidden` when the principal's role does not allow it. */
export function authorize(ctx: Ctx, permission: Permission): void {
  if (ctx.principal.kind === 'system') return
  if (byRole[ctx.principal.role].includes(permission)) return
  throw new AppError(
    'forbidden',
    `Your role (${ctx.principal.role}) does not allow this. Ask an admin of your organisation to do it or to change your role.`,
  )
}

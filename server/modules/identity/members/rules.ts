import type { Ctx, Role } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import type { UserRow } from '../repo.ts'

/** Only owners grant, change and remove the role of owner. */
export function requireMayGive(ctx: Ctx, role: Role): void {
  if (role === 'admin' && isKey(ctx)) throw notByKey()
  if (role !== 'owner' || isOwner(ctx)) return
  throw new AppError(
    'forbidden',
    'Only an owner of the organisation can make somebody an owner, signed in and not by an API key.',
    [],
    {},
    'Сделать человека владельцем может только владелец организации: войдя сам, а не по ключу API.',
  )
}

export function requireMayTouch(ctx: Ctx, { role }: Pick<UserRow, 'role'>): void {
  if (role !== 'owner' || isOwner(ctx)) return
  throw new AppError(
    'forbidden',
    'This person owns the organisation. Only an owner can change that.',
    [],
    {},
    'Этот человек — владелец организации. Изменить это может только владелец.',
  )
}

const isKey = ({ principal }: Ctx): boolean =>
  principal.kind === 'user' && principal.credential.kind === 'key'

const notByKey = (): AppError =>
  new AppError(
    'session_needed',
    'Only somebody who is signed in can make an administrator; an API key cannot.',
    [],
    {},
    'Назначить администратора может только вошедший человек, а не ключ API.',
  )

/** Not by key: even a narrow key of an owner could otherwise create somebody with full access. */
const isOwner = ({ principal }: Ctx): boolean =>
  principal.kind === 'system' ||
  (principal.role === 'owner' && principal.credential.kind === 'session')

export const lastOwner = (): AppError =>
  new AppError(
    'last_owner',
    'This is the organisation’s only owner. Make someone else an owner first.',
    [],
    {},
    'Это единственный владелец организации. Сначала сделайте владельцем кого-то ещё.',
  )

import type { TenantTx } from '../../../../db/tenant.ts'
import { withTenant } from '../../../../db/tenant.ts'
import type { UserCtx } from '../../../http/session/visit.ts'
import { notFound } from '../../../platform/errors.ts'
import type { IdentityDeps } from '../deps.ts'
import { forgetWhile } from '../forget-while.ts'
import { lockUser } from '../members/repo.ts'
import { findOrganisationName, findUser, type UserRow } from '../repo.ts'
import { newRecoveryCodes } from './codes.ts'
import type { QueueLetter, SignInChange } from './ports.ts'
import { deleteRecoveryCodes, listMethods, replaceRecoveryCodes } from './repo.ts'

/** A letter to somebody whose way of signing in changes, ready to be queued with the change. */
export async function prepareLetter(
  deps: Pick<IdentityDeps, 'db' | 'accountMail'>,
  ctx: { tenantId: string },
  userId: string,
  change: SignInChange,
): Promise<QueueLetter> {
  const mail = deps.accountMail
  if (!mail) return async () => {}
  const { user, organisation } = await withTenant(deps.db, ctx, async (tx) => ({
    user: await findUser(tx, userId),
    organisation: await findOrganisationName(tx),
  }))
  if (!user) throw notFound('person')
  return mail.aboutChange(user, organisation, change)
}

/**
 * Changes what a person can show beside their password, one change after the other, and tells them by mail. No process
 * remembers afterwards what they owed before.
 */
export async function changeOwnFactors<T>(
  deps: IdentityDeps,
  ctx: UserCtx,
  change: SignInChange,
  work: (tx: TenantTx, user: UserRow) => Promise<T>,
): Promise<T> {
  const { userId } = ctx.principal
  const queueLetter = await prepareLetter(deps, ctx, userId, change)
  return forgetWhile(deps, ctx.tenantId, userId, () =>
    withTenant(deps.db, ctx, async (tx) => {
      const user = await lockUser(tx, userId)
      if (!user || user.disabledAt) throw notFound('person')
      const result = await work(tx, user)
      await queueLetter(tx)
      return result
    }),
  )
}

export async function renewRecoveryCodes(tx: TenantTx, userId: string): Promise<string[]> {
  const { shown, kept } = newRecoveryCodes(userId)
  await replaceRecoveryCodes(tx, userId, kept)
  return shown
}

/** With the first factor come codes for when it is lost; with a further one none. `had`: before it was added. */
export const codesWithFirst = async (
  tx: TenantTx,
  userId: string,
  had: readonly unknown[],
): Promise<string[] | null> => (had.length > 0 ? null : renewRecoveryCodes(tx, userId))

/** Codes stand in for a factor: without one they are good for nothing. */
export async function dropCodesWithLast(tx: TenantTx, userId: string): Promise<void> {
  if ((await listMethods(tx, userId)).length === 0) await deleteRecoveryCodes(tx, userId)
}

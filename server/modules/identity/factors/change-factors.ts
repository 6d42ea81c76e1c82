import type { TenantTx } from '../../../../db/tenant.ts'
import { withTenant } from '../../../../db/tenant.ts'
import type { UserCtx } from '../../../http/session/request-context.ts'
import { notFound } from '../../../platform/errors.ts'
import type { IdentityDeps } from '../deps.ts'
import { withCredentialsEvicted } from '../evict-credentials.ts'
import { lockUser } from '../members/repo.ts'
import { findOrganisationName, findUser, type UserRow } from '../repo.ts'
import { newRecoveryCodes } from './codes.ts'
import type { QueueMail, SignInChange } from './ports.ts'
import { deleteRecoveryCodes, listMethods, replaceRecoveryCodes } from './repo/methods.ts'

/** Prepares a message about a changed sign-in method, to be queued in the transaction of the change. */
export async function prepareAccountMail(
  deps: Pick<IdentityDeps, 'db' | 'accountMail'>,
  ctx: { tenantId: string },
  userId: string,
  change: SignInChange,
): Promise<QueueMail> {
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
 * Changes a person's factors, one change at a time, and notifies them by mail. Also clears the cached state of their
 * second-factor requirement.
 */
export async function changeOwnFactors<T>(
  deps: IdentityDeps,
  ctx: UserCtx,
  change: SignInChange,
  work: (tx: TenantTx, user: UserRow) => Promise<T>,
): Promise<T> {
  const { userId } = ctx.principal
  const queueMail = await prepareAccountMail(deps, ctx, userId, change)
  return withCredentialsEvicted(deps, ctx.tenantId, userId, () =>
    withTenant(deps.db, ctx, async (tx) => {
      const user = await lockUser(tx, userId)
      if (!user || user.disabledAt) throw notFound('person')
      const result = await work(tx, user)
      await queueMail(tx)
      return result
    }),
  )
}

export async function renewRecoveryCodes(tx: TenantTx, userId: string): Promise<string[]> {
  const { shown, kept } = newRecoveryCodes(userId)
  await replaceRecoveryCodes(tx, userId, kept)
  return shown
}

/**
 * Returns recovery codes with the first factor and none with later ones. `had`: whether the person had a factor before.
 */
export const codesWithFirst = async (
  tx: TenantTx,
  userId: string,
  had: readonly unknown[],
): Promise<string[] | null> => (had.length > 0 ? null : renewRecoveryCodes(tx, userId))

/** Recovery codes only replace a factor, so they are deleted with the last one. */
export async function dropCodesWithLast(tx: TenantTx, userId: string): Promise<void> {
  if ((await listMethods(tx, userId)).length === 0) await deleteRecoveryCodes(tx, userId)
}

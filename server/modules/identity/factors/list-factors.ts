import { withTenant } from '../../../../db/tenant.ts'
import type { UserCtx } from '../../../http/session/request-context.ts'
import type { IdentityDeps } from '../deps.ts'
import { findEmailChange } from '../email/repo.ts'
import type { FactorsView } from './contract.ts'
import { toPasskeyView } from './passkeys.ts'
import { findUser } from '../repo.ts'
import { countRecoveryCodes, findTotp, listPasskeys } from './repo/methods.ts'
import { findFactorRequirement } from './repo/requirement.ts'

/** Lists the person's sign-in methods besides the password. */
export async function listFactors(deps: IdentityDeps, ctx: UserCtx): Promise<FactorsView> {
  const { userId } = ctx.principal
  return withTenant(deps.db, ctx, async (tx) => {
    const user = await findUser(tx, userId)
    const totp = await findTotp(tx, userId)
    const passkeys = await listPasskeys(tx, userId)
    const change = await findEmailChange(tx, userId)
    return {
      totp: totp?.confirmedAt ? { confirmedAt: totp.confirmedAt.toISOString() } : null,
      passkeys: passkeys.map(toPasskeyView),
      recoveryCodesLeft: await countRecoveryCodes(tx, userId),
      neededFrom: (await findFactorRequirement(tx))?.toISOString() ?? null,
      email: {
        isProved: Boolean(user?.emailProvedAt),
        changedBy: deps.accountMail ? ('links' as const) : ('admin' as const),
        pending: change ?? null,
      },
    }
  })
}

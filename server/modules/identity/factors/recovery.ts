import type { UserCtx } from '../../../http/session/request-context.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { AppError } from '../../../platform/errors.ts'
import type { IdentityDeps } from '../deps.ts'
import { changeOwnFactors, renewRecoveryCodes } from './change-factors.ts'
import type { RecoveryCodes } from './contract.ts'
import { listMethods } from './repo/methods.ts'

/** Creates new codes; replaces all earlier ones. */
export async function renewOwnCodes(deps: IdentityDeps, ctx: UserCtx): Promise<RecoveryCodes> {
  const { userId } = ctx.principal
  return changeOwnFactors(deps, ctx, 'codes_renewed', async (tx) => {
    if ((await listMethods(tx, userId)).length === 0) throw nothingToRecover()
    await audit(tx, ctx, 'factor.codes_renewed', userId)
    return { recoveryCodes: await renewRecoveryCodes(tx, userId) }
  })
}

const nothingToRecover = (): AppError =>
  new AppError(
    'wrong_state',
    'Recovery codes stand in for a second factor. Set one up first.',
    [],
    {},
    'Резервные коды заменяют второй фактор. Сначала подключите его.',
  )

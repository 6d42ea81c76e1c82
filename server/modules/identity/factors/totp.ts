import { renderSVG } from 'uqr'
import type { TenantSummary } from '../../../../db/lookup.ts'
import { withTenant } from '../../../../db/tenant.ts'
import type { UserCtx } from '../../../http/session/request-context.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import type { IdentityDeps } from '../deps.ts'
import { findUser } from '../repo.ts'
import { throttle } from '../throttle.ts'
import { changeOwnFactors, codesWithFirst, dropCodesWithLast } from './change-factors.ts'
import { findStep, newTotpSecret, readCode } from './codes.ts'
import type { FirstCodes, NewTotp } from './contract.ts'
import type { SecretSealer } from './ports.ts'
import {
  beginTotp,
  confirmTotp,
  deleteTotp,
  findTotp,
  listMethods,
  type TotpRow,
} from './repo/methods.ts'

const triesToConfirm = 20

/** Creates the secret of an authenticator app; it has no effect until a code of the app is confirmed. */
export async function setUpTotp(
  deps: IdentityDeps,
  ctx: UserCtx,
  tenant: TenantSummary,
): Promise<NewTotp> {
  const { userId } = ctx.principal
  const user = await withTenant(deps.db, ctx, (tx) => findUser(tx, userId))
  if (!user) throw notFound('person')
  const label = user.email ?? user.name
  const { bytes, base32, uri } = newTotpSecret({ issuer: tenant.name, label })
  const sealed = await sealSecret(deps.sealer, ctx.tenantId, userId, bytes)
  const hasBegun = await withTenant(deps.db, ctx, (tx) => beginTotp(tx, userId, sealed))
  if (!hasBegun) throw inUse()
  return { secret: base32, uri, qr: renderSVG(uri, { border: 2 }) }
}

/** Activates the app once a code proves that it has the secret. */
export async function confirmOwnTotp(
  deps: IdentityDeps,
  ctx: UserCtx,
  given: { code: string },
): Promise<FirstCodes> {
  const { userId } = ctx.principal
  await throttle(deps.attempts, `totp/${ctx.tenantId}/${userId}`, triesToConfirm)
  const factor = await withTenant(deps.db, ctx, (tx) => findTotp(tx, userId))
  if (!factor) throw notBegun()
  if (factor.confirmedAt) throw inUse()
  const step = await findStepOf(deps.sealer, factor, given.code)
  if (step === null) throw wrongTotpCode()
  const { sealed } = factor
  return changeOwnFactors(deps, ctx, 'app_added', async (tx) => {
    const had = await listMethods(tx, userId)
    if (!(await confirmTotp(tx, userId, { sealed, step }))) throw inUse()
    await audit(tx, ctx, 'factor.app_added', userId)
    return { recoveryCodes: await codesWithFirst(tx, userId, had) }
  })
}

export async function removeTotp(deps: IdentityDeps, ctx: UserCtx): Promise<void> {
  const { userId } = ctx.principal
  await changeOwnFactors(deps, ctx, 'app_removed', async (tx) => {
    if (!(await deleteTotp(tx, userId))) throw notFound('authenticator app')
    await dropCodesWithLast(tx, userId)
    await audit(tx, ctx, 'factor.app_removed', userId)
  })
}

const sealContext = (userId: string): string => `totp/${userId}`

async function sealSecret(
  sealer: SecretSealer,
  tenantId: string,
  userId: string,
  bytes: Uint8Array,
): Promise<string> {
  return Buffer.from(await sealer.seal(tenantId, sealContext(userId), bytes)).toString('base64')
}

/** The time step of this code; null for any other text. */
export async function findStepOf(
  sealer: SecretSealer,
  { tenantId, userId, sealed }: TotpRow,
  code: string,
): Promise<number | null> {
  const given = readCode(code)
  if (!given || !('totp' in given)) return null
  const secret = await sealer.open(tenantId, sealContext(userId), Buffer.from(sealed, 'base64'))
  return findStep(secret, given.totp)
}

const inUse = (): AppError =>
  new AppError(
    'wrong_state',
    'You have an authenticator app already. Remove it before you set up another one.',
    [],
    {},
    'У вас уже есть приложение с кодами. Прежде чем подключить другое, удалите его.',
  )

const notBegun = (): AppError =>
  new AppError(
    'wrong_state',
    'Begin by scanning the QR code: ask for a new one.',
    [],
    {},
    'Сначала отсканируйте QR-код: запросите новый.',
  )

const wrongTotpCode = (): AppError =>
  new AppError(
    'invalid_request',
    'This is not the app’s current code. Check that the phone’s clock is set automatically, and enter the next code.',
    [
      {
        pointer: '/code',
        detail: 'is not the current code',
        inRussian: 'это не нынешний код',
        reason: 'wrong_code',
      },
    ],
    {},
    'Это не текущий код приложения. Проверьте, что время на телефоне выставляется автоматически, и введите следующий код.',
  )

import { withTenant, type TenantTx } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import type { FactorMethod } from '../../../platform/factor-methods.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { IdentityDeps } from '../deps.ts'
import { attemptNetwork, throttleAudited } from '../throttle.ts'
import { prepareAccountMail } from './change-factors.ts'
import { hashRecoveryCode, readCode } from './codes.ts'
import { findTotp, hasRecoveryCode, takeRecoveryCode, takeStep } from './repo/methods.ts'
import { findStepOf } from './totp.ts'

/** A single-use proof of identity. */
export interface Proof {
  method: FactorMethod
  /**
   * Consumes the proof in the transaction of what it allows; returns false if a concurrent request was faster. For a
   * recovery code, audits `ctx` and notifies the owner by mail.
   */
  take(tx: TenantTx, ctx: Ctx): Promise<boolean>
}

const limits = { fromNetwork: 10, ofAccount: 20 }
const hourSeconds = 60 * 60

/**
 * Verifies an authenticator code or recovery code of the person; null if it is wrong. Attempts are counted per person
 * and network; attempts at six-digit codes also per person alone, since whoever tries them knows the password. Recovery
 * codes are not subject to that limit, because they cannot be guessed.
 */
export async function proveByCode(
  deps: Pick<IdentityDeps, 'db' | 'attempts' | 'notes' | 'sealer' | 'accountMail'>,
  ctx: Ctx,
  userId: string,
  text: string,
): Promise<Proof | null> {
  const account = `factor/${ctx.tenantId}/${userId}`
  const fromNetwork = `${account}/${attemptNetwork(ctx.address)}`
  await throttleAudited(deps, ctx, fromNetwork, limits.fromNetwork)
  const given = readCode(text)
  if (!given) return null
  if ('recovery' in given) {
    const proof = await findRecoveryProof(deps, ctx, userId, given.recovery)
    if (proof) await deps.attempts.reset(fromNetwork)
    return proof
  }
  await throttleAudited(deps, ctx, account, limits.ofAccount, hourSeconds)
  const factor = await withTenant(deps.db, ctx, (tx) => findTotp(tx, userId))
  const step = factor?.confirmedAt ? await findStepOf(deps.sealer, factor, given.totp) : null
  if (!factor || step === null || step <= (factor.lastStep ?? -1)) return null
  await deps.attempts.reset(fromNetwork)
  await deps.attempts.forgive(account)
  const { sealed } = factor
  return { method: 'totp', take: (tx) => takeStep(tx, userId, { sealed, step }) }
}

async function findRecoveryProof(
  deps: Pick<IdentityDeps, 'db' | 'accountMail'>,
  ctx: Ctx,
  userId: string,
  code: string,
): Promise<Proof | null> {
  const hash = hashRecoveryCode(userId, code)
  const isKnown = await withTenant(deps.db, ctx, (tx) => hasRecoveryCode(tx, userId, hash))
  if (!isKnown) return null
  const queueMail = await prepareAccountMail(deps, ctx, userId, 'code_used')
  return {
    method: 'recovery',
    async take(tx, by) {
      if (!(await takeRecoveryCode(tx, userId, hash))) return false
      await audit(tx, by, 'factor.code_used', userId)
      await queueMail(tx)
      return true
    },
  }
}

import { withTenant, type TenantTx } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import type { IdentityDeps } from '../deps.ts'
import {
  asUser,
  type NewSession,
  openSession,
  issueTokens,
  type SignedIn,
  type SignInPlace,
} from '../open-session.ts'
import { hashSecret, newSecret } from '../refresh-token.ts'
import { lockForSignIn, type UserRow } from '../repo.ts'
import { attemptNetwork, throttleAudited } from '../throttle.ts'
import type { PendingSignIn, SecondStepBody } from './contract.ts'
import { findPending, insertPending, takePending, tryPending } from './repo/pending.ts'
import { proveByCode, type Proof } from './proof.ts'
import { listMethods } from './repo/methods.ts'
import { passkeyRequestOptions, proveByPasskey, type Site } from './verify-passkey.ts'

const limits = { network: 50, triesOfOne: 5 }

/** An open session, or the second step that is still required. */
export type FirstStepResult = { session: NewSession } | { pending: PendingSignIn }

/**
 * Completes the first step (a password or a link) in the transaction that verified it: opens a session, or asks for the
 * second factor if the person has one. All sign-ins except by passkey alone use this.
 */
export async function openSessionOrAskFactor(
  tx: TenantTx,
  ctx: Ctx,
  user: UserRow,
  from: SignInPlace,
): Promise<FirstStepResult> {
  const methods = await listMethods(tx, user.id)
  if (methods.length === 0) return { session: await openSession(tx, ctx, user, from) }
  const token = newSecret()
  const expiresAt = await insertPending(tx, {
    id: newId(),
    userId: user.id,
    tokenHash: hashSecret(token),
    passwordMark: passwordMark(user),
  })
  return { pending: { pending: token, methods, expiresAt: expiresAt.toISOString() } }
}

export const presentFirstStep = (
  deps: IdentityDeps,
  ctx: Ctx,
  entrance: FirstStepResult,
): Promise<SignedIn | PendingSignIn> =>
  'session' in entrance
    ? issueTokens(deps, ctx, entrance.session)
    : Promise.resolve(entrance.pending)

/** WebAuthn options for the second step. Throws `sign_in_over`. */
export async function secondStepOptions(
  deps: IdentityDeps,
  ctx: Ctx,
  site: Site,
  token: string,
): ReturnType<typeof passkeyRequestOptions> {
  await throttleNetwork(deps, ctx)
  const found = await withTenant(deps.db, ctx, (tx) => findPending(tx, hashSecret(token)))
  if (!found || found.pending.attempts >= limits.triesOfOne) throw signInOver()
  return passkeyRequestOptions(deps, ctx.tenantId, site, passkeyQuestion(found))
}

/** Verifies the second step and opens the session. Throws `sign_in_over`, `wrong_proof` or `too_many_requests`. */
export async function takeSecondStep(
  deps: IdentityDeps,
  ctx: Ctx,
  site: Site,
  given: SecondStepBody,
  from: SignInPlace,
): Promise<SignedIn> {
  requireOneProof(given)
  await throttleNetwork(deps, ctx)
  const tokenHash = hashSecret(given.pending)
  const found = await withTenant(deps.db, ctx, async (tx) => {
    const open = await findPending(tx, tokenHash)
    return open && (await tryPending(tx, tokenHash, limits.triesOfOne)) ? open : undefined
  })
  if (!found || found.pending.passwordMark !== passwordMark(found.user)) throw signInOver()
  const { user } = found
  const proof = await verifySecondStep(deps, ctx, site, found, given)
  if (!proof) throw refuse(deps, ctx, user, given)
  const session = await withTenant(deps.db, ctx, async (tx) => {
    // Fails after a concurrent answer to the same sign-in, a changed password, or a code used elsewhere.
    if (!(await takePending(tx, tokenHash))) throw signInOver()
    const held = await lockForSignIn(tx, user)
    if (!held) throw signInOver()
    const opened = await openSession(tx, ctx, held, from)
    const isTaken = await proof.take(tx, asUser(ctx, held, opened.sessionId))
    if (!isTaken) throw refuse(deps, ctx, user, given)
    return opened
  })
  return issueTokens(deps, ctx, session)
}

function verifySecondStep(
  deps: IdentityDeps,
  ctx: Ctx,
  site: Site,
  found: { pending: { id: string }; user: UserRow },
  { code, assertion }: SecondStepBody,
): Promise<Proof | null> {
  if (code !== undefined) return proveByCode(deps, ctx, found.user.id, code)
  if (!assertion) return Promise.resolve(null)
  return proveByPasskey(deps, ctx.tenantId, site, assertion, passkeyQuestion(found))
}

const passkeyQuestion = ({ pending, user }: { pending: { id: string }; user: UserRow }) => ({
  purpose: 'second-step' as const,
  userId: user.id,
  boundTo: pending.id,
})

const throttleNetwork = (deps: IdentityDeps, ctx: Ctx): Promise<void> =>
  throttleAudited(
    deps,
    ctx,
    `second-step/${ctx.tenantId}/${attemptNetwork(ctx.address)}`,
    limits.network,
  )

/** Changes with the password, so that a password change invalidates pending sign-ins. */
const passwordMark = ({ passwordHash }: UserRow): string =>
  hashSecret(`pending/${passwordHash ?? ''}`)

function refuse(
  { notes }: IdentityDeps,
  ctx: Ctx,
  user: UserRow,
  given: { code?: string; assertion?: object },
): AppError {
  const error = wrongProof(given)
  notes.refused(
    ctx,
    'session.refused',
    { reason: given.code === undefined ? 'wrong_passkey' : 'wrong_code' },
    user.id,
  )
  return error
}

/** Requires exactly one kind of proof. */
export function requireOneProof(given: Record<string, unknown>): void {
  const ways = ['password', 'code', 'assertion'].filter((way) => given[way] !== undefined)
  if (ways.length === 1) return
  throw new AppError(
    'invalid_request',
    'Send exactly one proof of who you are.',
    [
      {
        pointer: '',
        detail: 'exactly one of the proofs is needed',
        inRussian: 'нужно ровно одно подтверждение',
      },
    ],
    {},
    'Отправьте ровно одно подтверждение того, что это вы.',
  )
}

export const wrongProof = ({ code }: { code?: string | undefined }): AppError =>
  code === undefined
    ? new AppError(
        'wrong_proof',
        'This passkey does not match. Use one that you registered here, or another method.',
        [
          {
            pointer: '/assertion',
            detail: 'does not hold',
            inRussian: 'не подходит',
            reason: 'wrong_passkey',
          },
        ],
        {},
        'Этот ключ доступа не подходит. Возьмите тот, что вы зарегистрировали здесь, или другой способ.',
      )
    : new AppError(
        'wrong_proof',
        'This code does not work or was already used. Enter the next one, or a recovery code.',
        [
          {
            pointer: '/code',
            detail: 'does not work',
            inRussian: 'не подходит',
            reason: 'wrong_code',
          },
        ],
        {},
        'Этот код не подходит или уже использован. Введите следующий или резервный код.',
      )

const signInOver = (): AppError =>
  new AppError(
    'sign_in_over',
    'This sign-in was finished, took longer than 5 minutes, or had too many wrong attempts. Start again with your password.',
    [],
    {},
    'Этот вход уже завершён, занял больше 5 минут или было слишком много неверных попыток. Начните снова с пароля.',
  )

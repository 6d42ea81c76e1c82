import { withTenant, type TenantTx } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import type { IdentityDeps } from '../deps.ts'
import {
  asUser,
  type NewSession,
  openSession,
  presentSession,
  type SignedIn,
  type SignInPlace,
} from '../open-session.ts'
import { hashSecret, newSecret } from '../refresh-token.ts'
import { holdForSignIn, type UserRow } from '../repo.ts'
import { attemptNetwork, throttleNoted } from '../throttle.ts'
import type { PendingSignIn, SecondStepBody } from './contract.ts'
import { findPending, insertPending, takePending, tryPending } from './pending-repo.ts'
import { proveByCode, type Proof } from './proof.ts'
import { listMethods } from './repo.ts'
import { askForPasskey, proveByPasskey, type Site } from './verify-passkey.ts'

const limits = { network: 50, triesOfOne: 5 }

/** Either the session, or what the person still has to show. */
export type Entrance = { session: NewSession } | { pending: PendingSignIn }

/**
 * Lets somebody in who has shown their password or a link, in the transaction that saw it: with a session, or where they
 * have a second factor, with the question for it. Every way in that is not a passkey's comes through here.
 */
export async function enterOrAsk(
  tx: TenantTx,
  ctx: Ctx,
  user: UserRow,
  from: SignInPlace,
): Promise<Entrance> {
  const methods = await listMethods(tx, user.id)
  if (methods.length === 0) return { session: await openSession(tx, ctx, user, from) }
  const token = newSecret()
  const expiresAt = await insertPending(tx, {
    id: newId(),
    userId: user.id,
    tokenHash: hashSecret(token),
    passwordMark: markOf(user),
  })
  return { pending: { pending: token, methods, expiresAt: expiresAt.toISOString() } }
}

export const presentEntrance = (
  deps: IdentityDeps,
  ctx: Ctx,
  entrance: Entrance,
): Promise<SignedIn | PendingSignIn> =>
  'session' in entrance
    ? presentSession(deps, ctx, entrance.session)
    : Promise.resolve(entrance.pending)

/** What a passkey is to sign as the second step. Throws `sign_in_over`. */
export async function askSecondPasskey(
  deps: IdentityDeps,
  ctx: Ctx,
  site: Site,
  token: string,
): ReturnType<typeof askForPasskey> {
  await throttleNetwork(deps, ctx)
  const found = await withTenant(deps.db, ctx, (tx) => findPending(tx, hashSecret(token)))
  if (!found || found.pending.attempts >= limits.triesOfOne) throw signInOver()
  return askForPasskey(deps, ctx.tenantId, site, passkeyQuestion(found))
}

/** Takes the second step and opens the session. Throws `sign_in_over`, `wrong_proof` or `too_many_requests`. */
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
  if (!found || found.pending.passwordMark !== markOf(found.user)) throw signInOver()
  const { user } = found
  const proof = await proveSecond(deps, ctx, site, found, given)
  if (!proof) throw refuse(deps, ctx, user, given)
  const session = await withTenant(deps.db, ctx, async (tx) => {
    // Another answer for the same sign-in, a password changed just now, or a code used elsewhere at this moment.
    if (!(await takePending(tx, tokenHash))) throw signInOver()
    const held = await holdForSignIn(tx, user)
    if (!held) throw signInOver()
    const opened = await openSession(tx, ctx, held, from)
    const isTaken = await proof.take(tx, asUser(ctx, held, opened.sessionId))
    if (!isTaken) throw refuse(deps, ctx, user, given)
    return opened
  })
  return presentSession(deps, ctx, session)
}

function proveSecond(
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
  throttleNoted(
    deps,
    ctx,
    `second-step/${ctx.tenantId}/${attemptNetwork(ctx.address)}`,
    limits.network,
  )

/** Changes with the password: whoever changed it meanwhile meant to shut others out. */
const markOf = ({ passwordHash }: UserRow): string => hashSecret(`pending/${passwordHash ?? ''}`)

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

/** Exactly one of the ways to show who one is. */
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
        'This passkey does not fit. Use one that you registered here, or another way.',
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
        'This code does not work, or it was used before. Enter the next one, or a recovery code.',
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
    'This sign-in was finished, took longer than 5 minutes, or had too many wrong tries. Begin again with your password.',
    [],
    {},
    'Этот вход уже завершён, занял больше 5 минут или было слишком много неверных попыток. Начните снова с пароля.',
  )

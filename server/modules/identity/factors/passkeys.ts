import { generateRegistrationOptions } from '@simplewebauthn/server'
import { isoBase64URL } from '@simplewebauthn/server/helpers'
import type { TenantSummary } from '../../../../db/lookup.ts'
import { withTenant } from '../../../../db/tenant.ts'
import type { UserCtx } from '../../../http/session/request-context.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { IdentityDeps } from '../deps.ts'
import { sessionIdOf } from '../me/step-up.ts'
import { findUser } from '../repo.ts'
import { changeOwnFactors, codesWithFirst, dropCodesWithLast } from './change-factors.ts'
import type { AddedPasskey, NewPasskey, PasskeyView } from './contract.ts'
import { insertChallenge, takeChallenge } from './repo/pending.ts'
import {
  deletePasskey,
  insertPasskey,
  listMethods,
  listPasskeys,
  type PasskeyRow,
  renamePasskey,
} from './repo/methods.ts'
import {
  challengeOf,
  handleBytes,
  type Site,
  timeoutMs,
  verifyNewPasskey,
} from './verify-passkey.ts'

const mostPasskeys = 20

/** WebAuthn options for creating a passkey that works here, also without a password. */
export async function startPasskey(
  deps: IdentityDeps,
  ctx: UserCtx,
  tenant: TenantSummary,
  { rpId }: Site,
) {
  const { userId } = ctx.principal
  const { user, own } = await withTenant(deps.db, ctx, async (tx) => ({
    user: await findUser(tx, userId),
    own: await listPasskeys(tx, userId),
  }))
  if (!user) throw notFound('person')
  if (own.length >= mostPasskeys) throw tooManyPasskeys()
  const options = await generateRegistrationOptions({
    rpName: tenant.name,
    rpID: rpId,
    userName: user.email ?? user.name,
    userDisplayName: user.name,
    userID: handleBytes(userId),
    timeout: timeoutMs,
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: own.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports,
    })),
  })
  const { challenge } = options
  await withTenant(deps.db, ctx, (tx) =>
    insertChallenge(tx, { id: newId(), challenge, ...registrationOf(ctx, rpId) }),
  )
  return { ...options }
}

/** Stores a passkey that the browser created for this session. */
export async function addPasskey(
  deps: IdentityDeps,
  ctx: UserCtx,
  site: Site,
  { name, attestation }: NewPasskey,
): Promise<AddedPasskey> {
  const { userId } = ctx.principal
  const challenge = challengeOf(attestation.response.clientDataJSON)
  const isOurs = await withTenant(
    deps.db,
    ctx,
    async (tx) =>
      challenge !== null && takeChallenge(tx, challenge, registrationOf(ctx, site.rpId)),
  )
  const made = isOurs ? await verifyNewPasskey(site, attestation) : null
  if (!made) throw invalidAttestation()
  const { credential, credentialBackedUp } = made
  return changeOwnFactors(deps, ctx, 'passkey_added', async (tx) => {
    const had = await listMethods(tx, userId)
    const passkey = await insertPasskey(tx, {
      id: newId(),
      userId,
      name: name.trim(),
      credentialId: credential.id,
      publicKey: isoBase64URL.fromBuffer(credential.publicKey),
      counter: credential.counter,
      transports: attestation.response.transports ?? [],
      rpId: site.rpId,
      isBackedUp: credentialBackedUp,
    })
    if (!passkey) throw invalidAttestation()
    await audit(tx, ctx, 'factor.passkey_added', passkey.id)
    return {
      passkey: toPasskeyView(passkey),
      recoveryCodes: await codesWithFirst(tx, userId, had),
    }
  })
}

export async function renameOwnPasskey(
  deps: IdentityDeps,
  ctx: UserCtx,
  id: string,
  { name }: { name: string },
): Promise<PasskeyView> {
  return withWrite(deps.db, ctx, async (tx) => {
    const renamed = await renamePasskey(tx, ctx.principal.userId, id, name.trim())
    if (!renamed) throw notFound('passkey')
    await audit(tx, ctx, 'factor.passkey_renamed', id)
    return toPasskeyView(renamed)
  })
}

export async function removePasskey(deps: IdentityDeps, ctx: UserCtx, id: string): Promise<void> {
  const { userId } = ctx.principal
  await changeOwnFactors(deps, ctx, 'passkey_removed', async (tx) => {
    if (!(await deletePasskey(tx, userId, id))) throw notFound('passkey')
    await dropCodesWithLast(tx, userId)
    await audit(tx, ctx, 'factor.passkey_removed', id)
  })
}

const registrationOf = (ctx: UserCtx, rpId: string) => ({
  purpose: 'register' as const,
  rpId,
  userId: ctx.principal.userId,
  boundTo: sessionIdOf(ctx),
})

export const toPasskeyView = (passkey: PasskeyRow): PasskeyView => ({
  id: passkey.id,
  name: passkey.name,
  host: passkey.rpId,
  isSynced: passkey.isBackedUp,
  createdAt: passkey.createdAt.toISOString(),
  lastUsedAt: passkey.lastUsedAt?.toISOString() ?? null,
})

const invalidAttestation = (): AppError =>
  new AppError(
    'invalid_request',
    'This passkey was not made for this page just now, or it is already registered. Start again.',
    [
      {
        pointer: '/attestation',
        detail: 'does not hold',
        inRussian: 'не подходит',
        reason: 'wrong_passkey',
      },
    ],
    {},
    'Этот ключ доступа создан не для этой страницы и не сейчас или уже зарегистрирован. Начните заново.',
  )

const tooManyPasskeys = (): AppError =>
  new AppError(
    'wrong_state',
    `You have ${mostPasskeys} passkeys, as many as fit. Remove one that you do not use.`,
    [],
    {},
    `У вас уже ${mostPasskeys} ключей доступа, больше нельзя. Удалите тот, которым не пользуетесь.`,
  )

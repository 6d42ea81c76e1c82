import {
  generateAuthenticationOptions,
  type VerifiedRegistrationResponse,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { isoBase64URL } from '@simplewebauthn/server/helpers'
import { withTenant } from '../../../../db/tenant.ts'
import type { Visit } from '../../../http/session/visit.ts'
import { newId } from '../../../platform/ids.ts'
import type { IdentityDeps } from '../deps.ts'
import type { UserRow } from '../repo.ts'
import type { Assertion, Attestation } from './contract.ts'
import {
  type ChallengeUse,
  insertChallenge,
  minutesToAnswer,
  takeChallenge,
} from './pending-repo.ts'
import { findPasskey, listPasskeys, type PasskeyRow, takeCount } from './repo.ts'
import type { Proof } from './proof.ts'

type PasskeyDeps = Pick<IdentityDeps, 'db'>

/** Where passkeys of an organisation work: its own host, never what a request calls itself. */
export interface Site {
  rpId: string
  origin: string
}

export function siteOf({ home }: Pick<Visit, 'home'>): Site {
  const { hostname, origin } = new URL(home)
  return { rpId: hostname, origin }
}

export const timeoutMs = minutesToAnswer * 60_000

/** What a passkey is asked to sign. Without a person any passkey of the host may answer. */
export async function askForPasskey(
  { db }: PasskeyDeps,
  tenantId: string,
  { rpId }: Site,
  asked: Pick<ChallengeUse, 'purpose' | 'userId' | 'boundTo'>,
) {
  const { userId } = asked
  const own =
    userId === null
      ? []
      : await withTenant(db, { tenantId }, (tx) => listPasskeys(tx, userId, rpId))
  const options = await generateAuthenticationOptions({
    rpID: rpId,
    userVerification: 'required',
    timeout: timeoutMs,
    allowCredentials: own.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
  })
  const { challenge } = options
  await withTenant(db, { tenantId }, (tx) =>
    insertChallenge(tx, { id: newId(), challenge, rpId, ...asked }),
  )
  return { ...options }
}

/** Whose passkey answered what it was `asked`; null for anything else. The challenge is spent either way. */
export async function proveByPasskey(
  { db }: PasskeyDeps,
  tenantId: string,
  site: Site,
  assertion: Assertion,
  asked: Pick<ChallengeUse, 'purpose' | 'userId' | 'boundTo'>,
): Promise<(Proof & { user: UserRow }) | null> {
  const challenge = challengeOf(assertion.response.clientDataJSON)
  const { isOpen, found } = await withTenant(db, { tenantId }, async (tx) => ({
    isOpen:
      challenge !== null && (await takeChallenge(tx, challenge, { rpId: site.rpId, ...asked })),
    found: await findPasskey(tx, assertion.id),
  }))
  const fits = found && fitsPerson(found, assertion, asked.userId)
  const passkey = fits ? found.passkey : await nobodysPasskey(assertion.id, site)
  const counter = await verify(passkey, site, assertion, challenge ?? '')
  if (!isOpen || !fits || counter === null) return null
  return {
    method: 'passkey',
    user: found.user,
    take: (tx) => takeCount(tx, passkey.id, counter),
  }
}

function fitsPerson(
  { passkey, user }: { passkey: PasskeyRow; user: UserRow },
  { response }: Assertion,
  userId: string | null,
): boolean {
  if (userId !== null && user.id !== userId) return false
  const handle = response.userHandle ?? null
  return handle === null ? userId !== null : handle === handleOf(passkey.userId)
}

type VerifiablePasskey = Pick<PasskeyRow, 'id' | 'credentialId' | 'publicKey' | 'counter' | 'rpId'>

/** The authenticator's new count; null where the answer does not hold. */
async function verify(
  passkey: VerifiablePasskey,
  { origin, rpId }: Site,
  assertion: Assertion,
  expectedChallenge: string,
): Promise<number | null> {
  if (passkey.rpId !== rpId) return null
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: assertion as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: passkey.rpId,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: isoBase64URL.toBuffer(passkey.publicKey),
        counter: passkey.counter,
      },
    })
    return verified ? authenticationInfo.newCounter : null
  } catch {
    // The library throws for whatever does not hold.
    return null
  }
}

/** What a new passkey is; null where its answer does not hold. */
export async function verifyNewPasskey(
  { origin, rpId }: Site,
  attestation: Attestation,
): Promise<NonNullable<VerifiedRegistrationResponse['registrationInfo']> | null> {
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: attestation as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      // That it is ours was looked up: it is taken by whoever asked for it.
      expectedChallenge: challengeOf(attestation.response.clientDataJSON) ?? '',
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
    })
    return registrationInfo ?? null
  } catch {
    return null
  }
}

/** The challenge that an answer says it is of, by which it is found. */
export function challengeOf(clientDataJson: string): string | null {
  try {
    const { challenge } = JSON.parse(isoBase64URL.toUTF8String(clientDataJson)) as {
      challenge?: unknown
    }
    return typeof challenge === 'string' && challenge.length <= 200 ? challenge : null
  } catch {
    return null
  }
}

/** What an authenticator knows a person by: the bytes of their id, which say nothing of them. */
export const handleBytes = (userId: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(userId.replaceAll('-', ''), 'hex'))

const handleOf = (userId: string): string => Buffer.from(handleBytes(userId)).toString('base64url')

let nobodysKey: Promise<string> | undefined

/** An unknown passkey costs as much time as a known one: its answer is held against a key that nobody has. */
async function nobodysPasskey(credentialId: string, { rpId }: Site): Promise<VerifiablePasskey> {
  nobodysKey ??= makeKey()
  return { id: '', credentialId, publicKey: await nobodysKey, counter: 0, rpId }
}

/** A COSE key of ES256 (RFC 9052): a map of type, algorithm, curve and the two coordinates. */
async function makeKey(): Promise<string> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])
  const raw = Buffer.from(await crypto.subtle.exportKey('raw', pair.publicKey))
  return Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    raw.subarray(1, 33),
    Buffer.from('225820', 'hex'),
    raw.subarray(33),
  ]).toString('base64url')
}

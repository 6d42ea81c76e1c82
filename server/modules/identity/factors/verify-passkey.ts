import {
  generateAuthenticationOptions,
  type VerifiedRegistrationResponse,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { isoBase64URL } from '@simplewebauthn/server/helpers'
import { withTenant } from '../../../../db/tenant.ts'
import type { RequestContext } from '../../../http/session/request-context.ts'
import { newId } from '../../../platform/ids.ts'
import type { IdentityDeps } from '../deps.ts'
import type { UserRow } from '../repo.ts'
import type { Assertion, Attestation } from './contract.ts'
import {
  type ChallengeUse,
  insertChallenge,
  minutesToAnswer,
  takeChallenge,
} from './repo/pending.ts'
import { findPasskey, listPasskeys, type PasskeyRow, takeCount } from './repo/methods.ts'
import type { Proof } from './proof.ts'

type PasskeyDeps = Pick<IdentityDeps, 'db'>

/** The relying party of an organisation: its own host, never the host that a request names. */
export interface Site {
  rpId: string
  origin: string
}

export function siteOf({ home }: Pick<RequestContext, 'home'>): Site {
  const { hostname, origin } = new URL(home)
  return { rpId: hostname, origin }
}

export const timeoutMs = minutesToAnswer * 60_000

/** WebAuthn authentication options. Without a person, any passkey of the host is accepted. */
export async function passkeyRequestOptions(
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

/** Returns the passkey that answered the challenge; null if anything is wrong. Consumes the challenge either way. */
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
  const passkey = fits ? found.passkey : await dummyPasskey(assertion.id, site)
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

/** The authenticator's new counter; null if the answer is invalid. */
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
    // The library throws for anything invalid.
    return null
  }
}

/** The new passkey's data; null if the attestation is invalid. */
export async function verifyNewPasskey(
  { origin, rpId }: Site,
  attestation: Attestation,
): Promise<NonNullable<VerifiedRegistrationResponse['registrationInfo']> | null> {
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: attestation as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      // The challenge was already verified as ours when it was consumed.
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

/** The challenge in the client data, used to look it up. */
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

/** The WebAuthn user handle: the bytes of the person's id, which reveal nothing about them. */
export const handleBytes = (userId: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(userId.replaceAll('-', ''), 'hex'))

const handleOf = (userId: string): string => Buffer.from(handleBytes(userId)).toString('base64url')

let nobodysKey: Promise<string> | undefined

/** An unknown passkey takes as long as a known one: its answer is verified against a random key. */
async function dummyPasskey(credentialId: string, { rpId }: Site): Promise<VerifiablePasskey> {
  nobodysKey ??= makeKey()
  return { id: '', credentialId, publicKey: await nobodysKey, counter: 0, rpId }
}

/** A COSE key for ES256 (RFC 9052): a map of type, algorithm, curve and the two coordinates. */
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

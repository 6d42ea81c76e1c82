import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { TOTP } from 'otpauth'
import type { Assertion, Attestation } from '../../modules/identity/factors/contract.ts'

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest()
const base64url = (data: Uint8Array): string => Buffer.from(data).toString('base64url')

const flagBits = { present: 0x01, verified: 0x04, eligible: 0x08, backedUp: 0x10, attested: 0x40 }

export interface Signing {
  challenge: string
  origin: string
  rpId: string
  /** The authenticator did not verify its user. */
  isUnverified?: boolean
  counter?: number
  userHandle?: string | null
}

/** A software passkey (WebAuthn Level 3, ES256) that signs whatever its caller asks, valid or not. */
export function createAuthenticator() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const credentialId = randomBytes(32)
  const coseKey = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ])
  const common = {
    id: base64url(credentialId),
    rawId: base64url(credentialId),
    type: 'public-key' as const,
    clientExtensionResults: {},
  }
  const clientData = (type: string, { challenge, origin }: Signing): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const authenticatorData = (
    { rpId, isUnverified, counter = 0 }: Signing,
    attested: Buffer | null,
  ): Buffer => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    const flags =
      flagBits.present |
      (isUnverified ? 0 : flagBits.verified) |
      flagBits.eligible |
      flagBits.backedUp |
      (attested ? flagBits.attested : 0)
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)])
  }
  return {
    credentialId: common.id,
    register(signing: Signing): Attestation {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(credentialId.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey])
      const data = authenticatorData(signing, attested)
      const size = Buffer.alloc(2)
      size.writeUInt16BE(data.length)
      const attestationObject = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746159', 'hex'),
        size,
        data,
      ])
      const response = {
        attestationObject: base64url(attestationObject),
        clientDataJSON: base64url(clientData('webauthn.create', signing)),
        transports: ['internal'],
      }
      return { ...common, response }
    },
    assert(signing: Signing): Assertion {
      const data = authenticatorData(signing, null)
      const client = clientData('webauthn.get', signing)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
      const response = {
        authenticatorData: base64url(data),
        clientDataJSON: base64url(client),
        signature: base64url(signature),
        userHandle: signing.userHandle ?? null,
      }
      return { ...common, response }
    },
  }
}

export type Authenticator = ReturnType<typeof createAuthenticator>

/** The code that an authenticator app shows `stepsAhead` time steps from now. */
export const codeOf = (secret: string, stepsAhead = 0): string =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + stepsAhead * 30_000 })

import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, OneOf, Timestamp, Uuid } from '../../../http/contract.ts'
import { SessionView } from '../contract.ts'
import { factorMethods } from '../../../platform/factor-methods.ts'

const Bytes = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[\\w-]+$' })
/** Fields that browsers add; ignored. */
const Extensions = Type.Object({}, { additionalProperties: true })
const credential = {
  id: Bytes(1_400),
  rawId: Bytes(1_400),
  type: OneOf(['public-key'] as const),
  clientExtensionResults: Extensions,
  authenticatorAttachment: Type.Optional(Nullable(Type.String({ maxLength: 40 }))),
}

/** `PublicKeyCredential.toJSON()` of an authentication (WebAuthn Level 3, section 5.1). */
export const Assertion = Closed(
  {
    ...credential,
    response: Closed({
      authenticatorData: Bytes(4_000),
      clientDataJSON: Bytes(4_000),
      signature: Bytes(4_000),
      userHandle: Type.Optional(Nullable(Type.String({ maxLength: 200 }))),
    }),
  },
  { $id: 'PasskeyAssertion', description: 'What the browser answers when a passkey is used' },
)
export type Assertion = Static<typeof Assertion>

const Attestation = Closed(
  {
    ...credential,
    response: Closed({
      attestationObject: Bytes(16_000),
      clientDataJSON: Bytes(4_000),
      authenticatorData: Type.Optional(Bytes(8_000)),
      transports: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
      publicKey: Type.Optional(Nullable(Type.String({ maxLength: 4_000 }))),
      publicKeyAlgorithm: Type.Optional(Type.Integer()),
    }),
  },
  { $id: 'PasskeyAttestation', description: 'What the browser answers when a passkey is made' },
)
export type Attestation = Static<typeof Attestation>

/** Passed to the browser unchanged: `PublicKeyCredential.parseCreationOptionsFromJSON` and the like. */
export const PasskeyOptions = Type.Object(
  { challenge: Type.String(), timeout: Type.Optional(Type.Number()) },
  {
    $id: 'PasskeyOptions',
    additionalProperties: true,
    description: 'Options of WebAuthn in JSON, for the browser; they work once, for 5 minutes',
  },
)

export const GivenCode = Type.String({
  minLength: 6,
  maxLength: 40,
  description: 'The six digits of the authenticator app, or a recovery code',
})
export const PendingToken = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'As the sign-in gave it',
})

export const PendingSignIn = Closed(
  {
    pending: Type.String({ description: 'Send it to /auth/second-factor; works once' }),
    methods: Type.Array(OneOf(factorMethods), {
      description: 'What the person can show: totp and recovery by `code`, passkey by `assertion`',
    }),
    expiresAt: Timestamp(),
  },
  { $id: 'PendingSignIn', description: 'The password was right; a second step is needed' },
)
export type PendingSignIn = Static<typeof PendingSignIn>

/** A session, or without cookies what is required to get one. */
export const SignInAnswer = Type.Union([SessionView, PendingSignIn])
export type SignInAnswer = Static<typeof SignInAnswer>

export const SecondStepBody = Closed(
  {
    pending: PendingToken,
    code: Type.Optional(GivenCode),
    assertion: Type.Optional(Assertion),
  },
  { $id: 'SecondFactor', description: 'Either `code` or `assertion`' },
)
export type SecondStepBody = Static<typeof SecondStepBody>

export const PendingBody = Closed({ pending: PendingToken }, { $id: 'PendingToken' })

export const AssertionBody = Closed({ assertion: Assertion }, { $id: 'PasskeySignIn' })

export const PasskeyName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })

export const PasskeyView = Closed(
  {
    id: Uuid(),
    name: Type.String(),
    host: Type.String({ description: 'The address that it works at' }),
    isSynced: Type.Boolean({ description: 'It is kept beyond one device' }),
    createdAt: Timestamp(),
    lastUsedAt: Nullable(Timestamp()),
  },
  { $id: 'Passkey' },
)
export type PasskeyView = Static<typeof PasskeyView>

export const FactorsView = Closed(
  {
    totp: Nullable(Closed({ confirmedAt: Timestamp() })),
    passkeys: Type.Array(PasskeyView),
    recoveryCodesLeft: Type.Integer(),
    neededFrom: Nullable(Timestamp('From when on the organisation requires a second factor')),
    email: Closed({
      isProved: Type.Boolean({
        description: 'Whether a link that was sent there came back; POST /me/email/proof sends one',
      }),
      changedBy: OneOf(['links', 'admin'] as const, 'By links to both addresses, or by an admin'),
      pending: Nullable(
        Closed({
          email: Type.String(),
          agreed: Type.Array(OneOf(['old', 'new'] as const)),
          expiresAt: Timestamp(),
        }),
      ),
    }),
  },
  { $id: 'Factors' },
)
export type FactorsView = Static<typeof FactorsView>

export const NewTotp = Closed(
  {
    secret: Type.String({ description: 'Base32, to type in; shown this once' }),
    uri: Type.String({ description: 'otpauth://…' }),
    qr: Type.String({ description: 'The same as a QR code, SVG' }),
  },
  { $id: 'NewTotp' },
)
export type NewTotp = Static<typeof NewTotp>

export const ConfirmTotp = Closed({ code: GivenCode }, { $id: 'ConfirmTotp' })

const Codes = Type.Array(Type.String(), { description: 'Each works once; shown this once' })

export const FirstCodes = Closed(
  { recoveryCodes: Nullable(Codes) },
  { $id: 'FirstRecoveryCodes', description: 'Codes come with the first factor' },
)
export type FirstCodes = Static<typeof FirstCodes>

export const RecoveryCodes = Closed({ recoveryCodes: Codes }, { $id: 'RecoveryCodes' })
export type RecoveryCodes = Static<typeof RecoveryCodes>

export const NewPasskey = Closed(
  { name: PasskeyName, attestation: Attestation },
  { $id: 'NewPasskey' },
)
export type NewPasskey = Static<typeof NewPasskey>

export const AddedPasskey = Closed(
  { passkey: PasskeyView, recoveryCodes: Nullable(Codes) },
  { $id: 'AddedPasskey' },
)
export type AddedPasskey = Static<typeof AddedPasskey>

export const RenamePasskey = Closed({ name: PasskeyName }, { $id: 'RenamePasskey' })

export const RequirementView = Closed(
  {
    isRequired: Type.Boolean(),
    from: Nullable(Timestamp('When the days of grace are over')),
    peopleWithout: Type.Integer({ description: 'Active people who have no second factor yet' }),
  },
  { $id: 'SecondFactorRequirement' },
)
export type RequirementView = Static<typeof RequirementView>

export const mostGraceDays = 90
export const RequirementBody = Closed(
  {
    isRequired: Type.Boolean(),
    graceDays: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: mostGraceDays,
        description:
          'How long people may work on without one; without it 14, or until the date that is set already',
      }),
    ),
  },
  { $id: 'RequireSecondFactor', examples: [{ isRequired: true, graceDays: 14 }] },
)
export type RequirementBody = Static<typeof RequirementBody>

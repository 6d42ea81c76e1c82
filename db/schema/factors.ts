import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, id, moment, oneOf, tenantId } from './columns.ts'
import { tenants, users } from './identity.ts'

export const challengePurposes = ['register', 'sign-in', 'second-step', 'step-up'] as const

/** Authenticator apps (TOTP, RFC 6238), at most one per person. */
export const totpFactors = pgTable(
  'totp_factors',
  {
    tenantId: tenantId(),
    userId: uuid('user_id').notNull(),
    /** The secret, encrypted with the tenant's data key; Base64. */
    sealed: text('sealed').notNull(),
    /** The last time step whose code was used; codes up to this step are rejected. */
    lastStep: integer('last_step'),
    /** Null until a code of the app was entered once. */
    confirmedAt: moment('confirmed_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.userId] }),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete('cascade'),
  ],
)

/** Passkeys (WebAuthn); each is a second factor and can also sign in by itself. */
export const passkeys = pgTable(
  'passkeys',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    name: text('name').notNull(),
    /** Base64url, chosen by the authenticator. */
    credentialId: text('credential_id').notNull(),
    /** COSE key, Base64url. */
    publicKey: text('public_key').notNull(),
    /** Signature counter; 0 for authenticators without one. */
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: text('transports').array().notNull(),
    /** The host that it was created for and is bound to. */
    rpId: text('rp_id').notNull(),
    isBackedUp: boolean('is_backed_up').notNull(),
    lastUsedAt: moment('last_used_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('passkeys_credential').on(t.tenantId, t.credentialId),
    index('passkeys_user').on(t.tenantId, t.userId),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete('cascade'),
  ],
)

/** One-time recovery codes for a lost factor. Only hashes are stored. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    codeHash: text('code_hash').notNull(),
    usedAt: moment('used_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('recovery_codes_hash').on(t.tenantId, t.userId, t.codeHash),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete('cascade'),
  ],
)

/** Challenges for authenticators to sign, valid once and for minutes. */
export const passkeyChallenges = pgTable(
  'passkey_challenges',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    purpose: text('purpose', { enum: challengePurposes }).notNull(),
    challenge: text('challenge').notNull(),
    rpId: text('rp_id').notNull(),
    /** Null for a sign-in by passkey alone, where the user is not known yet. */
    userId: uuid('user_id'),
    /** The session or pending sign-in that requested it; no other can use it. */
    boundTo: uuid('bound_to'),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('passkey_challenges_challenge').on(t.tenantId, t.challenge),
    index('passkey_challenges_expiry').on(t.tenantId, t.expiresAt),
    check('passkey_challenges_purpose', oneOf('purpose', challengePurposes)),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete('cascade'),
  ],
)

/** Sign-ins with a correct password or link that still need the second step. */
export const pendingSignIns = pgTable(
  'pending_sign_ins',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    tokenHash: text('token_hash').notNull(),
    /** Hash of the password hash, so that a changed password invalidates it. */
    passwordMark: text('password_mark').notNull(),
    attempts: integer('attempts').notNull().default(0),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('pending_sign_ins_token').on(t.tenantId, t.tokenHash),
    index('pending_sign_ins_user').on(t.tenantId, t.userId),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete('cascade'),
  ],
)

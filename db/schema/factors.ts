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

/** A person's authenticator app (TOTP, RFC 6238): at most one. */
export const totpFactors = pgTable(
  'totp_factors',
  {
    tenantId: tenantId(),
    userId: uuid('user_id').notNull(),
    /** The secret, encrypted with the tenant's data key; Base64. */
    sealed: text('sealed').notNull(),
    /** The last time step whose code was used: neither it nor an earlier one works again. */
    lastStep: integer('last_step'),
    /** Null until a code of the app was entered. */
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

/** A person's passkeys (WebAuthn): each is a second factor, and a way to sign in by itself. */
export const passkeys = pgTable(
  'passkeys',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    name: text('name').notNull(),
    /** Base64url, as the authenticator chose it. */
    credentialId: text('credential_id').notNull(),
    /** COSE key, Base64url. */
    publicKey: text('public_key').notNull(),
    /** What the authenticator counted up to; 0 for those that do not count. */
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: text('transports').array().notNull(),
    /** The host that it was made for; it works nowhere else. */
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

/** Codes that stand in for a lost factor, each once. Only hashes are kept. */
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

/** What an authenticator is asked to sign, once and within minutes. */
export const passkeyChallenges = pgTable(
  'passkey_challenges',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    purpose: text('purpose', { enum: challengePurposes }).notNull(),
    challenge: text('challenge').notNull(),
    rpId: text('rp_id').notNull(),
    /** Null while nobody is known: a sign-in by passkey alone. */
    userId: uuid('user_id'),
    /** The session or pending sign-in that asked; another one cannot use it. */
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

/** Somebody who gave the right password, or a link, and still owes the second step. */
export const pendingSignIns = pgTable(
  'pending_sign_ins',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    tokenHash: text('token_hash').notNull(),
    /** Hash of the password's hash: it ends when the password is changed meanwhile. */
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

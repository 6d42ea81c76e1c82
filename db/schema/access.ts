import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, id, moment, oneOf, tenantId } from './columns.ts'
import { tenants, users } from './identity.ts'
import { locales, roles } from '../../plugins/vocabulary.ts'

/** Invited by a member, or by the organisation's rule about e-mail domains. */
export const invitationOrigins = ['member', 'domain'] as const
export const linkPurposes = [
  'reset-password',
  /** Sent to a new address, which replaces the old one once both have agreed. */
  'change-email',
  /** Sent to the old address, for the same change. */
  'leave-email',
  'prove-email',
  'sign-in',
] as const

/** Invitations to join. Only the hash of a link's token is stored. */
export const invitations = pgTable(
  'invitations',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    email: text('email').notNull(),
    role: text('role', { enum: roles }).notNull(),
    /** The inviter's message. */
    note: text('note'),
    locale: text('locale', { enum: locales }).notNull(),
    tokenHash: text('token_hash').notNull(),
    /** The link was only sent by mail and never shown, so whoever has it can read mail at the address. */
    isMailed: boolean('mailed').notNull().default(false),
    invitedBy: uuid('invited_by'),
    origin: text('origin', { enum: invitationOrigins }).notNull().default('member'),
    expiresAt: moment('expires_at').notNull(),
    /** The user that it created. */
    acceptedBy: uuid('accepted_by'),
    acceptedAt: moment('accepted_at'),
    withdrawnAt: moment('withdrawn_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('invitations_open')
      .on(t.tenantId, t.email)
      .where(sql`accepted_at is null and withdrawn_at is null`),
    unique('invitations_token').on(t.tenantId, t.tokenHash),
    check('invitations_role', oneOf('role', roles)),
    check('invitations_origin', oneOf('origin', invitationOrigins)),
    check('invitations_locale', oneOf('locale', locales)),
    foreignKey({
      columns: [t.tenantId, t.invitedBy],
      foreignColumns: [users.tenantId, users.id],
    }),
    foreignKey({
      columns: [t.tenantId, t.acceptedBy],
      foreignColumns: [users.tenantId, users.id],
    }),
  ],
)

/** Links that let a person do one thing once. Only the hash of the token is stored. */
export const oneTimeLinks = pgTable(
  'one_time_links',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    purpose: text('purpose', { enum: linkPurposes }).notNull(),
    tokenHash: text('token_hash').notNull(),
    /** The address that the link proves, if any; for a change of address, the new one. */
    email: text('email'),
    /** Links the two links of one change of address. */
    pairId: uuid('pair_id'),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
    /** The admin who created it; null when the person requested it. */
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('one_time_links_token').on(t.tenantId, t.tokenHash),
    index('one_time_links_user').on(t.tenantId, t.userId),
    check('one_time_links_purpose', oneOf('purpose', linkPurposes)),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete('cascade'),
  ],
)

/** API keys: each acts as its user, within its scopes. Only the hash of the secret is stored. */
export const apiKeys = pgTable(
  'api_keys',
  {
    tenantId: tenantId(),
    id: id(),
    /** The part of the key by which it is looked up. */
    publicId: text('public_id').notNull(),
    name: text('name').notNull(),
    /** The person or service account that the key acts as; their role limits it. */
    userId: uuid('user_id').notNull(),
    scopes: text('scopes').array().notNull(),
    /** CIDR ranges from which requests are accepted; empty accepts any address. */
    allowedRanges: text('allowed_ranges')
      .array()
      .notNull()
      .default(sql`'{}'`),
    secretHash: text('secret_hash').notNull(),
    expiresAt: moment('expires_at'),
    revokedAt: moment('revoked_at'),
    /** The key that replaced it. */
    replacedBy: uuid('replaced_by'),
    lastUsedAt: moment('last_used_at'),
    lastUsedFrom: text('last_used_from'),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('api_keys_public_id').on(t.tenantId, t.publicId),
    index('api_keys_user').on(t.tenantId, t.userId),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete('cascade'),
  ],
)

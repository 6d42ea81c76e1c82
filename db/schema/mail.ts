import { sql } from 'drizzle-orm'
import { check, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, oneOf, tenantId } from './columns.ts'
import { tenants } from './identity.ts'
import { locales, mailStates } from '../../plugins/vocabulary.ts'

/** Mails of an organisation, queued or sent. Their content is encrypted because it contains one-time links. */
export const mails = pgTable(
  'mails',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    /** Also the base of the Message-ID, so that a mail sent twice can be recognised. */
    id: id(),
    kind: text('kind').notNull(),
    recipient: text('recipient').notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    /** Base64; null once the mail was sent or abandoned. */
    sealed: text('sealed'),
    state: text('state', { enum: mailStates }).notNull().default('queued'),
    /** The last response of the mail server, truncated. */
    answer: text('answer'),
    sentAt: moment('sent_at'),
    /** When a delivery failure report (RFC 3464) of a later server arrived. */
    bouncedAt: moment('bounced_at'),
    /** The report's status code (RFC 3463), e.g. `5.1.1`. */
    bounceStatus: text('bounce_status'),
    /** The report's explanation, truncated, without addresses and links. */
    bounceReason: text('bounce_reason'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    // A report identifies a mail by its id alone.
    index('mails_id').on(t.id),
    index('mails_newest').on(t.tenantId, t.id.desc().nullsFirst()),
    check('mails_state', oneOf('state', mailStates)),
    check('mails_locale', oneOf('locale', locales)),
    check('mails_bounced', sql`(state = 'bounced') = (bounced_at is not null)`),
  ],
)

import { check, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, oneOf, tenantId } from './columns.ts'
import { locales, tenants } from './identity.ts'

export const mailStates = ['queued', 'sent', 'refused'] as const

/** Letters of an organisation, queued or sent. Their content is encrypted because it holds one-time links. */
export const mails = pgTable(
  'mails',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    /** Also the base of the Message-ID, so that a letter sent twice can be recognised. */
    id: id(),
    kind: text('kind').notNull(),
    recipient: text('recipient').notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    /** Base64; null once the letter was sent or given up. */
    sealed: text('sealed'),
    state: text('state', { enum: mailStates }).notNull().default('queued'),
    /** The last answer of the mail server, shortened. */
    answer: text('answer'),
    sentAt: moment('sent_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('mails_newest').on(t.tenantId, t.id.desc().nullsFirst()),
    check('mails_state', oneOf('state', mailStates)),
    check('mails_locale', oneOf('locale', locales)),
  ],
)

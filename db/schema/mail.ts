import { check, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, oneOf, tenantId } from './columns.ts'
import { locales, tenants } from './identity.ts'

export const mailStates = ['queued', 'sent', 'refused'] as const

/** Letters of an organisation, on their way or sent. What they say is sealed: links in them open doors. */
export const mails = pgTable(
  'mails',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    /** Also what the letter's Message-ID is made of: sent twice, it is one letter. */
    id: id(),
    kind: text('kind').notNull(),
    recipient: text('recipient').notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    /** Base64; null once it was sent or given up. */
    sealed: text('sealed'),
    state: text('state', { enum: mailStates }).notNull().default('queued'),
    /** What the mail server answered last, cut. */
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

import { Elysia } from 'elysia'
import { withTenant } from '../../../db/tenant.ts'
import { named, needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { type Cursors, readCursor, toPage } from '../../platform/cursors.ts'
import type { Services } from '../../../db/services.ts'
import { MailList, MailQuery } from './contract.ts'
import { listMailRows, type MailRow } from './repo.ts'

const listName = 'mails'

export interface MailRouteDeps extends Pick<Services, 'db'> {
  session: SessionPlugin
  cursors: Cursors
  delivers: boolean
}

export const mailRoutes = (deps: MailRouteDeps) =>
  new Elysia({ prefix: '/api/v1', normalize: false }).use(deps.session).get(
    '/mails',
    async ({ ctx, query }) => {
      const { state = null, cursor, limit = 20 } = query as MailQuery
      const [before = null] = readCursor(deps.cursors, listName, cursor) ?? []
      const rows = await withTenant(deps.db, ctx, (tx) =>
        listMailRows(tx, state, before, limit + 1),
      )
      const page = toPage([...rows], limit, toView, ({ id }) => deps.cursors.sign(listName, [id]))
      return { ...page, delivers: deps.delivers }
    },
    {
      ...named(
        'listMails',
        needs('members:write', 'Members', 'Letters of the last 30 days, and what became of them'),
      ),
      query: MailQuery,
      response: { 200: MailList },
    },
  )

const toView = (row: MailRow): MailList['data'][number] => ({
  id: row.id,
  kind: row.kind,
  recipient: row.recipient,
  state: row.state,
  answer: row.answer,
  createdAt: row.created_at.toISOString(),
  sentAt: row.sent_at?.toISOString() ?? null,
  bounce:
    row.bounced_at === null
      ? null
      : {
          at: row.bounced_at.toISOString(),
          status: row.bounce_status ?? '',
          reason: row.bounce_reason,
        },
})

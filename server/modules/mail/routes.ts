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
  createdAt: row.createdAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
  bounce:
    row.bouncedAt === null
      ? null
      : {
          at: row.bouncedAt.toISOString(),
          status: row.bounceStatus ?? '',
          reason: row.bounceReason,
        },
})

import { Elysia } from 'elysia'
import { withTenant } from '../../../db/tenant.ts'
import { named, needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import type { Services } from '../../platform/services.ts'
import { MailList, MailQuery } from './contract.ts'
import { listMailRows, type MailRow } from './repo.ts'

const listedAtMost = 200

export const mailRoutes = (deps: Pick<Services, 'db'> & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false }).use(deps.session).get(
    '/mails',
    async ({ ctx, query }) => {
      const { state = null } = query as MailQuery
      const rows = await withTenant(deps.db, ctx, (tx) => listMailRows(tx, state, listedAtMost))
      return { data: rows.map(toView) }
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
})

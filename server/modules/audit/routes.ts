import { Elysia } from 'elysia'
import { named, needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { AuditExportQuery, AuditPage, AuditQuery } from './contract.ts'
import { type AuditDeps, exportAudit, listAudit } from './list-audit.ts'

const group = 'Audit'

export const auditRoutes = (deps: AuditDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(deps.session)
    .get('/audit', ({ ctx, query }) => listAudit(deps, ctx, query as AuditQuery), {
      ...named(
        'listAudit',
        needs('audit:read', group, 'Who did what, newest first', ['invalid_request']),
      ),
      query: AuditQuery,
      response: { 200: AuditPage },
    })
    .get(
      '/audit/export',
      async ({ ctx, query }) => {
        const { format } = query as AuditExportQuery
        const file = await exportAudit(deps, ctx, query as AuditExportQuery)
        return new Response(file, {
          headers: {
            'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
            'content-disposition': `attachment; filename="audit.${format}"`,
            'cache-control': 'no-store',
          },
        })
      },
      {
        ...named(
          'exportAudit',
          needs('audit:read', group, 'The audit as a file; that it was taken is in the audit', [
            'invalid_request',
            'not_in_plan',
          ]),
        ),
        query: AuditExportQuery,
      },
    )

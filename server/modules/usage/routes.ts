import { Elysia } from 'elysia'
import { named, needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import type { Services } from '../../platform/services.ts'
import { Usage, UsageQuery } from './contract.ts'
import { readUsage, toCsv } from './read-usage.ts'

export const usageRoutes = (deps: Services & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false }).use(deps.session).get(
    '/usage',
    async ({ ctx, query }) => {
      const usage = await readUsage(deps, ctx, query as UsageQuery)
      if ((query as UsageQuery).format !== 'csv') return usage
      return new Response(toCsv(usage), {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="usage-by-${usage.by}-${usage.from}-${usage.to}.csv"`,
          'cache-control': 'no-store',
        },
      }) as never
    },
    {
      ...named(
        'getUsage',
        needs(
          'billing:read',
          'Usage',
          'What the organisation used',
          ['invalid_request'],
          'Transcribed speech, calls to language models with their cost, and requests, by day, person, client, scenario, model or kind; with what was held on each day and what the month will come to. `format=csv` gives the rows as a file. Days are those of UTC. Requests appear some minutes after the hour in which they were made.',
        ),
      ),
      query: UsageQuery,
      response: { 200: Usage },
    },
  )

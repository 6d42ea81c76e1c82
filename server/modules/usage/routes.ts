import { Elysia } from 'elysia'
import { named, needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import type { Services } from '../../../db/services.ts'
import {
  exportUsageByMeeting,
  listUsageByMeeting,
  type MeetingUsageDeps,
} from './by-meeting/list-by-meeting.ts'
import { MeetingUsage, MeetingUsageQuery, Usage, UsageQuery } from './contract.ts'
import { readUsage, toCsv } from './read-usage.ts'

export const usageRoutes = (deps: Services & MeetingUsageDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(deps.session)
    .get(
      '/usage',
      async ({ ctx, query }) => {
        const usage = await readUsage(deps, ctx, query as UsageQuery)
        if ((query as UsageQuery).format !== 'csv') return usage
        return toFile(toCsv(usage), `usage-by-${usage.by}-${usage.from}-${usage.to}`) as never
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
    .get(
      '/usage/meetings',
      async ({ ctx, query }) => {
        const asked = query as MeetingUsageQuery
        if (asked.format !== 'csv') return listUsageByMeeting(deps, ctx, asked)
        return toFile(exportUsageByMeeting(deps, ctx, asked), 'usage-by-meeting') as never
      },
      {
        ...named(
          'listUsageByMeeting',
          needs(
            'billing:read',
            'Usage',
            'Which meetings the transcribed seconds of some days are made of',
            ['invalid_request'],
            'Each transcription and each correction, newest first, those with the organisation’s own key left out. `metered=true` leaves what is paid for by the minute: together as much as the line of an invoice. `format=csv` gives all of them as a file. Days are those of UTC.',
          ),
        ),
        query: MeetingUsageQuery,
        response: { 200: MeetingUsage },
      },
    )

const toFile = (body: string | ReadableStream<Uint8Array>, name: string): Response =>
  new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
      'cache-control': 'no-store',
    },
  })

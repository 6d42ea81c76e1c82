import { Elysia } from 'elysia'
import { named, needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { bringSamples } from './bring-samples.ts'
import { SampleMeetings } from './contract.ts'
import type { SampleDeps } from './deps.ts'

export const sampleRoutes = (deps: SampleDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false }).use(deps.session).post(
    '/samples',
    async ({ ctx, set }) => {
      set.status = 201
      return bringSamples(deps, ctx)
    },
    {
      ...named(
        'bringSamples',
        needs(
          'meetings:write',
          'Meetings',
          'Brings sample meetings to try AAM with',
          [],
          'Two invented meetings, one in English and one in Russian, go through the pipeline like any other. Asked again, it returns those that you have.',
        ),
      ),
      response: { 201: SampleMeetings },
    },
  )

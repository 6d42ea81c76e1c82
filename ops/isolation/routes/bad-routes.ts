import { Elysia } from 'elysia'
import { withTenant } from '../../../db/tenant.ts'
import { named, needs } from '../../../server/http/needs.ts'
import { type SessionPlugin, tenantOf } from '../../../server/http/session/session.ts'
import type { ProcessServices } from '../../../server/main/services.ts'
import { authorize } from '../../../server/platform/authorization.ts'

const bad = (session: SessionPlugin) =>
  new Elysia({ prefix: '/api/v1/bad', normalize: false }).use(session)

/** Routes that somebody could write by mistake; the proofs must find each of them. */
export function badRoutes(session: SessionPlugin, { db }: ProcessServices): Elysia[] {
  /** Keyed by id alone, as if ids were unique across tenants. */
  const kept = new Map<string, string>()
  return [
    bad(session)
      .get(
        '/public',
        ({ requestContext }) =>
          withTenant(
            db,
            { tenantId: tenantOf(requestContext).id },
            (tx) => tx.sql`select name from clients`,
          ),
        named('badPublic', needs('public', 'Bad', 'Shows clients to everybody')),
      )
      .get(
        '/stricter',
        ({ ctx }) => {
          authorize(ctx, 'audit:read')
          return {}
        },
        named('badStricter', needs('meetings:read', 'Bad', 'Declares less than it checks')),
      )
      .post(
        '/reader',
        async ({ ctx }) => {
          await withTenant(db, ctx, (tx) => tx.sql`update clients set note = 'bad'`)
          return {}
        },
        named('badReader', needs('meetings:read', 'Bad', 'Writes what it may only read')),
      )
      .get(
        '/meetings/:id',
        async ({ ctx, params }) => {
          const title = kept.get(params.id) ?? (await titleOf(db, ctx, params.id))
          kept.set(params.id, title)
          return { title }
        },
        named('badMemory', needs('meetings:read', 'Bad', 'Remembers by id alone')),
      )
      .post(
        '/half',
        async ({ ctx, request }) => {
          await withTenant(
            db,
            ctx,
            (tx) => tx.sql`
              insert into clients (tenant_id, id, name, folded_name)
              values (${tx.tenantId}, gen_random_uuid(), 'half', gen_random_uuid())`,
          )
          if (request.headers.has('if-match')) throw new TypeError('nobody thought of this')
          return new Response('no', { status: 400 })
        },
        named('badHalf', needs('directory:write', 'Bad', 'Changes something, and then refuses')),
      ) as never,
  ]
}

async function titleOf(
  db: ProcessServices['db'],
  ctx: { tenantId: string },
  id: string,
): Promise<string> {
  const [row] = await withTenant(
    db,
    ctx,
    (tx) => tx.sql<{ title: string }[]>`select title from meetings where id::text = ${id}`,
  )
  return row?.title ?? ''
}

/** Does not declare who may call it. */
export const silentRoute = (session: SessionPlugin): Elysia[] => [
  bad(session).get('/silent', () => ({})) as never,
]

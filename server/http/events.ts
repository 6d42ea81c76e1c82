import { type Static, Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Database } from '../../db/client.ts'
import { withTenant } from '../../db/tenant.ts'
import { hasMeetingAccess } from '../../db/visible-meetings.ts'
import type { EventHub, LiveMessage } from '../jobs/live-events.ts'
import { actorId, seesEveryMeeting } from '../platform/context.ts'
import type { Lease, LeaseCounter } from '../../tenants/limits/ports.ts'
import type { Limits } from '../../tenants/limits/stored-limits.ts'
import { Closed } from './contract.ts'
import { needs } from './needs.ts'
import { acquireStreamLease } from './session/stream-lease.ts'
import type { SessionPlugin } from './session/session.ts'
import type { UserCtx } from './session/request-context.ts'

export interface EventsDeps {
  db: Database
  hub: EventHub
  session: SessionPlugin
  streams: LeaseCounter
  limitsOf(tenantId: string): Promise<Limits>
  /** False once the session behind an open stream has ended. */
  isLive(ctx: UserCtx): Promise<boolean>
}

const heartbeatMs = 10_000
const retryMs = 1_500
/** Random, so that the clients of a stopping process do not all reconnect to the next one at once. */
const reconnectMs = (): number => 250 + Math.round(Math.random() * 1_750)
let openStreams = 0

/** Number of open live event streams. */
export const countLiveStreams = (): number => openStreams

/** Messages buffered for one client. */
const maxBuffered = 500

const EventsQuery = Closed({ lastEventId: Type.Optional(Type.String({ maxLength: 40 })) })
type EventsQuery = Static<typeof EventsQuery>

/** `GET /api/v1/events`: changes in the tenant that the person may see (WHATWG Server-sent events). */
export const eventRoutes = (deps: EventsDeps) =>
  new Elysia({ prefix: '/api/v1', normalize: false }).use(deps.session).get(
    '/events',
    async ({ ctx, request, query, server }) => {
      const lease = await acquireStreamLease(deps, ctx)
      server?.timeout(request, 0)
      const lastEventId =
        request.headers.get('last-event-id') ?? (query as EventsQuery).lastEventId ?? null
      return new Response(streamEvents(deps, ctx, lease, lastEventId, request.signal), {
        headers: {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        },
      })
    },
    {
      ...needs(
        'meetings:read',
        'Live',
        'Live events as a stream',
        ['too_many_streams'],
        'Server-sent events: `meeting.changed`, `items.changed`, `transcript.changed`, `run.changed`, `trial.changed`, and `reset` when events were missed and what is shown must be read again. `Last-Event-ID` resumes.',
      ),
      query: EventsQuery,
    },
  )

function streamEvents(
  deps: EventsDeps,
  ctx: UserCtx,
  lease: Lease,
  lastEventId: string | null,
  disconnected: AbortSignal,
): ReadableStream<Uint8Array> {
  const closing = new AbortController()
  const signal = AbortSignal.any([disconnected, closing.signal])
  const encoder = new TextEncoder()
  let heartbeat: ReturnType<typeof setInterval> | undefined
  return new ReadableStream({
    async start(controller) {
      openStreams += 1
      const cleanUp = () => {
        openStreams -= 1
        clearInterval(heartbeat)
        lease.release().catch(() => undefined)
      }
      const send = (text: string) => {
        if (signal.aborted) return
        controller.enqueue(encoder.encode(text))
        // Disconnects a client that does not read; it resumes later by Last-Event-ID.
        if ((controller.desiredSize ?? 0) < -maxBuffered) closing.abort()
      }
      send(`retry: ${retryMs}\n\n`)
      heartbeat = setInterval(() => {
        send(': still here\n\n')
        lease.renew().catch(() => undefined)
        deps.isLive(ctx).then(
          (live) => live || closing.abort(),
          () => undefined,
        )
      }, heartbeatMs)
      signal.addEventListener('abort', cleanUp, { once: true })
      if (signal.aborted) cleanUp()
      forward(deps, ctx, lastEventId, signal, send)
        .catch(() => undefined)
        .finally(() => {
          if (deps.hub.isClosed) send(`retry: ${reconnectMs()}\n\n: come back\n\n`)
          closing.abort()
          try {
            controller.close()
          } catch {
            // The client has disconnected already.
          }
        })
    },
    cancel() {
      closing.abort()
    },
  })
}

async function forward(
  deps: EventsDeps,
  ctx: UserCtx,
  lastEventId: string | null,
  signal: AbortSignal,
  send: (text: string) => void,
): Promise<void> {
  // A client without an id loads its data after it learns its position in the stream, so that it misses nothing.
  const from = lastEventId ?? (await deps.hub.findNewestId(ctx.tenantId))
  if (lastEventId === null) send(format({ reset: true, id: from }))
  for await (const message of deps.hub.subscribe(ctx.tenantId, from, signal)) {
    if (!('reset' in message) && message.name === 'session.ended') {
      if (message.data.sessionId === ctx.principal.credential.id) return
      continue
    }
    const mustReconnect =
      !('reset' in message) &&
      (message.name === 'tenant.suspended' ||
        (message.name === 'member.changed' && message.data.userId === ctx.principal.userId))
    if (mustReconnect) {
      // Sent with the event's id, so that the client resumes after this event and not before it.
      send(format({ reset: true, id: message.id }))
      return
    }
    // About another member: only that member must reconnect, with the new role.
    if (!('reset' in message) && message.name === 'member.changed') continue
    if (await canSee(deps, ctx, message)) send(format(message))
  }
}

async function canSee(deps: EventsDeps, ctx: UserCtx, message: LiveMessage): Promise<boolean> {
  if ('reset' in message || seesEveryMeeting(ctx)) return true
  const userId = actorId(ctx)
  const { audience, meetingId } = message.data
  if (Array.isArray(audience)) return audience.includes(userId)
  if (typeof meetingId !== 'string') return false
  return withTenant(deps.db, ctx, (tx) => hasMeetingAccess(tx, userId, meetingId))
}

function format(message: LiveMessage): string {
  if ('reset' in message) return `id: ${message.id}\nevent: reset\ndata: {}\n\n`
  const { audience: _audience, ...data } = message.data
  return `id: ${message.id}\nevent: ${message.name}\ndata: ${JSON.stringify(data)}\n\n`
}

import type { RenamedWho } from '../../../db/schema/meetings.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import { publish } from '../../jobs/outbox.ts'
import { actorId, type Ctx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { announcement } from './announcement.ts'

/** Meetings that are told of one by one; when more are concerned, everything open is read again. */
export const maxMeetingsTold = 200

interface Change {
  /** Who is told of a meeting that is deleted; it has no history any more. */
  audience?: string[]
  /** Of the event, where the meeting itself goes on without one. */
  reason?: string
  renamed?: RenamedWho[]
}

/** One row of history and one live event for a change of a meeting, with what the meeting is now, in one statement. */
export async function recordChange(
  tx: TenantTx,
  ctx: Ctx,
  meetingId: string,
  kind: string,
  change: Change = {},
): Promise<void> {
  if ((await record(tx, ctx, [meetingId], kind, change, true)) === 0) throw notFound('meeting')
}

/** The same for any number of meetings. Beyond `maxMeetingsTold` one event has all that is shown read again. */
export async function recordChanges(
  tx: TenantTx,
  ctx: Ctx,
  meetingIds: string[],
  kind: string,
): Promise<void> {
  if (meetingIds.length === 0) return
  const isTold = meetingIds.length <= maxMeetingsTold
  await record(tx, ctx, meetingIds, kind, {}, isTold)
  if (!isTold) await publish(tx, { name: 'reset' })
}

/** Rows of history alone, for changes of which dashboards hear by other events. */
export async function recordHistory(
  tx: TenantTx,
  ctx: Ctx,
  meetingIds: string[],
  kind: string,
  change: Change,
): Promise<void> {
  await record(tx, ctx, meetingIds, kind, change, false)
}

async function record(
  tx: TenantTx,
  ctx: Ctx,
  meetingIds: string[],
  kind: string,
  { audience, reason, renamed }: Change,
  isTold: boolean,
): Promise<number> {
  if (isTold) tx.outboxUsed = true
  const fate = audience ? { deleted: true, audience } : {}
  const ids = meetingIds.map(() => ({ event: newId(), message: newId() }))
  const found = await tx.sql`
    with now as (
      select m.*, g.event_id, g.message_id
      from unnest(${ids.map(({ event }) => event)}::uuid[], ${ids.map(({ message }) => message)}::uuid[],
        ${meetingIds}::uuid[]) as g(event_id, message_id, meeting_id)
      join meetings m on m.tenant_id = ${tx.tenantId} and m.id = g.meeting_id
    ), event as (
      insert into meeting_events (tenant_id, id, meeting_id, kind, status, stage, reason, actor_id, renamed)
      select tenant_id, event_id, id, ${kind}, status, stage, coalesce(${reason ?? null}::text, reason),
        ${actorId(ctx)}::uuid, ${renamed ? tx.sql.json(renamed as never) : null}::jsonb
      from now where ${audience === undefined}
    ), live as (
      insert into outbox (tenant_id, id, kind, name, payload, traceparent)
      ${announcement(tx, tx.sql`message_id`, fate)} from now where ${isTold}
    )
    select 1 from now`
  return found.length
}

import type { RenamedWho } from '../../../../db/schema/meetings.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { publish } from '../../../jobs/outbox.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { selectMeetingEvent } from './meeting-event.ts'

/** A change of more meetings than this publishes one `reset` event instead of one event for each meeting. */
export const maxMeetingEvents = 200

interface Change {
  /** Users who receive the event of a deleted meeting. A deleted meeting has no history. */
  audience?: string[]
  /** Reason for the history, where the meeting itself has none. */
  reason?: string
  renamed?: RenamedWho[]
}

/** Records a change in the history and publishes a live event, both with the current state, in one statement. */
export async function recordChange(
  tx: TenantTx,
  ctx: Ctx,
  meetingId: string,
  kind: string,
  change: Change = {},
): Promise<void> {
  if ((await record(tx, ctx, [meetingId], kind, change, true)) === 0) throw notFound('meeting')
}

/** The same for several meetings. For more than `maxMeetingEvents`, one `reset` event makes dashboards reload. */
export async function recordChanges(
  tx: TenantTx,
  ctx: Ctx,
  meetingIds: string[],
  kind: string,
): Promise<void> {
  if (meetingIds.length === 0) return
  const isPublished = meetingIds.length <= maxMeetingEvents
  await record(tx, ctx, meetingIds, kind, {}, isPublished)
  if (!isPublished) await publish(tx, { name: 'reset' })
}

/** Records history only, for changes that dashboards learn about from other events. */
export async function recordHistory(
  tx: TenantTx,
  ctx: Ctx,
  meetingIds: string[],
  kind: string,
  change: Change,
): Promise<void> {
  await record(tx, ctx, meetingIds, kind, change, false)
}

/** Publishes a live event with the current state of a meeting, without history. */
export async function publishMeeting(tx: TenantTx, meetingId: string): Promise<void> {
  tx.outboxUsed = true
  await tx.sql`
    insert into outbox (tenant_id, id, kind, name, payload, traceparent)
    ${selectMeetingEvent(tx)} from meetings where tenant_id = ${tx.tenantId} and id = ${meetingId}`
}

async function record(
  tx: TenantTx,
  ctx: Ctx,
  meetingIds: string[],
  kind: string,
  { audience, reason, renamed }: Change,
  isPublished: boolean,
): Promise<number> {
  if (isPublished) tx.outboxUsed = true
  const deletion = audience ? { deleted: true, audience } : {}
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
      ${selectMeetingEvent(tx, tx.sql`message_id`, deletion)} from now where ${isPublished}
    )
    select 1 from now`
  return found.length
}

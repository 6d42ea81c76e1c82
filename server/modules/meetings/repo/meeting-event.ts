import type { TenantTx } from '../../../../db/tenant.ts'
import { newId } from '../../../platform/ids.ts'
import { currentTraceparent } from '../../../platform/telemetry/span.ts'

/**
 * The `select` of the live event `meeting.changed`, for statements that also change the meeting. Place it between
 * `insert into outbox (tenant_id, id, kind, name, payload, traceparent)` and a `from` with the meeting's columns.
 * `id` identifies the event and may be a column; `more` is added to the payload.
 */
export const selectMeetingEvent = (
  tx: TenantTx,
  id = tx.sql`${newId()}::uuid`,
  more: object = {},
) => tx.sql`
  select tenant_id, ${id}, 'event', 'meeting.changed', jsonb_build_object(
    'meetingId', id, 'status', status, 'stage', stage, 'reason', reason, 'progress', progress,
    'itemCount', item_count, 'decidedCount', decided_count, 'rev', rev) || ${JSON.stringify(more)}::text::jsonb, ${currentTraceparent()}::text`

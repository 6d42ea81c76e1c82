import type { TenantTx } from '../../../db/tenant.ts'
import { newId } from '../../platform/ids.ts'
import { currentTraceparent } from '../../platform/telemetry/span.ts'

/**
 * The live event of a changed meeting, for statements that do everything at once: goes between
 * `insert into outbox (tenant_id, id, kind, name, payload, traceparent)` and the `from` that has the meeting's columns.
 * `id` is the event's and may be a column; `more` is added to the payload.
 */
export const announcement = (
  tx: TenantTx,
  id = tx.sql`${newId()}::uuid`,
  more: object = {},
) => tx.sql`
  select tenant_id, ${id}, 'event', 'meeting.changed', jsonb_build_object(
    'meetingId', id, 'status', status, 'stage', stage, 'reason', reason, 'progress', progress,
    'itemCount', item_count, 'decidedCount', decided_count, 'rev', rev) || ${JSON.stringify(more)}::text::jsonb, ${currentTraceparent()}::text`

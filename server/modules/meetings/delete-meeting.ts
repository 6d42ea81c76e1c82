import type { TenantTx } from '../../../db/tenant.ts'
import { enqueue } from '../../jobs/outbox.ts'
import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { withWrite } from '../../../db/transaction.ts'
import type { MeetingsDeps } from './deps.ts'
import { recordChange } from './repo/record-change.ts'
import { listAudience } from './repo/access.ts'
import {
  deleteMeetingRow,
  getMeetingForChange,
  insertPurge,
  meetingExists,
} from './repo/meetings.ts'

/** Deletes a meeting and everything that belongs to it. A job deletes its files. */
export async function deleteMeeting(
  deps: MeetingsDeps,
  ctx: Ctx,
  id: string,
  expectedRev: number | null,
): Promise<void> {
  authorize(ctx, 'meetings:write')
  await withWrite(deps.db, ctx, async (tx) => {
    await getMeetingForChange(tx, ctx, id, expectedRev)
    await audit(tx, ctx, 'meeting.deleted', id)
    await recordChange(tx, ctx, id, 'deleted', { audience: await listAudience(tx, id) })
    await deleteMeetingRow(tx, id)
    await queuePurge(tx, id)
    return null
  })
}

/**
 * For a job that wrote files and could not finish. If its meeting was deleted in the meantime, queues another purge for
 * the files that the first one missed. Returns true if the meeting was deleted.
 */
export async function purgeIfDeleted(tx: TenantTx, meetingId: string): Promise<boolean> {
  if (await meetingExists(tx, meetingId)) return false
  await queuePurge(tx, meetingId)
  return true
}

async function queuePurge(tx: TenantTx, meetingId: string): Promise<void> {
  await insertPurge(tx, meetingId)
  await enqueue(tx, 'meeting.purge', { meetingId })
}

import { withTenant } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import { tenantPrefix } from '../../../platform/object-keys.ts'
import type { UploadDeps } from '../deps.ts'
import { listAbortedKeys, listOpenUploads } from '../repo.ts'
import { sweepMeeting } from './sweep-uploads.ts'

interface CleanDeps extends UploadDeps {
  files: UploadDeps['files'] & {
    listUploads(prefix: string): Promise<{ key: string; uploadId: string; startedAt: Date }[]>
  }
}

const abandonedAfterMs = 24 * 3_600_000

/**
 * Gives up a tenant's uploads that nobody touched for a day, and what storage keeps of uploads that no row knows: those
 * of a request that died between the two, and files of uploads that were given up a week ago or later. Returns how many there were; `isDryRun` only counts.
 */
export async function cleanUploads(
  deps: CleanDeps,
  ctx: Ctx,
  { isDryRun }: { isDryRun: boolean },
): Promise<{ abandoned: number; orphaned: number }> {
  const open = await withTenant(deps.db, ctx, listOpenUploads)
  const known = new Set(open.map(({ storageUploadId }) => storageUploadId))
  const beforeMs = Date.now() - abandonedAfterMs
  const stored = await deps.files.listUploads(tenantPrefix(ctx.tenantId))
  const orphans = stored.filter(
    ({ uploadId, startedAt }) => !known.has(uploadId) && startedAt.getTime() < beforeMs,
  )
  const remains = await remainsOfAborted(deps, ctx)
  const stale = open.filter(({ isStale }) => isStale)
  if (!isDryRun) {
    for (const meetingId of new Set(stale.map((one) => one.meetingId))) {
      await sweepMeeting(deps, ctx, meetingId)
    }
    for (const { key, uploadId } of orphans) await deps.files.abortUpload(key, uploadId)
    for (const key of remains) await deps.files.delete(key)
  }
  return { abandoned: stale.length, orphaned: orphans.length + remains.length }
}

/** Joined files of aborted uploads whose process died before it deleted them. */
async function remainsOfAborted(deps: CleanDeps, ctx: Ctx): Promise<string[]> {
  const aborted = await withTenant(deps.db, ctx, listAbortedKeys)
  const remains = []
  for (const key of aborted) if (await deps.files.head(key)) remains.push(key)
  return remains
}

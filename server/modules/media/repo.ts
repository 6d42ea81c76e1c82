import { and, eq, sql } from 'drizzle-orm'
import { media, uploads } from '../../../db/schema/index.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import type { Ctx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { getMeeting, getMeetingForChange, type MeetingRow } from '../meetings/index.ts'
import type { UploadView } from './contract.ts'
import type { StoredPart } from './ports.ts'

export type UploadRow = typeof uploads.$inferSelect
export type MediaRow = typeof media.$inferSelect

/** An upload of a meeting that the principal may see. Throws `not_found` for any other. */
export async function getUpload(tx: TenantTx, ctx: Ctx, id: string): Promise<UploadRow> {
  const upload = await findUpload(tx, id)
  if (!upload) throw notFound('upload')
  await getMeeting(tx, ctx, upload.meetingId)
  return upload
}

/** Finds an upload for a change and locks its meeting. */
export async function getUploadForChange(
  tx: TenantTx,
  ctx: Ctx,
  id: string,
): Promise<{ upload: UploadRow; meeting: MeetingRow }> {
  const found = await findUpload(tx, id)
  if (!found) throw notFound('upload')
  const meeting = await getMeetingForChange(tx, ctx, found.meetingId)
  // Read again under the lock.
  const upload = await findUpload(tx, id)
  if (!upload) throw notFound('upload')
  return { upload, meeting }
}

async function findUpload(tx: TenantTx, id: string): Promise<UploadRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(uploads)
    .where(and(eq(uploads.tenantId, tx.tenantId), eq(uploads.id, id)))
  return row
}

export async function insertUpload(
  tx: TenantTx,
  upload: typeof uploads.$inferInsert,
): Promise<UploadRow> {
  const [row] = await tx.orm.insert(uploads).values(upload).returning()
  if (!row) throw new Error('an upload was not stored')
  return row
}

interface OpenUploads {
  count: number
  bytes: number
}

/** Counts open uploads of the organisation and of one person. */
export async function countUploads(
  tx: TenantTx,
  userId: string,
): Promise<Record<'organisation' | 'person', OpenUploads>> {
  const [row] = await tx.sql<{ count: number; bytes: number; own: number; own_bytes: number }[]>`
    select count(*)::int as count, coalesce(sum(size_bytes), 0)::float8 as bytes,
      count(*) filter (where created_by = ${userId})::int as own,
      coalesce(sum(size_bytes) filter (where created_by = ${userId}), 0)::float8 as own_bytes
    from uploads where tenant_id = ${tx.tenantId} and state = 'open'`
  return {
    organisation: { count: row?.count ?? 0, bytes: row?.bytes ?? 0 },
    person: { count: row?.own ?? 0, bytes: row?.own_bytes ?? 0 },
  }
}

/** Bytes of recordings, of the organisation or of the meetings that a person owns. */
export async function countStoredBytes(tx: TenantTx, ownerId: string | null): Promise<number> {
  const [row] = await tx.sql<{ bytes: number }[]>`
    select coalesce(sum(d.size_bytes), 0)::float8 as bytes from media d
    join meetings m on m.tenant_id = d.tenant_id and m.id = d.meeting_id
    where d.tenant_id = ${tx.tenantId} and d.expired_at is null
      and (${ownerId}::uuid is null or m.owner_id = ${ownerId})`
  return row?.bytes ?? 0
}

/** Records that an upload is still in use, or how it ended. */
/** When the least recently touched open upload of a meeting was touched. */
export async function findOldestOpenUpload(
  tx: TenantTx,
  meetingId: string,
): Promise<Date | undefined> {
  const [row] = await tx.orm
    .select({ updatedAt: uploads.updatedAt })
    .from(uploads)
    .where(
      and(
        eq(uploads.tenantId, tx.tenantId),
        eq(uploads.meetingId, meetingId),
        eq(uploads.state, 'open'),
      ),
    )
    .orderBy(uploads.updatedAt)
    .limit(1)
  return row?.updatedAt
}

export async function touchUpload(
  tx: TenantTx,
  id: string,
  fields: { state?: UploadRow['state'] } = {},
): Promise<void> {
  await tx.orm
    .update(uploads)
    .set({ ...fields, updatedAt: sql`now()` })
    .where(and(eq(uploads.tenantId, tx.tenantId), eq(uploads.id, id)))
}

export async function insertMedia(tx: TenantTx, row: typeof media.$inferInsert): Promise<void> {
  await tx.orm.insert(media).values(row)
}

export async function findMedia(tx: TenantTx, id: string): Promise<MediaRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(media)
    .where(and(eq(media.tenantId, tx.tenantId), eq(media.id, id)))
  return row
}

export async function hasOpenUpload(tx: TenantTx, meetingId: string): Promise<boolean> {
  const [open] = await tx.sql`
    select 1 from uploads
    where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId} and state = 'open' limit 1`
  return open !== undefined
}

/** Aborts all open uploads of a meeting. */
export async function abortOpenUploads(tx: TenantTx, meetingId: string): Promise<void> {
  await tx.sql`
    update uploads set state = 'aborted', updated_at = now()
    where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId} and state = 'open'`
}

/** Where the storage keeps the parts of an upload. */
export interface StoredUpload {
  objectKey: string
  storageUploadId: string
}

/** Recently aborted uploads, whose stored parts may not be deleted yet. */
export const listAborted = (tx: TenantTx, meetingId: string): Promise<StoredUpload[]> =>
  tx.sql<StoredUpload[]>`
    select object_key as "objectKey", storage_upload_id as "storageUploadId" from uploads
    where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId} and state = 'aborted'
      and updated_at > now() - interval '1 day'`

/**
 * Recordings of a meeting that nothing leads to: it neither shows them nor waits for them nor can go back to them, and no
 * result that can be adopted was made from them or beside them. The meeting stays locked.
 */
export async function listDropped(tx: TenantTx, meetingId: string): Promise<string[]> {
  await tx.sql`
    select 1 from meetings where tenant_id = ${tx.tenantId} and id = ${meetingId} for update`
  const rows = await tx.sql<{ id: string }[]>`
    select d.id from media d join meetings m on m.tenant_id = d.tenant_id and m.id = d.meeting_id
    where d.tenant_id = ${tx.tenantId} and d.meeting_id = ${meetingId}
      and d.id is distinct from m.current_media_id and d.id is distinct from m.pending_media_id
      and d.id::text is distinct from m.before_replacement->>'pendingMediaId'
      and not exists (
        select from transcripts t where t.tenant_id = d.tenant_id and t.meeting_id = d.meeting_id
          and d.id in (t.media_id, t.beside_media_id)
          and (t.id in (m.current_transcript_id, m.pending_transcript_id)
            or t.id::text = m.before_replacement->>'pendingTranscriptId'
            or exists (select from runs r
              where r.tenant_id = t.tenant_id and r.transcript_id = t.id and r.state <> 'failed')))`
  return rows.map(({ id }) => id)
}

/** Deletes recordings whose files were deleted, with their transcripts. A failed run keeps its transcript. */
export async function deleteMedia(tx: TenantTx, ids: string[]): Promise<void> {
  await tx.sql`
    delete from transcripts t where t.tenant_id = ${tx.tenantId} and t.media_id = any(${ids}::uuid[])
      and not exists (select from runs r where r.tenant_id = t.tenant_id and r.transcript_id = t.id)`
  await tx.sql`
    delete from media d where d.tenant_id = ${tx.tenantId} and d.id = any(${ids}::uuid[])
      and not exists (select from transcripts t where t.tenant_id = d.tenant_id and t.media_id = d.id)`
}

export const partCount = ({ sizeBytes, partSizeBytes }: UploadRow): number =>
  Math.ceil(sizeBytes / partSizeBytes)

export const partBytes = (upload: UploadRow, number: number): number =>
  number < partCount(upload)
    ? upload.partSizeBytes
    : upload.sizeBytes - upload.partSizeBytes * (number - 1)

/** Joined parts are no longer listed by the storage, and their ETags are not compared again. */
export const joinedParts = (upload: UploadRow): StoredPart[] =>
  Array.from({ length: partCount(upload) }, (_, at) => ({
    number: at + 1,
    sizeBytes: partBytes(upload, at + 1),
    etag: 'joined',
  }))

export const toUploadView = (upload: UploadRow, arrived: StoredPart[]): UploadView => ({
  id: upload.id,
  meetingId: upload.meetingId,
  state: upload.state,
  fileName: upload.fileName,
  contentType: upload.contentType,
  sizeBytes: upload.sizeBytes,
  partSizeBytes: upload.partSizeBytes,
  parts: partCount(upload),
  partChecksum: upload.partChecksum,
  arrived: arrived.map(({ number, sizeBytes, etag }) => ({ number, sizeBytes, etag })),
  createdAt: upload.createdAt.toISOString(),
})

/** Serialises the start of uploads of the tenant until the transaction ends. */
export async function lockUploads(tx: TenantTx): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}/uploads`}, 0))`
}

/** The open uploads of the tenant; one is stale if nobody has touched it for a day. */
export const listOpenUploads = (tx: TenantTx) =>
  tx.sql<{ meetingId: string; storageUploadId: string; isStale: boolean }[]>`
    select meeting_id as "meetingId", storage_upload_id as "storageUploadId",
      updated_at < now() - interval '24 hours' as "isStale"
    from uploads where tenant_id = ${tx.tenantId} and state = 'open'`

/** Object keys of uploads that were aborted in the last eight days. */
export async function listAbortedKeys(tx: TenantTx): Promise<string[]> {
  const rows = await tx.sql<{ key: string }[]>`
    select object_key as key from uploads where tenant_id = ${tx.tenantId} and state = 'aborted'
      and updated_at between now() - interval '8 days' and now() - interval '1 hour'`
  return rows.map(({ key }) => key)
}

export interface StaleUpload {
  id: string
  fileName: string
  objectKey: string
  storageUploadId: string
}

/** A meeting's open uploads that nobody has touched for a day. */
export const listStaleUploads = (tx: TenantTx, meetingId: string) => tx.sql<StaleUpload[]>`
  select id, file_name as "fileName", object_key as "objectKey", storage_upload_id as "storageUploadId" from uploads
  where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId} and state = 'open'
    and updated_at < now() - interval '24 hours'`

/** Locks the meeting of an upload. Returns false if the meeting was deleted or the upload is no longer stale. */
export async function lockStaleUpload(
  tx: TenantTx,
  meetingId: string,
  id: string,
): Promise<boolean> {
  const meeting = await tx.sql`
    select 1 from meetings where tenant_id = ${tx.tenantId} and id = ${meetingId} for update`
  const upload = await tx.sql`
    select 1 from uploads where tenant_id = ${tx.tenantId} and id = ${id} and state = 'open'
      and updated_at < now() - interval '24 hours'`
  return meeting.length > 0 && upload.length > 0
}

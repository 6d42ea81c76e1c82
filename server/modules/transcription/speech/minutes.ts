import { type Database } from '../../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { limitOf } from '../../../../tenants/limits/limit-list.ts'
import {
  selectFitting,
  hasMinutesLimit,
  releaseMinutes,
  type MinutesReached,
  reserveMinutes,
  settleMinutes,
} from '../../../../tenants/limits/minutes.ts'
import { LimitExceeded } from '../../../../tenants/limits/limit-reached.ts'
import { enqueueWarning } from '../../billing/index.ts'
import { waitInStage } from '../../meetings/index.ts'
import type { TranscriptionClaim } from './repo/claim.ts'

const reasonReached = limitOf('transcribedMinutesPerMonth').code
const reasonTooLong = 'recording_over_limit'

/** Why a meeting waits for the minutes of its organisation, or of its owner. */
export const minuteReasons = [reasonReached, reasonTooLong] as const

/** Where nobody has looked into a recording: as recorders write sound, and cameras pictures. */
const bytesPerSecond = { audio: 16_000, video: 125_000 }

/** Where an answer of a provider came from. */
export interface Answer {
  provider: string
  keptAt: string
  /** An earlier attempt got it. */
  wasKept: boolean
  /** It is of the organisation's own provider. */
  isOwn: boolean
}

interface Recording {
  contentType: string
  sizeBytes: number
  durationMs: number | null
}

/** How long a recording is, in whole seconds; from its size where that is not known. */
export function secondsOf({ contentType, sizeBytes, durationMs }: Recording): number {
  if (durationMs !== null) return Math.ceil(durationMs / 1_000)
  const kind = contentType.startsWith('video/') ? 'video' : 'audio'
  return Math.ceil(sizeBytes / bytesPerSecond[kind])
}

/**
 * Reserves what the recording may take, where that is limited; true where it did. Throws LimitExceeded, in the transaction of the
 * claim, where it is past a limit.
 */
export async function reserveFor(tx: TenantTx, claim: TranscriptionClaim): Promise<boolean> {
  const { meetingId, fence, ownerId, recording } = claim
  if (!hasMinutesLimit(claim.limits, tx.tenantId, ownerId)) return false
  const seconds = secondsOf(recording)
  const reached = await reserveMinutes(tx, { meetingId, fence, ownerId, seconds })
  if (reached) throw new LimitExceeded(reached)
  return true
}

export const reasonOf = ({ reached }: LimitExceeded): (typeof minuteReasons)[number] =>
  (reached as MinutesReached).isTooLong ? reasonTooLong : (reasonReached as never)

/** Marks the meeting as waiting for its provider until the next attempt, and releases its minutes until then. */
export async function waitForProvider(
  tx: TenantTx,
  claim: TranscriptionClaim,
  reason: string,
): Promise<void> {
  await waitInStage(tx, claim, reason)
  if (claim.isReserved) await releaseMinutes(tx, claim)
}

/**
 * Counts what was transcribed, in place of the reservation. A kept answer that another transcript of the meeting came of
 * was counted with that; one of the organisation's own provider is not the operator's to count.
 */
export async function settleFor(
  tx: TenantTx,
  claim: TranscriptionClaim,
  answer: Answer & { transcriptId: string; durationMs: number | null },
): Promise<void> {
  const { meetingId, fence, ownerId, recording } = claim
  const seconds = secondsOf({ ...recording, durationMs: answer.durationMs })
  const isCounted = answer.isOwn || (answer.wasKept && (await isKnown(tx, meetingId, answer)))
  const asked = { meetingId, fence, ownerId, seconds: isCounted ? 0 : seconds }
  await enqueueWarning(tx, await settleMinutes(tx, asked, claim.isReserved))
}

async function isKnown(
  tx: TenantTx,
  meetingId: string,
  { keptAt, transcriptId }: { keptAt: string; transcriptId: string },
): Promise<boolean> {
  const earlier = await tx.sql`
    select 1 from transcripts where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId}
      and object_key = ${keptAt} and id <> ${transcriptId} limit 1`
  return earlier.length > 0
}

/** Of meetings that wait for minutes, those whose recordings fit into what is left now, the longest waiting first. */
export const chooseForMinutes = (
  db: Database,
  tenantId: string,
  meetingIds: readonly string[],
): Promise<readonly string[]> =>
  withTenant(db, { tenantId }, async (tx) => {
    if (await hasOwnSpeech(tx)) return meetingIds
    const rows = await tx.sql<
      {
        id: string
        owner_id: string
        content_type: string
        size_bytes: number
        duration_ms: number | null
      }[]
    >`
      select m.id, m.owner_id, d.content_type, d.size_bytes::float8 as size_bytes, d.duration_ms::float8 as duration_ms
      from unnest(${[...meetingIds]}::uuid[]) with ordinality as w(id, ord)
      join meetings m on m.tenant_id = ${tenantId} and m.id = w.id
      join media d on d.tenant_id = m.tenant_id and d.meeting_id = m.id
        and d.id = coalesce(m.pending_media_id, m.current_media_id)
      order by w.ord`
    const waiting = rows.map((row) => ({
      meetingId: row.id,
      ownerId: row.owner_id,
      seconds: secondsOf({
        contentType: row.content_type,
        sizeBytes: row.size_bytes,
        durationMs: row.duration_ms,
      }),
    }))
    return selectFitting(tx, waiting)
  })

async function hasOwnSpeech(tx: TenantTx): Promise<boolean> {
  const own = await tx.sql`
    select 1 from own_providers where tenant_id = ${tx.tenantId} and kind = 'speech'`
  return own.length > 0
}

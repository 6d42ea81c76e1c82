import { withTenant } from '../../../db/tenant.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { notFound, retentionOver } from '../../platform/errors.ts'
import { getMeeting } from '../meetings/index.ts'
import type { MediaView } from './contract.ts'
import type { MediaDeps } from './deps.ts'
import { findMedia } from './repo.ts'

const signedSeconds = 15 * 60

/** A meeting's recording with URLs that play it for 15 minutes. Throws `not_found` if there is none. */
export async function readMedia(
  deps: MediaDeps,
  ctx: Ctx,
  meetingId: string,
  origin: string,
): Promise<MediaView> {
  authorize(ctx, 'meetings:read')
  const row = await withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeeting(tx, ctx, meetingId)
    return meeting.current_media_id ? findMedia(tx, meeting.current_media_id) : undefined
  })
  if (!row) throw notFound('recording')
  if (row.expiredAt) throw retentionOver('recording')
  const expiresAt = new Date(Date.now() + signedSeconds * 1_000).toISOString()
  const sign = async (key: string, contentType: string, downloadName?: string) => ({
    url: await deps.files.signGet(key, signedSeconds, {
      ...deps.reachFrom(origin),
      contentType,
      ...(downloadName === undefined ? {} : { downloadName }),
    }),
    expiresAt,
  })
  const { audioKey, audioContentType, peaksKey } = row
  const [recording, audio, download, peaks] = await Promise.all([
    sign(row.objectKey, row.contentType),
    audioKey && audioContentType ? sign(audioKey, audioContentType) : null,
    sign(row.objectKey, row.contentType, row.fileName),
    peaksKey ? readPeaks(deps, peaksKey) : null,
  ])
  return {
    id: row.id,
    meetingId,
    fileName: row.fileName,
    kind: row.kind,
    contentType: row.contentType,
    sizeBytes: row.sizeBytes,
    durationMs: row.durationMs,
    recording,
    audio,
    heardIn: audio ? (row.sound?.heardIn ?? 'recording') : 'recording',
    isSilent: row.sound?.isSilent ?? false,
    missingMs: row.sound?.missingMs ?? null,
    download,
    peaks,
    createdAt: row.createdAt.toISOString(),
  }
}

/** Written by the ingest. If they cannot be read, the player works without them. */
async function readPeaks(deps: MediaDeps, key: string): Promise<MediaView['peaks']> {
  try {
    const stored = JSON.parse(new TextDecoder().decode(await deps.files.get(key))) as {
      perSecond: number
      peaks: number[]
    }
    return { perSecond: stored.perSecond, values: stored.peaks }
  } catch (error) {
    deps.log.warn({ err: error }, 'A waveform could not be read')
    return null
  }
}

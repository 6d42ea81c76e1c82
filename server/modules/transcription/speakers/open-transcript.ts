import type { RenamedWho } from '../../../../db/schema/meetings.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { publish } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError, type FieldFault, notFound } from '../../../platform/errors.ts'
import { getMeetingForChange, recordChange } from '../../meetings/index.ts'
import { requireTranscript } from '../repo.ts'
import { listItemsNaming, listStaleItems } from './repo.ts'

/** The current transcript of a meeting that the principal may change and whose result is not accepted. */
export async function openTranscript(
  tx: TenantTx,
  ctx: Ctx,
  meetingId: string,
): Promise<{ transcriptId: string }> {
  const meeting = await getMeetingForChange(tx, ctx, meetingId)
  if (!meeting.current_transcript_id) throw notFound('transcript')
  if (meeting.status === 'accepted') {
    throw new AppError(
      'wrong_state',
      'This meeting is accepted. Reopen it before you change who said what.',
      [],
      {},
      'Встреча принята. Откройте её снова, прежде чем менять, кто что сказал.',
    )
  }
  await requireTranscript(tx, meeting.current_transcript_id)
  return { transcriptId: meeting.current_transcript_id }
}

/** Writes audit, history and live events of a change; returns the items that become stale. */
export async function recordTranscriptChange(
  tx: TenantTx,
  ctx: Ctx,
  meetingId: string,
  transcriptId: string,
  change: {
    action: 'transcript.speakers_changed' | 'transcript.corrected'
    /** Segments whose text or speaker has changed. */
    ordinals: number[]
    /** Speakers who were renamed or merged. */
    speakerIds?: number[]
    renamed?: RenamedWho[]
    data: Record<string, number | string>
  },
): Promise<string[]> {
  const staleIds = await listStaleItems(tx, transcriptId, change.ordinals)
  const naming = await listItemsNaming(tx, transcriptId, change.speakerIds ?? [])
  const itemIds = [...new Set([...staleIds, ...naming])]
  await audit(tx, ctx, change.action, meetingId, { transcriptId, ...change.data })
  const isCorrection = change.action === 'transcript.corrected'
  const kind = isCorrection ? 'transcript_corrected' : 'speakers_changed'
  await recordChange(tx, ctx, meetingId, kind, { renamed: change.renamed ?? [] })
  await publish(tx, { name: 'transcript.changed', meetingId })
  if (itemIds.length > 0) await publish(tx, { name: 'items.changed', meetingId, itemIds })
  return staleIds
}

export const refuse = (faults: FieldFault[]): AppError =>
  new AppError(
    'invalid_request',
    'What was sent names something that is not there or does not go together. Nothing was changed.',
    faults,
    {},
    'В присланном названо то, чего здесь нет или что не сочетается. Ничего не изменено.',
  )

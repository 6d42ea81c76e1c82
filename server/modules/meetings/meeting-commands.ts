import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { withWrite } from '../../../db/transaction.ts'
import type { MeetingView, TranscribeAgainBody } from './contract.ts'
import type { MeetingsDeps } from './deps.ts'
import type { OpenUploads } from './ports.ts'
import { recordChange } from './repo/record-change.ts'
import { getMeeting, getMeetingForChange } from './repo/meetings.ts'
import { toMeetingView } from './meeting-view.ts'
import { cancelWork, dropReplacement, startWork, transcribeAgain } from './stage/work.ts'

export type MeetingCommand = 'process' | 'retry' | 'cancel'

export interface MeetingCommandDeps extends MeetingsDeps {
  uploads: OpenUploads
}

/** Starts, retries or cancels the processing of a meeting. Throws `wrong_state` if its status does not allow that. */
export async function runMeetingCommand(
  deps: MeetingCommandDeps,
  ctx: Ctx,
  id: string,
  command: MeetingCommand,
  expectedRev: number | null,
): Promise<MeetingView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    await getMeetingForChange(tx, ctx, id, expectedRev)
    if (command === 'cancel') {
      const { wasUploading } = await cancelWork(tx, id)
      if (wasUploading) await deps.uploads.abortAll(tx, id)
    } else await startWork(tx, id)
    await audit(tx, ctx, `meeting.${command}`, id)
    await recordChange(tx, ctx, id, command === 'cancel' ? 'cancelled' : 'queued')
    return toMeetingView(await getMeeting(tx, ctx, id))
  })
}

/** Transcribes the recording of a meeting again, in another language, by another provider or with other key terms. */
export async function transcribeMeetingAgain(
  deps: MeetingsDeps,
  ctx: Ctx,
  id: string,
  { spokenLanguage, provider = null, keyTerms = [] }: TranscribeAgainBody,
  expectedRev: number | null,
): Promise<MeetingView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    await getMeetingForChange(tx, ctx, id, expectedRev)
    const terms = [...new Set(keyTerms.map((term) => term.trim()).filter(Boolean))]
    await transcribeAgain(tx, id, {
      provider,
      keyTerms: terms,
      ...(spokenLanguage === undefined ? {} : { spokenLanguage }),
    })
    await audit(tx, ctx, 'meeting.transcribe_again', id, { provider, keyTerms: terms.length })
    await recordChange(tx, ctx, id, 'queued')
    return toMeetingView(await getMeeting(tx, ctx, id))
  })
}

/** Discards a pending or refused replacement and keeps the current content. Throws `not_found` if there is none. */
export async function discardReplacement(
  deps: MeetingsDeps,
  ctx: Ctx,
  id: string,
  expectedRev: number | null,
): Promise<MeetingView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    await getMeetingForChange(tx, ctx, id, expectedRev)
    if (!(await dropReplacement(tx, id))) throw notFound('replacement')
    await audit(tx, ctx, 'meeting.replacement_discarded', id)
    await recordChange(tx, ctx, id, 'replacement_discarded')
    return toMeetingView(await getMeeting(tx, ctx, id))
  })
}

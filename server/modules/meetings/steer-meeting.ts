import { audit } from '../../platform/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { withWrite } from '../../platform/transaction.ts'
import type { MeetingView, TranscribeAgainBody } from './contract.ts'
import type { MeetingsDeps } from './deps.ts'
import type { OpenUploads } from './ports.ts'
import { recordChange } from './record-change.ts'
import { getMeeting, getMeetingForChange } from './repo.ts'
import { toMeetingView } from './rows.ts'
import { cancelWork, dropReplacement, startWork, transcribeAgain } from './work.ts'

export type Steering = 'process' | 'retry' | 'cancel'

export interface SteeringDeps extends MeetingsDeps {
  uploads: OpenUploads
}

/** Starts, restarts or stops the way of a meeting through its stages. Throws `wrong_state` where that makes no sense. */
export async function steerMeeting(
  deps: SteeringDeps,
  ctx: Ctx,
  id: string,
  steering: Steering,
  expectedRev: number | null,
): Promise<MeetingView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    await getMeetingForChange(tx, ctx, id, expectedRev)
    if (steering === 'cancel') {
      const { wasUploading } = await cancelWork(tx, id)
      if (wasUploading) await deps.uploads.abortAll(tx, id)
    } else await startWork(tx, id)
    await audit(tx, ctx, `meeting.${steering}`, id)
    await recordChange(tx, ctx, id, steering === 'cancel' ? 'cancelled' : 'queued')
    return toMeetingView(await getMeeting(tx, ctx, id))
  })
}

/** Has the recording of a meeting transcribed once more, in another language, by another provider or with other terms. */
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

/** Goes back to what a meeting shows, without what was brought to replace it. `not_found` when nothing was. */
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

import { withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { withWrite } from '../../../../db/transaction.ts'
import { estimateMeetings, refuseUnconfirmed, withOwnModel } from '../../analysis/index.ts'
import { getMeeting } from '../../meetings/index.ts'
import { requireTranscript } from '../../transcription/index.ts'
import { requireValid } from '../drafts/check-draft.ts'
import { loadDraft } from '../drafts/draft.ts'
import { getScenario } from '../repo.ts'
import { storeBody } from '../versions/body.ts'
import type { StartDryRun, TrialView } from './contract.ts'
import type { TrialDeps } from './deps.ts'
import { startTrial } from './trial.ts'
import { toTrialView } from './view.ts'

/** Runs the draft over the transcript of a meeting that the caller may see. Nothing of the meeting changes. */
export async function startDryRun(
  shared: TrialDeps,
  ctx: Ctx,
  id: string,
  { meetingId, confirmCost = true }: StartDryRun,
): Promise<TrialView> {
  authorize(ctx, 'scenarios:write')
  const deps = await withOwnModel(shared, ctx)
  const { files } = await withTenant(deps.db, ctx, async (tx) => {
    const draft = await loadDraft(tx, await getScenario(tx, id))
    const meeting = await getMeeting(tx, ctx, meetingId)
    if (!meeting.current_transcript_id) {
      throw new AppError(
        'wrong_state',
        'This meeting has no transcript yet. Choose another meeting, or bring its transcript first.',
        [{ pointer: '/meetingId', detail: 'has no transcript', inRussian: 'нет расшифровки' }],
        {},
        'У этой встречи ещё нет расшифровки. Выберите другую или сначала добавьте расшифровку.',
      )
    }
    await requireTranscript(tx, meeting.current_transcript_id)
    return draft
  })
  const pack = await requireValid(deps, ctx, id, files)
  return withWrite(deps.db, ctx, async (tx) => {
    if (deps.model && !confirmCost) {
      const steps = pack.manifest.steps.length
      refuseUnconfirmed(await estimateMeetings(tx, deps.model, [meetingId], steps), deps.model)
    }
    // The draft may have changed since: try the files that were checked.
    const bodyDigest = await storeBody(tx, files)
    const input = { meetingIds: [meetingId] }
    return toTrialView(
      await startTrial(tx, ctx, {
        scenarioId: id,
        kind: 'dry-run',
        bodyDigest,
        version: null,
        input,
      }),
    )
  })
}

import type { TenantTx } from '../../../../db/tenant.ts'
import { enqueue } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { AppError, retentionOver } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { requireRun } from '../../../../tenants/limits/usage-counts.ts'
import { withWrite } from '../../../../db/transaction.ts'
import {
  getMeetingForChange,
  recordChange,
  addSpeakersAsParticipants,
  updateMeeting,
} from '../../meetings/index.ts'
import { requireRunnable } from '../../scenarios/index.ts'
import { requireTranscript } from '../../transcription/index.ts'
import { carryDecisions } from '../carry-decisions.ts'
import type { ArtifactView, RunView, StartRun } from '../contract.ts'
import type { AnalysisDeps } from '../deps.ts'
import { withOwnModel } from '../own-model.ts'
import { readArtifacts, toRunView } from '../read-results.ts'
import { findRun } from '../repo/runs.ts'
import { insertRunRow, readSource } from './repo.ts'

/**
 * Starts another run of a scenario over the transcript. The current result does not change. Throws `run_limit_reached`
 * and `spending_limit_reached`.
 */
export async function startRun(
  deps: AnalysisDeps,
  ctx: Ctx,
  meetingId: string,
  input: StartRun,
): Promise<RunView> {
  authorize(ctx, 'meetings:write')
  const chosen = await withOwnModel(deps, ctx)
  return withWrite(deps.db, ctx, (tx) => beginRun(chosen, tx, ctx, meetingId, input))
}

/** The same inside the caller's transaction. */
export async function beginRun(
  deps: AnalysisDeps,
  tx: TenantTx,
  ctx: Ctx,
  meetingId: string,
  input: StartRun,
): Promise<RunView> {
  const meeting = await getMeetingForChange(tx, ctx, meetingId)
  if (!meeting.current_transcript_id || !meeting.current_run_id) {
    throw new AppError(
      'wrong_state',
      'There is no result yet to put another one beside. Bring a transcript first.',
      [],
      {},
      'Результата, рядом с которым можно поставить другой, ещё нет. Сначала добавьте расшифровку.',
    )
  }
  await requireTranscript(tx, meeting.current_transcript_id)
  const pinned = { id: meeting.scenario_id, version: meeting.scenario_version }
  const wanted = input.scenario ?? pinned
  // A meeting may keep using its version, whatever happened to that version since.
  const goesOn = wanted.id === pinned.id && (wanted.version ?? pinned.version) === pinned.version
  const scenario =
    (await deps.packs.pin(tx, wanted.id, wanted.version)) ?? (goesOn ? pinned : undefined)
  const pack = scenario && (await deps.packs.find(tx, scenario.id, scenario.version))
  if (!pack) throw noScenario()
  requireRunnable(pack)
  await requireRun(tx, actorId(ctx))
  const id = newId()
  const run = await insertRunRow(tx, {
    id,
    meetingId,
    transcriptId: meeting.current_transcript_id,
    packId: pack.manifest.id,
    packVersion: pack.manifest.version,
    packHash: pack.hash,
    provider: deps.provider.name,
    state: 'running',
  })
  await enqueue(tx, 'meeting.analyse', { meetingId, runId: id })
  await audit(tx, ctx, 'run.started', id, { meetingId })
  return toRunView(run, meeting.current_run_id)
}

/** Makes another run the current one and carries people's decisions over to it. */
export async function adoptRun(
  deps: AnalysisDeps,
  ctx: Ctx,
  meetingId: string,
  runId: string,
): Promise<ArtifactView> {
  authorize(ctx, 'meetings:write')
  await withWrite(deps.db, ctx, async (tx) => {
    const meeting = await getMeetingForChange(tx, ctx, meetingId)
    const run = await findRun(tx, meetingId, runId)
    if (meeting.status !== 'in_review' || run.state !== 'done') {
      throw new AppError(
        'wrong_state',
        run.state === 'done'
          ? 'Only a meeting in review can show another result. Reopen it first.'
          : 'This run has no result to show. Wait until it is done.',
        [],
        {},
        run.state === 'done'
          ? 'Показать другой результат можно, только пока встреча на проверке. Откройте её снова.'
          : 'У этого запуска нет результата. Дождитесь, пока он завершится.',
      )
    }
    if (meeting.current_run_id === runId || !meeting.current_run_id) return null
    if (run.expiredAt) throw retentionOver('result')
    // Decisions keep their quotes, which are located in the other transcript.
    if (run.transcriptId !== meeting.current_transcript_id) {
      await requireTranscript(tx, run.transcriptId)
    }
    const pack = await deps.packs.find(tx, run.packId, run.packVersion)
    if (!pack) throw noScenario()
    await updateMeeting(tx, meetingId, {
      currentRunId: runId,
      ...(await readSource(tx, run.transcriptId)),
      scenarioId: run.packId,
      scenarioVersion: run.packVersion,
    })
    await addSpeakersAsParticipants(tx, meetingId, run.transcriptId)
    await carryDecisions(tx, meetingId, meeting.current_run_id, runId, pack)
    await audit(tx, ctx, 'run.adopted', runId, { meetingId })
    await recordChange(tx, ctx, meetingId, 'run_adopted')
    return null
  })
  return readArtifacts(deps, ctx, meetingId)
}

const noScenario = (): AppError =>
  new AppError(
    'unknown_scenario',
    'There is no such scenario or version.',
    [{ pointer: '/scenario', detail: 'no such scenario', inRussian: 'такого сценария нет' }],
    {},
    'Такого сценария или такой версии нет. Выберите другой сценарий.',
  )

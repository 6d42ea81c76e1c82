import { withTenant } from '../../../../db/tenant.ts'
import { type LoadedPack, ModelFault, type PackFiles } from '../../../../plugins/engine/index.ts'
import { defineJob, type JobCtx } from '../../../jobs/define-job.ts'
import { keepClaim, Superseded, superseded } from '../../../jobs/keep-claim.ts'
import { lendWhileSilent } from '../../../jobs/lend-slot.ts'
import { AppError } from '../../../platform/errors.ts'
import { claimantOf } from '../../../platform/fair-gate.ts'
import { EngineFailure, storedReason, withOwnEngine } from '../../analysis/index.ts'
import { loadBody } from '../versions/body.ts'
import { countSpending, type TrialCalls } from './count-spending.ts'
import type { TryDeps } from './deps.ts'
import { dryRun } from './dry-run.ts'
import { regression } from './regression.ts'
import { renewTrial, type TrialRow } from './repo.ts'
import { claimTrial, failTrial, recordTrial } from './trial.ts'

const reportEveryMs = 1_000

/** Whether an attempt, named by its signal, used the organisation's own model. */
const usedOwnModel = new WeakMap<AbortSignal, boolean>()

/** Runs a trial of a scenario, which changes only the trial's row. */
export const tryScenario = defineJob<'scenario.try', TryDeps>(
  'scenario.try',
  async (shared, ctx, { trialId }) => {
    const deps = await withOwnEngine(shared, ctx)
    usedOwnModel.set(ctx.signal, deps.isOwnKey ?? false)
    const silence = deps.model?.silence
    const refusal = silence?.refusal()
    if (refusal) throw refusal
    const claimed = await withTenant(deps.db, ctx, async (tx) => {
      const trial = await claimTrial(tx, trialId)
      const files = trial?.bodyDigest ? await loadBody(tx, trial.bodyDigest) : null
      return trial && { trial, files }
    })
    if (!claimed) return 'nothing to try'
    const { trial, files } = claimed
    const pack = files ? await loadTrialPack(deps, ctx, files) : null
    const kept = keepClaim(deps, ctx, (tx) => renewTrial(tx, trial))
    const calls = countSpending(deps, ctx, trial)
    let report: object | null
    const takeSlotBack = lendWhileSilent(ctx, silence)
    try {
      report = pack
        ? await perform(deps, { ...ctx, signal: kept.signal }, { trial, pack, calls })
        : null
    } catch (error) {
      if (error instanceof Superseded || kept.isLost()) return superseded
      throw error
    } finally {
      takeSlotBack()
      kept.stop()
      await calls.settle()
    }
    if (!report) return 'nothing to try'
    const isOurs = await withTenant(deps.db, ctx, (tx) =>
      recordTrial(tx, trial, { state: 'done', report }),
    )
    return isOurs ? trial.kind : superseded
  },
  { onFinalFailure: markFailed },
)

/** Loads the files of the trial. An engine newer than the one that checked them may reject them. */
async function loadTrialPack(
  { checker }: TryDeps,
  ctx: JobCtx,
  files: PackFiles,
): Promise<LoadedPack> {
  const checked = await checker.check(claimantOf(ctx), files)
  if (checked.ok) return checked.pack
  const isStopped = checked.problems.some(({ code }) => code.startsWith('check-'))
  throw new AppError(
    isStopped ? 'unavailable' : 'scenario_invalid',
    'The scenario could not be loaded.',
    [],
    {},
    'Сценарий не удалось загрузить. Проверьте черновик и запустите снова.',
  )
}

async function perform(
  deps: TryDeps,
  ctx: JobCtx,
  { trial, pack, calls }: { trial: TrialRow; pack: LoadedPack; calls: TrialCalls },
): Promise<object | null> {
  const onProgress = progressReporter(deps, ctx, trial)
  const [meetingId] = trial.input.meetingIds
  if (trial.kind === 'dry-run' && meetingId)
    return dryRun(deps, ctx, { pack, calls, onProgress }, meetingId)
  if (trial.kind === 'regression') {
    return regression(deps, ctx, { pack, calls, onProgress }, trial)
  }
  return null
}

/** Records progress at most once a second. */
function progressReporter(deps: TryDeps, ctx: JobCtx, trial: TrialRow) {
  let reportedAtMs = Date.now()
  return ({ done, total }: { done: number; total: number }): void => {
    if (Date.now() - reportedAtMs < reportEveryMs) return
    reportedAtMs = Date.now()
    withTenant(deps.db, ctx, (tx) =>
      recordTrial(tx, trial, { state: 'running', progress: { done, total } }),
    ).catch((error: unknown) => ctx.log.warn({ err: error }, 'progress was not reported'))
  }
}

async function markFailed(
  deps: TryDeps,
  ctx: JobCtx,
  { trialId }: { trialId: string },
  error: unknown,
): Promise<void> {
  const hasMessage =
    error instanceof AppError || error instanceof EngineFailure || error instanceof ModelFault
  const reason = hasMessage
    ? storedReason(usedOwnModel.get(ctx.signal) ?? false, error.code)
    : 'trial_failed'
  await withTenant(deps.db, ctx, (tx) => failTrial(tx, trialId, reason))
}

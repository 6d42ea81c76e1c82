import { withTenant } from '../../../../db/tenant.ts'
import type {
  Interaction,
  LoadedPack,
  RunOutput,
  RunProgress,
} from '../../../../plugins/engine/index.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { AppError } from '../../../platform/errors.ts'
import { readFacts } from '../../analysis/index.ts'
import { loadSegments, requireTranscript, type SpokenSegment } from '../../transcription/index.ts'
import { toSectionView } from '../view.ts'
import type { DryRunReport } from './contract.ts'
import { claimantOf } from '../../../platform/fair-gate.ts'
import type { TrialCalls } from './count-spending.ts'
import type { TryDeps } from './deps.ts'
import { findCurrentTranscript } from './repo.ts'
import { sumSpending } from './sum-spending.ts'

/** Runs a pack over a meeting's transcript and reports the items that it found, with their quotes. */
export async function dryRun(
  deps: TryDeps,
  ctx: JobCtx,
  {
    pack,
    calls,
    onProgress,
  }: { pack: LoadedPack; calls: TrialCalls; onProgress: (progress: RunProgress) => void },
  meetingId: string,
): Promise<DryRunReport> {
  const read = await withTenant(deps.db, ctx, async (tx) => {
    const transcriptId = await findCurrentTranscript(tx, meetingId)
    const meeting = await readFacts(tx, meetingId)
    if (!transcriptId || !meeting) return undefined
    await requireTranscript(tx, transcriptId)
    return { meeting, segments: await loadSegments(tx, transcriptId) }
  })
  if (!read)
    throw new AppError(
      'not_found',
      'The meeting or its transcript is gone.',
      [],
      {},
      'Встречи или её расшифровки больше нет. Выберите другую встречу.',
    )
  const output = await deps.engine.run({
    claimant: claimantOf(ctx),
    pack,
    ...read,
    signal: ctx.signal,
    onProgress,
    onInteraction: calls.add,
    beforeCall: calls.requireBudget,
  })
  return toReport(pack, meetingId, output, read.segments, calls.made)
}

function toReport(
  pack: LoadedPack,
  meetingId: string,
  output: RunOutput,
  segments: SpokenSegment[],
  calls: readonly Interaction[],
): DryRunReport {
  const spoken = new Map(segments.map((segment) => [segment.ordinal, segment]))
  const found = new Map(output.sections.map((section) => [section.name, section]))
  const { segmentCount, seenCount, citedShare } = output.coverage
  return {
    meetingId,
    provider: output.provider,
    spent: sumSpending(calls),
    coverage: { segmentCount, seenCount, citedShare },
    sections: pack.sections
      .toSorted((a, b) => a.order - b.order)
      .flatMap((spec) => {
        const section = found.get(spec.name)
        if (!section) return []
        return [
          {
            name: spec.name,
            view: toSectionView(pack, spec),
            state: section.state,
            errors: section.errors,
            items: section.items.map(({ value, state, evidence }) => ({
              value,
              evidenceState: state,
              evidence: evidence.map((entry) => ({
                segmentId: entry.ordinal,
                startMs: spoken.get(entry.ordinal)?.startMs ?? null,
                endMs: spoken.get(entry.ordinal)?.endMs ?? null,
                speaker: spoken.get(entry.ordinal)?.speaker ?? null,
                quote: entry.quote,
                state: entry.state,
              })),
            })),
          },
        ]
      }),
  }
}

import type {
  LoadedPack,
  MeetingFacts,
  RunOutput,
  RunPlan,
  RunProgress,
  SectionProvider,
  SectionResult,
  Segment,
} from '../types.ts'
import { coverageOf } from './coverage.ts'
import { requireResult } from './run-failure.ts'
import { judgeHere, type RunJudge } from './run-judge.ts'
import { type AroundStep, runStep, type StepOutcome, windowsOf } from './run-step.ts'
import { allOrStop, createLimiter } from './schedule.ts'
import { sectionResult } from './section-result.ts'
import { withoutEmptyTrust } from './trust.ts'

export interface RunInput {
  pack: LoadedPack
  segments: Segment[]
  meeting: MeetingFacts
  provider: SectionProvider
  signal?: AbortSignal
  onProgress?: (progress: RunProgress) => void
  /** Judges answers; on this thread by default. */
  judge?: RunJudge
  /** Wraps the work on one window of a step, for tracing. */
  around?: AroundStep
}

/**
 * Runs a scenario over a transcript: asks the provider step by step and window by window, side by
 * side as far as it allows, judges, grounds and merges what comes back. A step waits for those it
 * follows. A section that fails keeps its good items and its errors and never harms the others. The
 * same answers give the same output, byte for byte, in whatever order they arrive.
 * Throws what the provider throws, a ModelFault when every section failed, and the signal's reason when it is aborted.
 */
export async function runScenario(input: RunInput): Promise<RunOutput> {
  const { pack, provider, meeting, signal } = input
  signal?.throwIfAborted()
  const segments = input.segments.toSorted((a, b) => a.ordinal - b.ordinal)
  const plan = planRun(input, segments)
  provider.begin?.(plan)
  const outcomes = await runSteps(input, plan, segments)
  provider.end?.()
  const found = new Map(outcomes.flatMap(({ results }) => results).map((one) => [one.name, one]))
  const results = withoutEmptyTrust(
    pack.sections,
    pack.sections.map((section) => found.get(section.name) ?? sectionResult(section, [])),
  )
  requireResult(results)
  return {
    pack: { id: pack.manifest.id, version: pack.manifest.version, hash: pack.hash },
    provider: provider.name,
    language: meeting.language,
    sections: results,
    coverage: await coverageOf(segments, seenByAll(outcomes, segments), results),
  }
}

function planRun({ pack, meeting, provider }: RunInput, segments: Segment[]): RunPlan {
  const speakers = [...new Set(segments.flatMap(({ speaker }) => speaker ?? []))]
  const steps = pack.manifest.steps.map((step) => ({
    step,
    sections: pack.sections.filter(({ name }) => step.sections.includes(name)),
    windows: windowsOf(provider, segments, step, []),
  }))
  return { pack, meeting, speakers, steps }
}

async function runSteps(
  { provider, signal, onProgress, ...input }: RunInput,
  plan: RunPlan,
  segments: Segment[],
): Promise<StepOutcome[]> {
  const stop = new AbortController()
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  const judge = input.judge ?? judgeHere({ ...plan, segments })
  const limit = createLimiter(provider.concurrency ?? 1)
  const total = plan.steps.reduce((sum, { windows }) => sum + windows.length, 0)
  const shares: number[] = []
  const done = () => {
    const sum = shares.reduce((before, share) => before + share, 0)
    return Math.min(total, Math.round(sum * 100) / 100)
  }
  const running = new Map<string, Promise<StepOutcome>>()
  for (const planned of plan.steps) {
    const { step } = planned
    const report = () => onProgress?.({ step: step.id, done: done(), total })
    const start = async (): Promise<StepOutcome> => {
      const before = await Promise.all(step.after.map((id) => running.get(id)))
      const known: SectionResult[] = before.flatMap((outcome) => outcome?.results ?? [])
      const outcome = await runStep(
        {
          plan,
          planned,
          provider,
          segments,
          judge,
          around: input.around ?? ((_place, work) => work()),
          known,
          limit,
          signal: stopped,
          onAsk: report,
          onRequest: () => {
            const at = shares.push(0) - 1
            return (share) => {
              shares[at] = share
              if (share < 1) report()
            }
          },
        },
        (work) => allOrStop(work, stop),
      )
      report()
      return outcome
    }
    running.set(step.id, start())
  }
  return allOrStop([...running.values()], stop)
}

/** Segments that every step was shown; any other segment was cut. */
function seenByAll(outcomes: StepOutcome[], segments: Segment[]): Set<number> {
  return new Set(
    segments
      .map(({ ordinal }) => ordinal)
      .filter((ordinal) => outcomes.every(({ seen }) => seen.has(ordinal))),
  )
}

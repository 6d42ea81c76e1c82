import type {
  ProposedItem,
  RunPlan,
  SectionProvider,
  SectionRequest,
  SectionResult,
  SectionSpec,
  Segment,
  StepSpec,
} from '../types.ts'
import type { Judged } from './judge.ts'
import { type RunJudge, tooDear } from './run-judge.ts'
import type { Limiter } from './schedule.ts'
import { sectionResult } from './section-result.ts'
import { cutWindows } from './windows.ts'

/** One window of a step, from 0. */
export interface StepPlace {
  step: string
  window: number
  windowCount: number
}

export type AroundStep = <T>(place: StepPlace, work: () => Promise<T>) => Promise<T>

export interface StepInput {
  plan: RunPlan
  planned: RunPlan['steps'][number]
  provider: SectionProvider
  segments: Segment[]
  judge: RunJudge
  around: AroundStep
  /** Results of the steps that this one follows. */
  known: SectionResult[]
  limit: Limiter
  signal: AbortSignal
  onAsk: () => void
  /** Called for each request; returns a callback for the share of the answer received, from 0 to 1. */
  onRequest: () => (share: number) => void
}

export interface StepOutcome {
  results: SectionResult[]
  /** Ordinals that the step's requests showed. */
  seen: Set<number>
}

/** Runs one step, with parallel windows as the limiter allows, and merges the results of each section. */
export async function runStep(input: StepInput, settle: Settle): Promise<StepOutcome> {
  const { planned, provider, segments, limit, signal } = input
  const { step, sections } = planned
  const windows = windowsOf(provider, segments, step)
  const answers = await settle(
    windows.map((window, at) =>
      limit(async () => {
        signal.throwIfAborted()
        input.onAsk()
        const onShare = input.onRequest()
        const place = { index: at, count: windows.length }
        const request = requestOf(input, window, place)
        const where = { step: step.id, window: at, windowCount: windows.length }
        return input.around(where, async () => {
          const answer = await provider.fill(request, signal, onShare)
          onShare(1)
          return judgeAnswer(input, answer.sections, at)
        })
      }),
    ),
  )
  const results: SectionResult[] = []
  for (const section of sections) {
    const judged = answers.flatMap((answer) => answer.get(section.name) ?? [])
    const combined = await combine(input, section, judged, windows.length)
    const parts = combined ? [...onlyErrors(judged), combined] : judged
    const result = await input.judge.merge(section, parts)
    results.push(result ?? sectionResult(section, [tooDear(section)]))
  }
  return { results, seen: new Set(windows.flat().map(({ ordinal }) => ordinal)) }
}

function requestOf(
  { plan, planned, known }: StepInput,
  segments: Segment[],
  window: SectionRequest['window'],
): SectionRequest {
  const { pack, meeting, speakers } = plan
  const { step, sections } = planned
  return { pack, step, sections, meeting, segments, window, speakers, known }
}

/** Waits for parallel work; the first failure stops the rest of the run. */
export type Settle = <T>(work: Promise<T>[]) => Promise<T[]>

/** The windows of a step, sized by the server's token counts for earlier steps. */
export function windowsOf(
  provider: SectionProvider,
  segments: Segment[],
  step: StepSpec,
  after: readonly string[] = step.after,
): Segment[][] {
  const factor = provider.tokenFactor?.(after) ?? 1
  const tokensOf = provider.tokensOf?.bind(provider)
  const windowTokens = provider.windowTokensOf?.(step) ?? provider.windowTokens
  return cutWindows(segments, windowTokens / factor, tokensOf)
}

async function judgeAnswer(
  { planned, judge }: StepInput,
  answer: Awaited<ReturnType<SectionProvider['fill']>>['sections'],
  window: number,
): Promise<Map<string, Judged>> {
  const judged = new Map<string, Judged>()
  for (const section of planned.sections) {
    const part = Object.hasOwn(answer, section.name) ? answer[section.name] : undefined
    judged.set(section.name, (await judge.judge(section, part, window)) ?? tooDear(section))
  }
  return judged
}

/** Combines a single-item section of which several windows returned a part. */
async function combine(
  { plan, planned, provider, judge, signal }: StepInput,
  section: SectionSpec,
  judged: Judged[],
  windowCount: number,
): Promise<Judged | null> {
  const candidates = judged.flatMap((part) => part.candidates)
  if (section.isList || candidates.length < 2 || !provider.combine) return null
  const parts = candidates.map(({ value, evidence }): ProposedItem => ({
    value,
    evidence: evidence.map(({ ordinal, quote }) => ({ segment: ordinal, anchor: quote })),
  }))
  const { pack, meeting } = plan
  const { step } = planned
  const part = await provider.combine({ pack, step, section, meeting, parts, windowCount }, signal)
  const combined = await judge.judge(section, part, 0)
  return combined && combined.candidates.length > 0 ? combined : null
}

const onlyErrors = (judged: Judged[]): Judged[] =>
  judged.map((part) => ({ ...part, candidates: [] }))

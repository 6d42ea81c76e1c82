import { judgeHere, type RunJudge } from '../run/run-judge.ts'
import type {
  LoadedPack,
  Locale,
  RunPlan,
  SectionProvider,
  SectionSpec,
  Segment,
  StepSpec,
} from '../types.ts'
import { askSections } from './ask.ts'
import type { Asking } from './ask-once.ts'
import { createBudget, type Spent } from './budget.ts'
import { type CallDeps, openCalls, type Wait, waitFor } from './call.ts'
import { combineParts } from './combine.ts'
import { watchFit } from './fit.ts'
import { watchWindows } from './got-through.ts'
import { createPersonFinder } from './people.ts'
import {
  type Interaction,
  type LanguageModel,
  ModelFault,
  type ModelMessage,
  type ModelUsage,
  type SentCall,
} from './port.ts'
import { stablePrompt } from './prompt.ts'
import { strictSchema } from './strict-schema.ts'
import { remembered } from './tokens.ts'

/** Longer windows would fit, but models overlook more in them. */
const MOST_WINDOW_TOKENS = 48_000
const LEAST_WINDOW_TOKENS = 400
/** Room for facts about the meeting, the legend and results of earlier steps. */
const FACTS_TOKENS = 1_500
const MOST_ANSWER_TOKENS = 8_000
const SEGMENT_SIGNS_TOKENS = 3
/** The beginning of a prompt's transcript; mentions of the tag are not followed by a line break. */
const TRANSCRIPT_START = '<transcript>\n'

export interface ModelProviderOptions {
  /** Counts tokens with OpenAI's o200k; see `loadTokenizer`. */
  tokensOf: (text: string) => number
  onInteraction?: (interaction: Interaction) => void
  /** Called as soon as a call is sent. */
  onSent?: (call: SentCall) => void
  /** Called before each call to the model. When it rejects, the run ends with that error. */
  beforeCall?: () => Promise<void>
  wait?: Wait
  /** Judges answers by the pack's schema; on this thread by default. */
  judge?: Pick<RunJudge, 'findFaults'>
  /** Usage of earlier attempts at the same run, which counts towards the pack's limits. */
  spentBefore?: Spent
}

/**
 * Fills sections with a language model. Created for each run: it holds the run's budget, and the server's token count
 * for each step corrects the windows of later steps.
 */
export function modelProvider(
  model: LanguageModel,
  pack: LoadedPack,
  options: ModelProviderOptions,
): SectionProvider {
  const tokensOf = remembered(options.tokensOf)
  const budget = createBudget(pack.manifest.limits, model, options.spentBefore)
  const judge = options.judge ?? judgeHere({ pack, meeting: { startedAt: null }, segments: [] })
  const gotThrough = watchWindows(model.concurrency)
  const fit = watchFit((tokens) => model.onContext?.(tokens))
  const factors = new Map<string, number>()
  let callCount = 0
  const factorOf = (after: readonly string[]): number => {
    const measured = after.flatMap((id) => factors.get(id) ?? [])
    return measured.length > 0 ? Math.max(...measured) : model.tokenFactor
  }
  const schemaTokens = (sections: SectionSpec[], language: Locale): number =>
    tokensOfSchema(pack, sections, language, tokensOf)

  const deps = (signal: AbortSignal, onShare?: (share: number) => void): CallDeps => ({
    model,
    budget,
    signal,
    wait: options.wait ?? waitFor,
    onInteraction: (interaction) => options.onInteraction?.(interaction),
    nextNumber: () => ++callCount,
    ...(options.onSent ? { onSent: options.onSent } : {}),
    ...(options.beforeCall ? { beforeCall: options.beforeCall } : {}),
    ...(onShare ? { onWritten: risingShare(onShare) } : {}),
  })
  const estimate = (
    messages: ModelMessage[],
    sections: SectionSpec[],
    segments: Segment[],
    factor: number,
    language: Locale,
  ): ModelUsage => {
    const words = wordsOf(messages, segments)
    return usageOf((words + schemaTokens(sections, language)) * factor)
  }
  const wordsOf = (messages: ModelMessage[], segments: Segment[]): number =>
    messages.reduce((sum, { content }) => {
      // The segments were counted when the windows were cut.
      const [before = '', transcript] = content.split(TRANSCRIPT_START, 2)
      return sum + tokensOf(before) + (transcript ? transcriptTokens(segments, tokensOf) : 0)
    }, 0)

  return {
    name: model.name,
    windowTokens: MOST_WINDOW_TOKENS,
    windowTokensOf: (step) => windowTokensOf(model, pack, step, tokensOf),
    tokensOf,
    tokenFactor: factorOf,
    concurrency: model.concurrency,
    begin: (plan) => budget.check(plannedCalls(plan, tokensOf, schemaTokens, model.tokenFactor)),
    end: () => gotThrough.requireOne(),
    async fill(request, signal = new AbortController().signal, onShare) {
      const { step, meeting, speakers, window } = request
      const calls = openCalls(deps(signal, onShare), step.id, window.index)
      const asking: Asking = {
        calls,
        onCounted: (counted, estimated) => {
          const factor = clamp((counted / estimated) * factorOf(step.after))
          factors.set(step.id, Math.max(factors.get(step.id) ?? 0, factor))
        },
        gotThrough,
        fit,
        sizesOf: (messages, segments) => ({
          messages: wordsOf(messages, segments),
          transcript: transcriptTokens(segments, tokensOf),
        }),
        judge,
        findPerson: createPersonFinder(
          meeting.participants.map(({ name }) => name),
          speakers,
        ),
        estimate: (messages, sections, segments) =>
          estimate(messages, sections, segments, factorOf(step.after), meeting.language),
      }
      try {
        return { sections: await askSections(asking, request) }
      } finally {
        calls.close()
      }
    },
    async combine(request, signal = new AbortController().signal) {
      const calls = openCalls(deps(signal), request.step.id, request.windowCount)
      try {
        return await combineParts({ calls, judge }, request, (messages) =>
          estimate(
            messages,
            [request.section],
            [],
            factorOf([request.step.id]),
            request.meeting.language,
          ),
        )
      } finally {
        calls.close()
      }
    },
  }
}

/** Never decreases when an answer is requested again, and approaches 1 when one is longer than expected. */
function risingShare(onShare: (share: number) => void) {
  let highest = 0
  return (written: number, expected: number): void => {
    highest = Math.max(highest, 1 - Math.exp(-written / expected))
    onShare(highest)
  }
}

const clamp = (factor: number): number => Math.min(4, Math.max(0.8, factor))

/**
 * The model's context minus the fixed parts of a step and the answer. A step whose fixed parts alone fill it by our
 * count is sent anyway: the server knows better, and only that step fails.
 */
function windowTokensOf(
  model: LanguageModel,
  pack: LoadedPack,
  step: StepSpec,
  tokensOf: (text: string) => number,
): number {
  const sections = sectionsOf(pack, step.sections)
  const parts = pack.manifest.locales.map(
    (language) =>
      tokensOf(stablePrompt(pack, step.id, sections, language)) +
      tokensOfSchema(pack, sections, language, tokensOf),
  )
  const fixed = Math.max(...parts) * model.tokenFactor
  if (fixed >= model.contextTokens) return MOST_WINDOW_TOKENS
  const answer = Math.min(MOST_ANSWER_TOKENS, model.contextTokens / 4)
  const facts = Math.min(FACTS_TOKENS, model.contextTokens / 8) * model.tokenFactor
  const free = model.contextTokens - answer - fixed - facts
  return Math.max(LEAST_WINDOW_TOKENS, Math.min(MOST_WINDOW_TOKENS, Math.floor(free)))
}

/** Zero for a schema that exceeds the providers' limits: its step is never sent. */
function tokensOfSchema(
  pack: LoadedPack,
  sections: SectionSpec[],
  language: Locale,
  tokensOf: (text: string) => number,
): number {
  try {
    return tokensOf(JSON.stringify(strictSchema(pack, sections, language).schema))
  } catch (error) {
    if (error instanceof ModelFault && error.code === 'model_schema_too_large') return 0
    throw error
  }
}

const sectionsOf = (pack: LoadedPack, names: string[]): SectionSpec[] =>
  pack.sections.filter(({ name }) => names.includes(name))

function plannedCalls(
  { pack, meeting, steps }: RunPlan,
  tokensOf: (text: string) => number,
  schemaTokens: (sections: SectionSpec[], language: Locale) => number,
  factor: number,
): ModelUsage[] {
  return steps.flatMap(({ step, sections, windows }) => {
    if (sections.length === 0) return []
    const fixed =
      tokensOf(stablePrompt(pack, step.id, sections, meeting.language)) +
      schemaTokens(sections, meeting.language)
    return windows.map((window) => usageOf((fixed + transcriptTokens(window, tokensOf)) * factor))
  })
}

const transcriptTokens = (window: Segment[], tokensOf: (text: string) => number): number =>
  window.reduce((sum, { text }) => sum + tokensOf(text) + SEGMENT_SIGNS_TOKENS, 0)

/** An answer is a fraction of its prompt. */
const usageOf = (inputTokens: number): ModelUsage => ({
  inputTokens: Math.ceil(inputTokens),
  cachedInputTokens: 0,
  outputTokens: Math.min(MOST_ANSWER_TOKENS, 500 + Math.ceil(inputTokens * 0.1)),
})

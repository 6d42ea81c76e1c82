import type { RunJudge } from '../run/run-judge.ts'
import type { LoadedPack, SectionRequest, SectionSpec, Segment } from '../types.ts'
import type { Calls } from './call.ts'
import type { Fit, PromptSizes } from './fit.ts'
import { type GotThrough, unansweredFaults } from './got-through.ts'
import type { Fault } from './parts.ts'
import type { FindPerson } from './people.ts'
import {
  type Completion,
  type Interaction,
  ModelFault,
  type ModelMessage,
  type ModelUsage,
} from './port.ts'
import { parseAnswer, parseCutAnswer } from './read-answer.ts'
import { strictSchema } from './strict-schema.ts'

export interface Asking {
  calls: Calls
  findPerson: FindPerson
  judge: Pick<RunJudge, 'findFaults'>
  gotThrough: GotThrough
  fit: Fit
  /** Upper estimate of a prompt's tokens. */
  estimate(messages: ModelMessage[], sections: SectionSpec[], segments: Segment[]): ModelUsage
  /** Token counts by our own tokenizer, for each part. */
  sizesOf(messages: ModelMessage[], segments: Segment[]): PromptSizes
  /** Called with the server's token count for an answer. */
  onCounted(counted: number, estimated: number): void
}

/** A complete answer. */
export interface Got {
  completion: Completion
  interaction: Interaction
  answer: Record<string, unknown> | null
}

/** Why there is no complete answer, and what arrived of it. */
export interface Missed {
  fault: Fault
  completion?: Completion
  /** For a refused request, which may be tried with a smaller prompt before it counts. */
  error?: ModelFault
}

export const isMissed = (asked: Got | Missed): asked is Missed => 'fault' in asked

/**
 * Asks the model once for some sections. `isFirst`: no earlier prompt had the same beginning, so the server's count is
 * not reduced by its cache. Throws errors that concern the whole run.
 */
export async function ask(
  asking: Asking,
  { pack, segments, meeting }: SectionRequest,
  messages: ModelMessage[],
  sections: SectionSpec[],
  isFirst: boolean,
): Promise<Got | Missed> {
  const { calls, fit, gotThrough } = asking
  const estimate = asking.estimate(messages, sections, segments)
  try {
    const schema = strictSchema(pack, sections, meeting.language)
    const { completion, interaction } = await calls.complete({ messages, schema }, estimate)
    gotThrough.answered()
    const miss = (fault: Fault, code: string = fault): Missed => {
      interaction.outcome = fault === 'empty' ? 'invalid' : fault === 'refused' ? 'refused' : 'cut'
      interaction.errorCode = code
      return { fault, completion }
    }
    const counted = completion.usage?.inputTokens
    if (counted && isFirst && fit.isShortened(counted, asking.sizesOf(messages, segments))) {
      return miss('too-long', 'shortened')
    }
    if (counted) asking.onCounted(counted, estimate.inputTokens)
    fit.took(estimate.inputTokens)
    const answer = parseAnswer(completion.text, pack, sections)
    const fault = faultOf(completion, answer, () => parseCutAnswer(completion.text, pack, sections))
    return fault ? miss(fault) : { completion, interaction, answer }
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error
    const fault = faultsOfSections[error.code]
    if (fault === 'too-long') fit.refused(estimate.inputTokens, error.limitTokens)
    if (fault) return { fault }
    const broken = brokenAnswer(error, pack, sections)
    if (broken) {
      gotThrough.answered()
      return { fault: 'cut', completion: broken }
    }
    if (error.code === 'model_request_refused') return { fault: 'request-refused', error }
    if (!unansweredFaults.has(error.code)) throw error
    gotThrough.unanswered(error)
    return { fault: 'unanswered' }
  }
}

/** Treats an answer that broke off after complete entries as one that was truncated. */
function brokenAnswer(
  { partial, usage }: ModelFault,
  pack: LoadedPack,
  sections: SectionSpec[],
): Completion | null {
  const cut = partial === null ? null : parseCutAnswer(partial, pack, sections)
  const isSome = Object.values(cut?.value ?? {}).some(
    (one) => !Array.isArray(one) || one.length > 0,
  )
  return partial !== null && isSome
    ? { text: partial, finishReason: 'length', refusal: null, usage, model: '', latencyMs: 0 }
    : null
}

const faultsOfSections: Partial<Record<ModelFault['code'], Fault>> = {
  model_context_exceeded: 'too-long',
  model_over_budget: 'over-budget',
  model_prompt_refused: 'refused',
  model_schema_too_large: 'schema-too-large',
}

function faultOf(
  { refusal, finishReason, text }: Completion,
  answer: Record<string, unknown> | null,
  findCut: () => unknown,
): 'refused' | 'cut' | 'empty' | null {
  if (refusal !== null || finishReason === 'content_filter') return 'refused'
  // Some servers report `length` whenever a limit was set, others never.
  if (answer === null && (finishReason === 'length' || findCut() !== null)) return 'cut'
  return text.trim() === '' ? 'empty' : null
}

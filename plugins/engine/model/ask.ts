import type { RunJudge } from '../run/run-judge.ts'
import { halveWindow } from '../run/windows.ts'
import type { SectionFault, SectionPart, SectionRequest, SectionSpec, Segment } from '../types.ts'
import type { Calls } from './call.ts'
import { type GotThrough, unansweredFaults } from './got-through.ts'
import type { FindPerson } from './people.ts'
import {
  type Completion,
  type Interaction,
  ModelFault,
  type ModelMessage,
  type ModelUsage,
} from './port.ts'
import { buildPrompt } from './prompt.ts'
import { parseAnswer, type ReadSections, readSections } from './read-answer.ts'
import { type FailedPart, failedParts, repairPrompt, withRepaired } from './repair.ts'
import { strictSchema } from './strict-schema.ts'
import { describeFault } from './titles.ts'

export interface Asking {
  calls: Calls
  findPerson: FindPerson
  judge: Pick<RunJudge, 'findFaults'>
  gotThrough: GotThrough
  /** Upper estimate of what a prompt takes. */
  estimate(messages: ModelMessage[], sections: SectionSpec[], segments: Segment[]): ModelUsage
}

export type Parts = Record<string, SectionPart>

/**
 * Asks for the sections of a request: one call, one round of repair for what is not as it must be.
 * An answer that was cut or has no words is asked for again over the two halves of the window, once; a prompt that did
 * not fit, over ever smaller parts. What still cannot be had, or is refused, fails its own sections and nothing else.
 * Throws what concerns the whole run.
 */
export async function askSections(
  asking: Asking,
  request: SectionRequest,
  halvings = 0,
): Promise<Parts> {
  const { sections } = request
  const prompt = buildPrompt(request)
  const asked = await ask(asking, request, prompt, sections)
  if (asked === 'cut' || asked === 'empty' || asked === 'too-long') {
    const most = asked === 'too-long' ? MOST_HALVINGS : 1
    const halves = halvings < most ? halveWindow(request.segments) : null
    if (!halves) return allFailed(sections, asked)
    const parts: Parts[] = []
    for (const segments of halves) {
      parts.push(await askSections(asking, { ...request, segments }, halvings + 1))
    }
    return joined(sections, parts)
  }
  if (typeof asked === 'string') return allFailed(sections, asked)
  const { read, interaction } = await readCompletion(asking, request, sections, asked)
  const failed = failedParts(sections, read)
  if (failed.length === 0) return toParts(request, read, false)
  interaction.outcome = 'invalid'
  interaction.errorCode = read ? 'invalid' : 'garbage'
  const repaired = await repair(asking, request, prompt, failed)
  const merged = withRepaired(read, failed, repaired)
  return toParts(request, merged, read === null && repaired === null)
}

/** A window of a long context comes down to what small servers take at once. */
const MOST_HALVINGS = 5

type Fault =
  | 'refused'
  | 'cut'
  | 'empty'
  | 'too-long'
  | 'over-budget'
  | 'unanswered'
  | 'request-refused'
  | 'schema-too-large'
interface Got {
  completion: Completion
  interaction: Interaction
}

async function ask(
  { calls, estimate, gotThrough }: Asking,
  { pack, segments, meeting }: SectionRequest,
  messages: ModelMessage[],
  sections: SectionSpec[],
): Promise<Got | Fault> {
  try {
    const schema = strictSchema(pack, sections, meeting.language)
    const got = await calls.complete({ messages, schema }, estimate(messages, sections, segments))
    gotThrough.answered()
    const fault = faultOf(got.completion)
    if (!fault) return got
    got.interaction.outcome = fault === 'empty' ? 'invalid' : fault
    got.interaction.errorCode = fault
    return fault
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error
    if (error.code === 'model_context_exceeded') return 'too-long'
    if (error.code === 'model_over_budget') return 'over-budget'
    if (error.code === 'model_prompt_refused') return 'refused'
    if (error.code === 'model_schema_too_large') return 'schema-too-large'
    const isRefused = error.code === 'model_request_refused'
    if (!isRefused && !unansweredFaults.has(error.code)) throw error
    gotThrough.unanswered(error)
    return isRefused ? 'request-refused' : 'unanswered'
  }
}

function faultOf({ refusal, finishReason, text }: Completion): 'refused' | 'cut' | 'empty' | null {
  if (refusal !== null || finishReason === 'content_filter') return 'refused'
  // Some servers say `length` whenever a limit was set.
  if (finishReason === 'length' && parseAnswer(text) === null) return 'cut'
  return text.trim() === '' ? 'empty' : null
}

async function readCompletion(
  { findPerson, judge }: Asking,
  { pack }: SectionRequest,
  sections: SectionSpec[],
  { completion, interaction }: Got,
): Promise<{ read: ReadSections | null; interaction: Interaction }> {
  const answer = parseAnswer(completion.text)
  const read = answer ? await readSections({ pack, judge, findPerson }, sections, answer) : null
  return { read, interaction }
}

async function repair(
  asking: Asking,
  request: SectionRequest,
  prompt: ModelMessage[],
  failed: FailedPart[],
): Promise<ReadSections | null> {
  const sections = failed.map(({ section }) => section)
  const asked = await ask(asking, request, repairPrompt(prompt, failed, request), sections)
  if (typeof asked === 'string') return null
  const { read, interaction } = await readCompletion(asking, request, sections, asked)
  if (failedParts(sections, read).length > 0) {
    interaction.outcome = 'invalid'
    interaction.errorCode = read ? 'invalid' : 'garbage'
  }
  return read
}

function toParts(request: SectionRequest, read: ReadSections | null, isGarbage: boolean): Parts {
  const { sections } = request
  return Object.fromEntries(
    sections.map((section) => {
      const items = read?.get(section.name)
      if (!items) return [section.name, failedPart(section, isGarbage ? 'garbage' : 'left-out')]
      const good = items.filter(({ errors }) => errors.length === 0)
      const errors = items.flatMap(({ at, errors: wrong }) =>
        wrong.map((fault): SectionFault => {
          const prefix = section.isList ? `/${section.name}/${at}` : `/${section.name}`
          const detail = describeFault(request, section, fault)
          return { pointer: `${prefix}${fault.pointer}`, detail, code: 'invalid' }
        }),
      )
      const part: SectionPart = { state: 'ok', items: good.map(({ item }) => item) }
      return [section.name, errors.length > 0 ? { ...part, errors } : part]
    }),
  )
}

const DETAILS: Record<Fault | 'garbage' | 'left-out', string> = {
  refused: 'The model refused to answer.',
  cut: 'The answer was longer than the model may write, also over half of the window.',
  'too-long': 'Not even a small part of the window fits into the model’s context.',
  empty: 'The model gave an answer without words, also over half of the window.',
  'request-refused': 'The model’s server refused the request for this section.',
  'schema-too-large': 'The step asks for more fields than the model takes at once.',
  unanswered: 'No whole answer came, also after several tries.',
  garbage: 'The model answered twice with something that is no JSON.',
  'left-out': 'The model left this section out, also when asked again.',
  'over-budget': 'Asking for it would be past what the scenario allows for a meeting.',
}

function failedPart(section: SectionSpec, code: keyof typeof DETAILS): SectionPart {
  return {
    state: 'ok',
    items: [],
    errors: [{ pointer: `/${section.name}`, detail: DETAILS[code], code }],
  }
}

const allFailed = (sections: SectionSpec[], code: keyof typeof DETAILS): Parts =>
  Object.fromEntries(sections.map((section) => [section.name, failedPart(section, code)]))

function joined(sections: SectionSpec[], halves: Parts[]): Parts {
  return Object.fromEntries(
    sections.map(({ name }) => {
      const parts = halves.flatMap((half) => half[name] ?? [])
      const errors = parts.flatMap((part) => part.errors ?? [])
      const items = parts.flatMap((part) => part.items)
      return [name, { state: 'ok' as const, items, ...(errors.length > 0 ? { errors } : {}) }]
    }),
  )
}

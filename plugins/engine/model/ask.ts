import { splitWindow } from '../run/windows.ts'
import type { SectionRequest, SectionSpec } from '../types.ts'
import { ask, type Asking, type Got, isMissed, type Missed } from './ask-once.ts'
import { doubtsOver } from './doubts.ts'
import { allFailed, joined, type Parts, toParts } from './parts.ts'
import type { Interaction, ModelMessage } from './port.ts'
import { buildPrompt } from './prompt.ts'
import {
  isNamed,
  parseAnswer,
  parseCutAnswer,
  type ReadSections,
  readSections,
} from './read-answer.ts'
import { type FailedPart, failedParts, repairPrompt, withRepaired } from './repair.ts'

/** Halves a window of a long context down to what small servers accept. */
const MOST_HALVINGS = 5
/** For truncated answers: halves of halves only while some of the answer is complete. */
const MOST_CUT_HALVINGS = 3
const MOST_DOUBTED_HALVINGS = 3
/** Every model accepts this many. */
const LEAST_DOUBTED_TOKENS = 3_000

/**
 * Asks for the sections of a request: one call, one round of repair for what is not as it must be.
 * What is whole of an answer that was cut is kept, and the rest asked for over the halves of the window, as after an
 * answer without words; a prompt that did not fit, or of which the server read only a part, is asked over parts that
 * fit. What still cannot be had, or is refused, fails its own sections and nothing else.
 * Throws what concerns the whole run.
 */
export async function askSections(
  asking: Asking,
  request: SectionRequest,
  halvings = 0,
): Promise<Parts> {
  const { sections, segments } = request
  const prompt = buildPrompt(request)
  const estimate = asking.estimate(prompt, sections, segments)
  const fixed = asking.estimate(prompt, sections, []).inputTokens
  const known = halvings === 0 ? asking.fit.partsOf(estimate.inputTokens, fixed) : 1
  if (known > 1) {
    const parts = await askParts(asking, request, known, halvings)
    if (parts) return parts
  }
  let asked = await ask(asking, request, prompt, sections, true)
  // An empty answer is usually a temporary fault of the server.
  const isNothing = isMissed(asked) && asked.fault === 'empty' && halvings === 0
  if (isNothing) asked = await ask(asking, request, prompt, sections, true)
  if (!isMissed(asked)) {
    const { read, interaction } = await readCompletion(asking, request, sections, asked)
    return repaired(asking, request, prompt, read, interaction)
  }
  const { fault } = asked
  if (fault === 'request-refused') {
    return askLess(asking, request, asked, estimate.inputTokens, halvings)
  }
  const kept = await keepWhole(asking, request, asked)
  const rest = kept ? kept.rest : sections
  const isProgress = kept !== null && kept.count > 0
  const most = fault === 'too-long' ? MOST_HALVINGS : isProgress ? MOST_CUT_HALVINGS : 1
  const isSmallerBetter = fault === 'cut' || fault === 'empty' || fault === 'too-long'
  if (isSmallerBetter && halvings < most && rest.length > 0) {
    const count =
      fault === 'too-long' ? Math.max(2, asking.fit.partsOf(estimate.inputTokens, fixed)) : 2
    const parts = await askParts(asking, { ...request, sections: rest }, count, halvings)
    if (parts) return joined(sections, kept ? [kept.parts, parts] : [parts])
  }
  return kept ? joined(sections, [kept.parts, allFailed(rest, fault)]) : allFailed(sections, fault)
}

/**
 * A refusal without a reason may still be about length: if a shorter prompt is answered, it was. If not, the rest is
 * not asked either.
 */
async function askLess(
  asking: Asking,
  request: SectionRequest,
  { error }: Missed,
  tokens: number,
  halvings: number,
): Promise<Parts> {
  const { sections, segments } = request
  const [first, ...rest] =
    tokens >= LEAST_DOUBTED_TOKENS && halvings < MOST_DOUBTED_HALVINGS
      ? splitWindow(segments, 1)
      : []
  if (!first || rest.length === 0) {
    if (error) asking.gotThrough.unanswered(error)
    return allFailed(sections, 'request-refused')
  }
  const beginning = await askSections(asking, { ...request, segments: first }, halvings + 1)
  if (sections.every(({ name }) => beginning[name]?.errors?.[0]?.code === 'request-refused')) {
    return beginning
  }
  asking.fit.refused(tokens, null)
  const parts = [beginning]
  for (const half of rest) {
    parts.push(await askSections(asking, { ...request, segments: half }, halvings + 1))
  }
  return joined(sections, parts)
}

/** Asks over parts of the window; null when it cannot be split further. */
async function askParts(
  asking: Asking,
  request: SectionRequest,
  count: number,
  halvings: number,
): Promise<Parts | null> {
  const levels = Math.min(Math.ceil(Math.log2(count)), MOST_HALVINGS - halvings)
  const windows = splitWindow(request.segments, Math.max(1, levels))
  if (windows.length < 2) return null
  const parts: Parts[] = []
  for (const segments of windows) {
    parts.push(await askSections(asking, { ...request, segments }, halvings + Math.max(1, levels)))
  }
  return joined(request.sections, parts)
}

/** Keeps the complete parts of a truncated answer, and returns the sections that are incomplete. */
async function keepWhole(
  asking: Asking,
  request: SectionRequest,
  { fault, completion }: Missed,
): Promise<{ parts: Parts; rest: SectionSpec[]; count: number } | null> {
  if (!completion || fault === 'empty') return null
  const { sections, pack } = request
  const { text } = completion
  const whole = parseAnswer(text, pack, sections)
  const cut = whole ? null : parseCutAnswer(text, pack, sections)
  const answer = whole ?? cut?.value
  if (!answer) return null
  const read = await readSections(readerOf(asking, request), sections, answer)
  const named = sections.filter(({ name }) => read.get(name))
  const open = cut?.open ?? null
  const openSection = open === null ? null : sectionNamed(request, open)
  // If the prompt was read only in part, everything is asked again.
  const done = fault === 'too-long' ? [] : named.filter((section) => section !== openSection)
  const kept = named.filter((section) => section.isList || done.includes(section))
  const good = new Map(
    kept.map(({ name }) => [
      name,
      (read.get(name) ?? []).filter(({ errors }) => errors.length === 0),
    ]),
  )
  return {
    parts: toParts({ ...request, sections: kept }, good, false),
    rest: sections.filter((section) => !done.includes(section)),
    count: [...good.values()].reduce((sum, items) => sum + items.length, 0),
  }
}

const sectionNamed = ({ sections, pack }: SectionRequest, name: string): SectionSpec | null =>
  sections.find((section) => isNamed(pack, section, name)) ?? null

const readerOf = ({ findPerson, judge }: Asking, { pack, segments }: SectionRequest) => ({
  pack,
  judge,
  findPerson,
  doubtsOf: doubtsOver(segments),
})

async function readCompletion(
  asking: Asking,
  request: SectionRequest,
  sections: SectionSpec[],
  { answer, interaction }: Got,
): Promise<{ read: ReadSections | null; interaction: Interaction }> {
  const read = answer ? await readSections(readerOf(asking, request), sections, answer) : null
  return { read, interaction }
}

async function repaired(
  asking: Asking,
  request: SectionRequest,
  prompt: ModelMessage[],
  read: ReadSections | null,
  interaction: Interaction,
): Promise<Parts> {
  const failed = failedParts(request.sections, read)
  if (failed.length === 0) return toParts(request, read, false)
  interaction.outcome = 'invalid'
  interaction.errorCode = read ? 'invalid' : 'garbage'
  const again = await repair(asking, request, prompt, failed)
  const merged = withRepaired(read, failed, again)
  return toParts(request, merged, read === null && again === null)
}

async function repair(
  asking: Asking,
  request: SectionRequest,
  prompt: ModelMessage[],
  failed: FailedPart[],
): Promise<ReadSections | null> {
  const sections = failed.map(({ section }) => section)
  const words = repairPrompt(prompt, failed, request)
  const asked = await ask(asking, request, words, sections, false)
  if (isMissed(asked)) {
    if (asked.error) asking.gotThrough.unanswered(asked.error)
    return null
  }
  const { read, interaction } = await readCompletion(asking, request, sections, asked)
  if (failedParts(sections, read).length > 0) {
    interaction.outcome = 'invalid'
    interaction.errorCode = read ? 'invalid' : 'garbage'
  }
  return read
}

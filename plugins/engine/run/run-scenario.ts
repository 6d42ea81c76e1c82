import { groundValue, indexSegments, type SegmentIndex } from '../ground/ground.ts'
import { dropOptionalNulls, validateItem } from '../pack/validate.ts'
import type {
  ItemValue,
  LoadedPack,
  MeetingFacts,
  ProposedItem,
  RunOutput,
  RunProgress,
  SectionAnswer,
  SectionProvider,
  SectionRequest,
  SectionResult,
  SectionSpec,
  Segment,
} from '../types.ts'
import { coverageOf } from './coverage.ts'
import { withComputedDates, withKeys } from './finish.ts'
import { mergeItems, type Candidate } from './merge.ts'
import { cutWindows } from './windows.ts'

export interface RunInput {
  pack: LoadedPack
  segments: Segment[]
  meeting: MeetingFacts
  provider: SectionProvider
  signal?: AbortSignal
  onProgress?: (progress: RunProgress) => void
}

/** What the answers to one section add up to while windows come in. */
interface Gathered {
  candidates: Candidate[]
  errors: { pointer: string; detail: string }[]
  needsModel: boolean
}

const MAX_ERRORS = 20
/** Beyond this an answer is no list of findings: the rest is refused, and the section says so. */
const MAX_ITEMS_PER_ANSWER = 500

/**
 * Runs a scenario over a transcript: asks the provider step by step and window by window, judges,
 * grounds and merges what comes back. A section that fails keeps its good items and its errors and
 * never harms the others. The same answers give the same output, byte for byte.
 * Throws what the provider throws, and the signal's reason when it is aborted.
 */
export async function runScenario(input: RunInput): Promise<RunOutput> {
  const { pack, provider, meeting, signal, onProgress } = input
  const segments = input.segments.toSorted((a, b) => a.ordinal - b.ordinal)
  const index = indexSegments(segments)
  const windows = cutWindows(segments, provider.windowTokens)
  const gathered = new Map<string, Gathered>(
    pack.sections.map(({ name }) => [name, { candidates: [], errors: [], needsModel: false }]),
  )
  const seen = new Set<number>()
  const total = pack.manifest.steps.length * windows.length
  let done = 0
  for (const step of pack.manifest.steps) {
    const sections = pack.sections.filter((section) => step.sections.includes(section.name))
    for (const [at, window] of windows.entries()) {
      signal?.throwIfAborted()
      onProgress?.({ step: step.id, done, total })
      const place = { index: at, count: windows.length }
      const request = { pack, sections, meeting, segments: window, window: place }
      const answer = await ask(provider, request, signal)
      for (const segment of window) seen.add(segment.ordinal)
      for (const section of sections)
        take(input, section, answer, index, gathered.get(section.name))
      done++
    }
    onProgress?.({ step: step.id, done, total })
  }
  const results = pack.sections.map((section) => finish(section, gathered.get(section.name)))
  return {
    pack: { id: pack.manifest.id, version: pack.manifest.version, hash: pack.hash },
    provider: provider.name,
    language: meeting.language,
    sections: results,
    coverage: coverageOf(segments, seen, results),
  }
}

function ask(provider: SectionProvider, request: SectionRequest, signal?: AbortSignal) {
  return provider.fill(request, signal)
}

function take(
  input: RunInput,
  section: SectionSpec,
  answer: SectionAnswer,
  index: SegmentIndex,
  into: Gathered | undefined,
): void {
  const part = Object.hasOwn(answer.sections, section.name)
    ? answer.sections[section.name]
    : undefined
  if (!into) return
  if (!part) {
    into.errors.push({ pointer: `/${section.name}`, detail: 'The provider left this section out.' })
    return
  }
  if (part.state === 'needs-model') into.needsModel = true
  if (part.items.length > MAX_ITEMS_PER_ANSWER) {
    const detail = `One answer has ${part.items.length} items; at most ${MAX_ITEMS_PER_ANSWER} are read.`
    into.errors.push({ pointer: `/${section.name}`, detail })
  }
  for (const [at, item] of part.items.slice(0, MAX_ITEMS_PER_ANSWER).entries()) {
    const judged = judge(input.pack, section, item)
    if ('errors' in judged) {
      const prefix = section.isList ? `/${section.name}/${at}` : `/${section.name}`
      for (const { pointer, detail } of judged.errors) {
        into.errors.push({ pointer: `${prefix}${pointer}`, detail })
      }
      continue
    }
    const value = withComputedDates(section, judged.value, input.meeting.startedAt)
    into.candidates.push({ value, ...groundValue(section, value, item.evidence, index) })
  }
}

function judge(
  pack: LoadedPack,
  section: SectionSpec,
  item: ProposedItem,
): { value: ItemValue } | { errors: { pointer: string; detail: string }[] } {
  const value = dropOptionalNulls(section, item.value)
  const errors = validateItem(pack, section.name, value)
  return errors.length > 0 ? { errors } : { value: value as ItemValue }
}

function finish(section: SectionSpec, gathered: Gathered | undefined): SectionResult {
  const { candidates = [], errors = [], needsModel = false } = gathered ?? {}
  const merged = section.isList
    ? mergeItems(section, candidates)
    : single(mergeItems(section, candidates))
  const allErrors = [...errors]
  if (section.maxItems !== null && merged.length > section.maxItems) {
    allErrors.push({
      pointer: `/${section.name}`,
      detail: `There are ${merged.length} items; at most ${section.maxItems} are allowed.`,
    })
  }
  const items = withKeys(section, merged)
  return {
    name: section.name,
    state: stateOf(items.length, allErrors.length, needsModel),
    errors: allErrors.slice(0, MAX_ERRORS),
    items,
  }
}

function stateOf(items: number, errors: number, needsModel: boolean): SectionResult['state'] {
  if (errors > 0) return 'failed'
  if (items > 0) return 'ok'
  return needsModel ? 'needs-model' : 'empty'
}

/** A section that is one item keeps the last word on it: what was said later replaces what was said before. */
function single(candidates: Candidate[]): Candidate[] {
  const last = candidates.at(-1)
  if (!last) return []
  const proven = candidates.findLast((candidate) => candidate.state === 'verified')
  return [proven ?? last]
}

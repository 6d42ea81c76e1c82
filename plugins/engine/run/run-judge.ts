import { MAX_CITATIONS } from '../ground/ground.ts'
import { indexSegments, type SegmentIndex } from '../ground/segment-index.ts'
import { locateAnchor, NEAR_SEGMENTS } from '../ground/locate.ts'
import { dropOptionalNulls, type ItemFault, validateItem } from '../pack/validate.ts'
import type {
  LoadedPack,
  MeetingFacts,
  SectionFault,
  SectionPart,
  SectionResult,
  SectionSpec,
  Segment,
} from '../types.ts'
import { type Judged, judgePart, MAX_ITEMS_PER_ANSWER } from './judge.ts'
import { sectionResult } from './section-result.ts'

/**
 * The parts of a run whose cost depends on an untrusted schema and on a provider's answers. An implementation may run
 * them in a process that can be killed; each returns null for what costs too much, which fails only its section.
 */
export interface RunJudge {
  /** Returns the faults of each value, without `evidence`, by the section's schema; empty if it is valid. */
  findFaults(section: SectionSpec, values: unknown[]): Promise<ItemFault[][] | null>
  /** Judges and grounds a provider's answer for a section over one window. */
  judge(section: SectionSpec, part: SectionPart | undefined, window: number): Promise<Judged | null>
  /** Merges the windows' results for a section, in their order. */
  merge(section: SectionSpec, judged: Judged[]): Promise<SectionResult | null>
}

/** Facts of a meeting that judging needs. */
export type JudgedMeeting = Pick<MeetingFacts, 'startedAt'> &
  Partial<Pick<MeetingFacts, 'clientName' | 'terms' | 'participants'>> & {
    /** Everybody who speaks in it; by default the speakers of the given segments. */
    speakers?: string[]
  }

/** The facts of a meeting for judging, when only some of its segments are sent. */
export const judgedMeeting = (
  { startedAt, clientName, terms, participants }: JudgedMeeting,
  segments: Segment[],
): JudgedMeeting => ({
  startedAt,
  clientName: clientName ?? null,
  terms: terms ?? [],
  participants: participants ?? [],
  speakers: [...new Set(segments.flatMap(({ speaker }) => speaker ?? []))],
})

/** Indexes segments with known names: those that need not be said, and those of people. */
export function indexMeeting(
  segments: Segment[],
  { clientName, terms = [], participants = [], speakers = [] }: JudgedMeeting,
): SegmentIndex {
  const roles = participants.flatMap(({ role }) => role ?? [])
  const index = indexSegments(segments, [...(clientName ? [clientName] : []), ...terms, ...roles])
  const people = [...index.people, ...speakers, ...participants.map(({ name }) => name)]
  return { ...index, people: [...new Set(people)] }
}

/** What a run is judged with. */
export interface JudgedRun {
  pack: Pick<LoadedPack, 'hash' | 'sections'>
  meeting: JudgedMeeting
  /** In the order of speech. */
  segments: Segment[]
}

/** Judges on this thread without a time limit. */
export function judgeHere({ pack, meeting, segments }: JudgedRun): RunJudge {
  const index = indexMeeting(segments, meeting)
  return {
    findFaults: async (section, values) =>
      values.map((value) => validateItem(pack, section.name, dropOptionalNulls(section, value))),
    judge: async (section, part, window) =>
      judgePart({ pack, meeting, index }, section, part, window),
    merge: async (section, judged) => sectionResult(section, judged),
  }
}

/** Citations of one answer without a line, which are searched for in all lines. */
const MOST_SOUGHT = 50

/** The segments needed to judge a part: those that its items cite, and their neighbours. */
export function citedSurroundings(index: SegmentIndex, part: SectionPart | undefined): Segment[] {
  const places = new Set<number>()
  let looked = 0
  for (const { evidence } of part?.items.slice(0, MAX_ITEMS_PER_ANSWER) ?? []) {
    for (const citation of evidence.slice(0, MAX_CITATIONS)) {
      const known = index.placeOf.get(citation.segment)
      const isSought = known === undefined && ++looked <= MOST_SOUGHT
      const [found] = isSought ? locateAnchor(citation, new Set(), index) : []
      const place = known ?? (found && index.placeOf.get(found.ordinal))
      if (place === undefined) continue
      for (let at = place - NEAR_SEGMENTS; at <= place + NEAR_SEGMENTS; at++) places.add(at)
    }
  }
  return [...places].toSorted((a, b) => a - b).flatMap((at) => index.segments[at] ?? [])
}

/** Reports that a section's answer was too expensive to judge. */
export function tooDear({ name }: SectionSpec): Judged {
  const fault: SectionFault = {
    pointer: `/${name}`,
    detail: 'Checking the answer against the scenario took too long.',
    code: 'too-dear',
  }
  return { candidates: [], errors: [fault], needsModel: false, withheld: 0 }
}

import type { Migration } from './migrations/migration.ts'
import type { PackProblem } from './pack/pack-problem.ts'
import type {
  EvidenceRule,
  EvidenceState,
  ExtractiveMode,
  FieldType,
  Locale,
  ModelSize,
  Renderer,
  SectionState,
  Track,
} from '../vocabulary.ts'

export type { EvidenceState, Locale, SectionState, Track }

/** One stretch of speech. `ordinal` is the only id that a prompt or an API client sees. Times are milliseconds from the start. */
export interface Segment {
  ordinal: number
  rev: number
  speaker: string | null
  startMs: number | null
  endMs: number | null
  text: string
}

export interface MeetingFacts {
  title: string
  /** RFC 3339, or null when nobody said when the meeting took place. */
  startedAt: string | null
  language: Locale
  participants: { name: string; role: string | null }[]
  clientName: string | null
  /** Names and terms of the client's knowledge base, spelled as they should appear. */
  terms: string[]
}

/** What a model says of where an item comes from: a segment's ordinal and a few words copied from it. */
export interface Citation {
  segment: number
  anchor: string
}

/** A quote that the engine itself cut from the transcript. Offsets are UTF-16 code units in the segment's text, end exclusive. */
export interface Evidence {
  ordinal: number
  rev: number
  startChar: number
  endChar: number
  quote: string
  state: EvidenceState
}

export type ItemValue = Record<string, unknown>

export interface ProposedItem {
  value: ItemValue
  evidence: Citation[]
}

/** What was wrong with a section's answer; the code is the i18n key of what the reader is told. */
export interface SectionFault {
  /** JSON Pointer into the answer. */
  pointer: string
  detail: string
  code?: SectionFaultCode
}

/**
 * `invalid`: twice not as asked; `cut`: longer than the model may answer; `too-long`: more than it takes at once;
 * `garbage`: no JSON at all; `empty`: no words at all; `request-refused`: the server does not take this request;
 * `schema-too-large`: the step asks for more fields than providers take;
 * `too-dear`: judging the answer by the scenario took longer than it may;
 * `unanswered`: no whole answer came, also after several tries;
 * `instruction`: the words are addressed to a model, so that they are no result. That one fails nothing.
 */
export type SectionFaultCode =
  | 'invalid'
  | 'refused'
  | 'cut'
  | 'too-long'
  | 'garbage'
  | 'empty'
  | 'request-refused'
  | 'schema-too-large'
  | 'too-dear'
  | 'unanswered'
  | 'left-out'
  | 'over-budget'
  | 'instruction'
  | 'personal'

/** What is asked of a provider: the sections of one step over one window of a transcript. */
export interface SectionRequest {
  pack: LoadedPack
  step: StepSpec
  sections: SectionSpec[]
  meeting: MeetingFacts
  segments: Segment[]
  window: { index: number; count: number }
  /** Everybody who speaks in the meeting, in order of their first words. */
  speakers: string[]
  /** Results of the steps that this one follows. */
  known: SectionResult[]
}

export interface SectionPart {
  state: 'ok' | 'needs-model'
  items: ProposedItem[]
  /** What could not be had of the section; its items are kept all the same. */
  errors?: SectionFault[]
}

export interface SectionAnswer {
  sections: Record<string, SectionPart>
}

/** What a run will ask: every step with its windows. */
export interface RunPlan {
  pack: LoadedPack
  meeting: MeetingFacts
  speakers: string[]
  steps: { step: StepSpec; sections: SectionSpec[]; windows: Segment[][] }[]
}

/** The port behind which a language model, or the built-in extractive provider, fills sections. */
export interface SectionProvider {
  /** Shown in the interface and stored with the run, e.g. `extractive` or `openai:gpt-4o`. */
  name: string
  /** Windows are cut so that one request holds at most this many transcript tokens; Infinity means one window. */
  windowTokens: number
  /** The same for one step, where its fixed parts leave more or less room. */
  windowTokensOf?(step: StepSpec): number
  /** Tokens of a text; the engine's own upper estimate when left out. */
  tokensOf?(text: string): number
  /** How many times more tokens the server counted than `tokensOf` for the given steps; 1 when left out. */
  tokenFactor?(stepIds: readonly string[]): number
  /** Requests at once; 1 when left out. */
  concurrency?: number
  /** Told once what the run will ask; throws when that cannot or must not be asked. */
  begin?(plan: RunPlan): void
  /** Called once every step is done. May refuse the result: nothing of it came through. */
  end?(): void
  /** Makes one item of what several windows gave for a section that is a single item. */
  combine?(request: CombineRequest, signal?: AbortSignal): Promise<SectionPart>
  /** `onShare` is told how much of the answer is there by now, from 0 to 1, where the provider can tell. */
  fill(
    request: SectionRequest,
    signal?: AbortSignal,
    onShare?: (share: number) => void,
  ): Promise<SectionAnswer>
}

export interface CombineRequest {
  pack: LoadedPack
  step: StepSpec
  section: SectionSpec
  meeting: MeetingFacts
  /** In order of speech. */
  parts: ProposedItem[]
  windowCount: number
}

export interface FieldSpec {
  name: string
  type: FieldType
  nullable: boolean
  required: boolean
  /** JSON Schema `format`, or `person` (a participant or somebody of the directory). */
  format: string | null
  enum: string[] | null
  /** Labels of the enum's values are at `enum.<enumName>.<value>`. */
  enumName: string | null
  maxLength: number | null
  minimum: number | null
  maximum: number | null
  /** What a row, or the one object, of this field holds, one level deep; null where it holds none. */
  fields: FieldSpec[] | null
  /** Field with the words as spoken, from which the engine itself computes this date; never asked of a provider. */
  computedFrom: string | null
  /** Only a person fills it: never asked of a provider, and never taken from one. */
  byPerson: boolean
  /** What to ask or do next: advice, so never sought in the transcript. */
  isAdvice: boolean
}

export interface SectionSpec {
  name: string
  order: number
  render: Renderer
  evidence: EvidenceRule
  track: Track | null
  /** Field that carries the urgency of an item, if any. */
  priority: string | null
  /** Whole-number field that says how much was said of an item, 0 for nothing; judged, so never sought in the transcript. */
  grade: string | null
  /** `personal`: personal matters are left out of its items, and only counted. */
  withhold: 'personal' | null
  /** True for an array of items; false for a section that is a single item. */
  isList: boolean
  /** Most items that a list may have, or null. */
  maxItems: number | null
  /** The field that is the item's own text (first required string). */
  textField: string
  fields: FieldSpec[]
  /** Judging JSON Schema of one item, without `evidence`. */
  itemSchema: Record<string, unknown>
  /** What the key-less provider can do: cut it from speech, or nothing. */
  extractive: ExtractiveMode
}

export interface StepSpec {
  id: string
  sections: string[]
  after: string[]
  model: ModelSize
}

export interface PackManifest {
  id: string
  version: string
  engine: string
  /** Languages in which everything has a title; the other one shows these where it has none of its own. */
  locales: Locale[]
  defaultLanguage: Locale
  meetingType: string
  tags: string[]
  title: Record<Locale, string>
  description: Record<Locale, string>
  steps: StepSpec[]
  /** Words of the trade that speech recognition is told to listen for, by language. */
  keyTerms?: Partial<Record<Locale, string[]>>
  limits: { maxTokens: number; maxCostCents: number }
}

/** A pack as files: path inside the pack's folder → text. */
export type PackFiles = Record<string, string>

export interface LoadedPack {
  manifest: PackManifest
  /** SHA-256 (hex) over the canonical content of every file that shapes a run. */
  hash: string
  sections: SectionSpec[]
  /** Titles of sections, fields and enum values; e.g. `decisions`, `decisions.statement`, `enum.level.high`. */
  labels: Record<Locale, Record<string, string>>
  prompts: Record<string, string>
  /** Cues that the pack itself adds for the key-less provider, by section; a `track` brings default ones besides. */
  cues: Record<Locale, Record<string, [weight: number, pattern: string][]>>
  /** How results of older major versions open under this one, in order. */
  migrations: Migration[]
  files: PackFiles
  /**
   * What a version that was published earlier holds beyond a bound that came later: its results open as before, and
   * nothing runs under it any more. Left out where there is nothing.
   */
  outdated?: PackProblem[]
}

export interface GroundedItem {
  /** Hash of section, cited ordinals and folded text: the same from run to run. */
  key: string
  ord: number
  value: ItemValue
  state: EvidenceState
  evidence: Evidence[]
}

export interface SectionResult {
  name: string
  /** Why it is empty or failed; the code is the i18n key of what the reader is told. */
  state: SectionState
  /** What was wrong with the answer (JSON Pointer and reason). A failed section keeps the items that passed. */
  errors: SectionFault[]
  items: GroundedItem[]
}

export interface Coverage {
  segmentCount: number
  /** How many segments the provider was shown in every step: anything below `segmentCount` would be a cut. */
  seenCount: number
  citedOrdinals: number[]
  /** Share of the transcript's words inside cited segments, 0 to 1. */
  citedShare: number
  /** Length of the stretch after the last cited segment; null when the transcript has no times. */
  uncitedTailMs: number | null
}

/** Immutable result of one pass of a scenario over a transcript. */
export interface RunOutput {
  pack: { id: string; version: string; hash: string }
  provider: string
  language: Locale
  sections: SectionResult[]
  coverage: Coverage
}

export interface RunProgress {
  step: string
  /** Requests that are answered, and the shares of answers that are being written. */
  done: number
  total: number
}

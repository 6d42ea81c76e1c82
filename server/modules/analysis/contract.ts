import { type Static, Type } from '@sinclair/typebox'
import { interactionOutcomes } from '../../../db/schema/analysis.ts'
import {
  Closed,
  LocalizedText,
  Nullable,
  OneOf,
  Page,
  Timestamp,
  Uuid,
} from '../../http/contract.ts'
import {
  evidenceStates,
  lossKinds,
  reviewStates,
  runStates,
  sectionStates,
} from '../../../plugins/vocabulary.ts'

export const EvidenceState = OneOf(evidenceStates)
export const ReviewState = OneOf(reviewStates)

export const EvidenceView = Closed({
  segmentId: Type.Integer({ description: 'Ordinal of the cited segment' }),
  startMs: Nullable(Type.Integer()),
  endMs: Nullable(Type.Integer()),
  speaker: Nullable(Type.String({ description: 'Who says it, by the name that they have now' })),
  speakerId: Nullable(Type.Integer({ description: 'Tells speakers of one name apart' })),
  startChar: Type.Integer({ description: 'UTF-16 offset of the quote in the segment' }),
  endChar: Type.Integer(),
  quote: Type.String(),
  state: EvidenceState,
})
export type EvidenceView = Static<typeof EvidenceView>

const Reference = Closed({
  speakerId: Nullable(
    Type.Integer({ description: 'Speaker of the transcript that the item’s run reads' }),
  ),
  personId: Nullable(Uuid('Person of the directory, also the one to whom the speaker is linked')),
  acceptedAs: Nullable(
    Type.String({
      description:
        'The name that stood there when the item was accepted, where it is another one now',
    }),
  ),
})

const References = Type.Record(Type.String(), Reference, {
  description:
    'Who is meant by the names in `value`: JSON Pointer into the value → speaker or person. `value` holds the name that they have now; a name without an entry here is text and never changes by itself.',
  examples: [{ '/owner': { speakerId: 2, personId: null, acceptedAs: null } }],
})

export const ItemView = Closed({
  id: Uuid(),
  section: Type.String(),
  value: Type.Record(Type.String(), Type.Unknown(), {
    description: 'In the shape that the scenario gives it, with names as they are now',
  }),
  refs: References,
  evidenceState: EvidenceState,
  reviewState: ReviewState,
  locked: Type.Boolean({ description: 'A person edited or decided it; a new run keeps it' }),
  edited: Type.Boolean(),
  stale: Type.Boolean({ description: 'What it cites was corrected afterwards' }),
  canUndo: Type.Boolean(),
  proposal: Nullable(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'Fields that the newest run proposes otherwise than a person decided',
    }),
  ),
  overrideNote: Nullable(Type.String()),
  decidedBy: Nullable(Closed({ id: Uuid(), name: Type.String() })),
  decidedAt: Nullable(Timestamp()),
  rev: Type.Integer({ description: 'Also the ETag' }),
  evidence: Type.Array(EvidenceView),
})
export type ItemView = Static<typeof ItemView>

export const RunView = Closed({
  id: Uuid(),
  state: OneOf(runStates),
  provider: Type.String({ description: 'extractive, or the model' }),
  scenario: Closed({ id: Type.String(), version: Type.String(), hash: Type.String() }),
  transcriptId: Uuid(),
  current: Type.Boolean(),
  reason: Nullable(Type.String()),
  createdAt: Timestamp(),
  finishedAt: Nullable(Timestamp()),
  expiredAt: Nullable(Timestamp('When its retention ended: its result is gone')),
})
export type RunView = Static<typeof RunView>
export const RunList = Closed({ data: Type.Array(RunView) })
export type RunList = Static<typeof RunList>

export const ArtifactView = Closed({
  run: Nullable(RunView),
  sections: Type.Array(
    Closed({
      name: Type.String(),
      title: LocalizedText,
      render: Type.String(),
      state: OneOf(sectionStates),
      errors: Type.Array(
        Closed({
          pointer: Type.String(),
          detail: Type.String(),
          code: Type.Optional(Type.String({ description: 'What a language model did' })),
        }),
      ),
      items: Type.Array(ItemView),
    }),
  ),
})
export type ArtifactView = Static<typeof ArtifactView>

/** Two runs side by side; items are paired by what they cite, then by their key. */
export const ComparisonView = Closed({
  a: RunView,
  b: RunView,
  sections: Type.Array(
    Closed({
      name: Type.String(),
      both: Type.Array(
        Closed({
          a: ItemView,
          b: ItemView,
          changed: Type.Array(
            Closed({
              pointer: Type.String({ description: 'JSON Pointer into the item’s value' }),
              a: Type.Unknown(),
              b: Type.Unknown(),
              locked: Type.Boolean({ description: 'A person decided it in one of the two' }),
            }),
          ),
        }),
      ),
      onlyInA: Type.Array(ItemView),
      onlyInB: Type.Array(ItemView),
    }),
  ),
})
export type ComparisonView = Static<typeof ComparisonView>

export const AdoptLosses = Closed({
  items: Type.Array(Closed({ section: LocalizedText, count: Type.Integer() }), {
    description: 'Accepted or edited items that stay behind: the other run has no such section',
  }),
  values: Type.Array(
    Closed({
      is: OneOf(
        lossKinds,
        'The field is gone, the choice is gone, or the field holds something else',
      ),
      count: Type.Integer({ description: 'Items that say it' }),
      words: Closed({
        section: LocalizedText,
        field: LocalizedText,
        choice: Nullable(LocalizedText),
      }),
    }),
    { description: 'What other items say that the run’s scenario has no place for' },
  ),
})
export type AdoptLosses = Static<typeof AdoptLosses>

export const CoverageQuery = Closed({
  run: Type.Optional(Uuid('Another run than the current one')),
})
export type CoverageQuery = Static<typeof CoverageQuery>

export const ArtifactQuery = Closed({
  run: Type.Optional(Uuid('Another run than the current one')),
  version: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'A newer version of the scenario, under which the result is to be opened',
      examples: ['2.0.0'],
    }),
  ),
})
export type ArtifactQuery = Static<typeof ArtifactQuery>
export const StartRun = Closed({
  scenario: Type.Optional(
    Closed({
      id: Type.String({ maxLength: 80 }),
      version: Type.Optional(Type.String({ maxLength: 40 })),
    }),
  ),
})
export type StartRun = Static<typeof StartRun>

export const Backfill = Closed({
  version: Type.String({ maxLength: 40 }),
  meetingIds: Type.Array(Uuid(), { minItems: 1, maxItems: 50, uniqueItems: true }),
  confirmCost: Type.Optional(
    Type.Boolean({ description: 'The estimate of a paid model was seen and accepted' }),
  ),
})
export type Backfill = Static<typeof Backfill>

/** Started runs; each can be compared with its meeting's current run once it is done. */
export const BackfillView = Closed({
  data: Type.Array(
    Closed({
      meetingId: Uuid(),
      run: RunView,
      besideRunId: Uuid('The run whose result the meeting shows'),
    }),
  ),
})
export type BackfillView = Static<typeof BackfillView>

export const BackfillQuery = Closed({ version: Type.Optional(Type.String({ maxLength: 40 })) })
/** How many items of the current run another run found again. */
export const FoundCounts = Closed({
  same: Type.Integer(),
  changed: Type.Integer({ description: 'Found again, with other values' }),
  lost: Type.Integer({ description: 'Not found again' }),
  lostAccepted: Type.Integer({ description: 'Of those not found again, what a person accepted' }),
  added: Type.Integer({ description: 'Found by this run only' }),
})
export type FoundCounts = Static<typeof FoundCounts>

/**
 * Runs of a scenario other than the current ones, for meetings the reader may see. Items are counted for the newest 50
 * finished runs, once no run is in progress.
 */
export const BackfillList = Closed({
  data: Type.Array(
    Closed({
      meeting: Closed({ id: Uuid(), title: Type.String() }),
      run: RunView,
      besideRunId: Uuid('The run whose result the meeting shows'),
      found: Nullable(FoundCounts),
    }),
  ),
})
export type BackfillList = Static<typeof BackfillList>

export const CoverageView = Closed({
  segmentCount: Type.Integer(),
  seenCount: Type.Integer({
    description: 'Segments that the provider was shown; less would be a cut',
  }),
  citedSegmentIds: Type.Array(Type.Integer()),
  citedShare: Type.Number({ description: 'Share of the words inside cited segments, 0 to 1' }),
  uncitedTailMs: Nullable(Type.Integer()),
})
export type CoverageView = Static<typeof CoverageView>

/** One call to a language model. */
export const InteractionView = Closed({
  id: Uuid(),
  meetingId: Uuid(),
  runId: Nullable(Uuid()),
  step: Type.String(),
  windowIndex: Type.Integer(),
  attempt: Type.Integer(),
  isFinal: Type.Boolean(),
  provider: Type.String(),
  isOwnKey: Type.Boolean({ description: 'Made with the organisation’s own key' }),
  model: Type.String(),
  promptHash: Type.String(),
  inputTokens: Nullable(Type.Integer()),
  cachedInputTokens: Nullable(Type.Integer()),
  outputTokens: Nullable(Type.Integer()),
  costMicroUsd: Nullable(
    Type.Integer({ description: 'Millionths of a US dollar; null without a known price' }),
  ),
  latencyMs: Type.Integer(),
  finishReason: Nullable(Type.String()),
  outcome: OneOf(interactionOutcomes),
  errorCode: Nullable(Type.String()),
  serverMessage: Nullable(
    Type.String({ description: 'What the server said of an error, without words of the meeting' }),
  ),
  hasBody: Type.Boolean(),
  createdAt: Timestamp(),
})
export type InteractionView = Static<typeof InteractionView>
export const InteractionPage = Page(InteractionView)
export type InteractionPage = Static<typeof InteractionPage>

/** The prompt and the answer, unchanged. */
export const InteractionBodyView = Closed({
  messages: Type.Array(Closed({ role: Type.String(), content: Type.String() })),
  schema: Nullable(Type.String({ description: 'JSON Schema of the answer, as sent' })),
  answer: Nullable(Type.String()),
})
export type InteractionBodyView = Static<typeof InteractionBodyView>

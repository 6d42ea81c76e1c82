import { type Static, Type } from '@sinclair/typebox'
import { trialKinds, trialStates } from '../../../../db/schema/index.ts'
import { Closed, LocalizedText, Nullable, OneOf, Timestamp, Uuid } from '../../../http/contract.ts'
import { SectionView } from '../contract.ts'
import { emptyBecause } from './judge-golden.ts'
import { evidenceStates, lossKinds, sectionStates } from '../../../../plugins/vocabulary.ts'

/** What trying cost. */
export const Spent = Closed({
  calls: Type.Integer(),
  inputTokens: Type.Integer(),
  outputTokens: Type.Integer(),
  costMicroUsd: Nullable(
    Type.Integer({ description: 'Millionths of a US dollar; null without a known price' }),
  ),
})
export type Spent = Static<typeof Spent>

export const DryRunReport = Closed({
  meetingId: Uuid(),
  provider: Type.String(),
  spent: Spent,
  coverage: Closed({
    segmentCount: Type.Integer(),
    seenCount: Type.Integer(),
    citedShare: Type.Number(),
  }),
  sections: Type.Array(
    Closed({
      name: Type.String(),
      view: SectionView,
      state: OneOf(sectionStates),
      errors: Type.Array(
        Closed({
          pointer: Type.String(),
          detail: Type.String(),
          code: Type.Optional(Type.String()),
        }),
      ),
      items: Type.Array(
        Closed({
          value: Type.Record(Type.String(), Type.Unknown()),
          evidenceState: OneOf(evidenceStates),
          evidence: Type.Array(
            Closed({
              segmentId: Type.Integer(),
              startMs: Nullable(Type.Integer()),
              endMs: Nullable(Type.Integer()),
              speaker: Nullable(Type.String()),
              quote: Type.String(),
              state: OneOf(evidenceStates),
            }),
          ),
        }),
      ),
    }),
  ),
})
export type DryRunReport = Static<typeof DryRunReport>

export const RegressionReport = Closed({
  green: Type.Boolean({ description: 'These very files may be published' }),
  provider: Type.String(),
  runsPerGolden: Type.Integer(),
  spent: Spent,
  fixtures: Type.Array(
    Closed({
      path: Type.String(),
      faults: Type.Array(
        Closed({
          code: Type.String(),
          section: Type.String(),
          pointer: Type.String(),
          words: LocalizedText,
        }),
      ),
    }),
    { description: 'The draft’s test cases' },
  ),
  goldens: Type.Array(
    Closed({
      goldenId: Uuid(),
      meetingId: Uuid(),
      itemCount: Type.Integer(),
      droppedCount: Type.Integer({
        description: 'Accepted items of sections that were named as dropped',
      }),
      losses: Type.Array(
        Closed({
          key: Type.String({ description: 'To be named as dropped' }),
          section: Type.String(),
          field: Type.String({ description: 'votes, or votes.who inside its rows' }),
          is: OneOf(
            lossKinds,
            'The field is gone, the choice is gone, or the field holds something else',
          ),
          choice: Nullable(Type.String()),
          count: Type.Integer({ description: 'Accepted items that say it' }),
          words: Closed({
            section: LocalizedText,
            field: LocalizedText,
            choice: Nullable(LocalizedText),
          }),
          isLetGo: Type.Boolean({ description: 'It was named as dropped' }),
        }),
        { description: 'What accepted items say that the draft has no place for' },
      ),
      lost: Type.Array(
        Closed({
          section: Type.String(),
          text: Nullable(
            Type.String({ description: 'Null for those who may not see the meeting' }),
          ),
          missingIn: Type.Integer({ description: 'Runs that did not find it' }),
          isSectionGone: Type.Boolean({ description: 'The draft does not ask for its section' }),
          because: Type.Optional(
            OneOf(emptyBecause, 'Why its section is empty or came in part, where the run says so'),
          ),
        }),
      ),
    }),
    { description: 'The scenario’s example meetings' },
  ),
})
export type RegressionReport = Static<typeof RegressionReport>

export const TrialView = Closed({
  id: Uuid(),
  scenarioId: Type.String(),
  kind: OneOf(trialKinds),
  version: Nullable(Type.String({ description: 'Null for the draft' })),
  digest: Nullable(Type.String({ description: 'The very files that were tried' })),
  state: OneOf(trialStates),
  progress: Nullable(Closed({ done: Type.Number(), total: Type.Integer() })),
  reason: Nullable(Type.String({ description: 'Code of why it failed' })),
  meetingId: Nullable(Uuid('That a dry run is on')),
  dryRun: Nullable(DryRunReport),
  regression: Nullable(RegressionReport),
  createdAt: Timestamp(),
  finishedAt: Nullable(Timestamp()),
})
export type TrialView = Static<typeof TrialView>

export const TrialList = Closed({
  data: Type.Array(TrialView, {
    description: 'Of the draft: your own newest dry run, and the newest regression of anybody',
  }),
})
export type TrialList = Static<typeof TrialList>

export const TrialParams = Closed({
  id: Type.String({ pattern: '^[A-Za-z0-9-]{1,80}$' }),
  trialId: Uuid(),
})
export const StartRegression = Closed({
  confirmCost: Type.Optional(
    Type.Boolean({ description: 'The estimate of a paid model was seen and accepted' }),
  ),
  droppedSections: Type.Optional(
    Type.Array(Type.String({ maxLength: 64 }), {
      maxItems: 40,
      uniqueItems: true,
      description:
        'Sections that are meant to go, with all that people accepted in them. What was named since the newest version was published counts on',
    }),
  ),
  droppedFields: Type.Optional(
    Type.Array(Type.String({ maxLength: 400 }), {
      maxItems: 500,
      uniqueItems: true,
      description: 'Fields and choices that are meant to go, by the keys of the report’s losses',
    }),
  ),
})
export type StartRegression = Static<typeof StartRegression>
export const StartDryRun = Closed({
  meetingId: Uuid(),
  confirmCost: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'False asks first: where a model is paid for, nothing is started and the refusal holds the estimate',
    }),
  ),
})
export type StartDryRun = Static<typeof StartDryRun>

import { type Static, Type } from '@sinclair/typebox'
import { trialKinds, trialStates } from '../../../../db/schema/index.ts'
import { Closed, Nullable, OneOf, Timestamp, Uuid } from '../../../http/contract.ts'

const Words = Closed({ en: Type.String(), ru: Type.String() })

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
      title: Words,
      render: Type.String(),
      state: OneOf(['ok', 'empty', 'needs-model', 'failed'] as const),
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
          evidenceState: OneOf(['verified', 'weak', 'unsupported'] as const),
          evidence: Type.Array(
            Closed({
              segmentId: Type.Integer(),
              startMs: Nullable(Type.Integer()),
              endMs: Nullable(Type.Integer()),
              speaker: Nullable(Type.String()),
              quote: Type.String(),
              state: OneOf(['verified', 'weak', 'unsupported'] as const),
            }),
          ),
        }),
      ),
    }),
  ),
})
export type DryRunReport = Static<typeof DryRunReport>

export const TrialView = Closed({
  id: Uuid(),
  scenarioId: Type.String(),
  kind: OneOf(trialKinds),
  version: Nullable(Type.String({ description: 'Null for the draft' })),
  digest: Nullable(Type.String({ description: 'The very files that were tried' })),
  state: OneOf(trialStates),
  progress: Nullable(Closed({ done: Type.Integer(), total: Type.Integer() })),
  reason: Nullable(Type.String({ description: 'Code of why it failed' })),
  dryRun: Nullable(DryRunReport),
  createdAt: Timestamp(),
  finishedAt: Nullable(Timestamp()),
})
export type TrialView = Static<typeof TrialView>

export const TrialParams = Closed({
  id: Type.String({ pattern: '^[A-Za-z0-9-]{1,80}$' }),
  trialId: Uuid(),
})
export const StartDryRun = Closed({ meetingId: Uuid() })

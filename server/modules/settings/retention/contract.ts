import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, Timestamp } from '../../../http/contract.ts'

/** A hundred years; use null to keep for ever. */
const mostHours = 876_000

const Hours = (what: string) =>
  Nullable(
    Type.Integer({
      minimum: 1,
      maximum: mostHours,
      description: `Hours that ${what} kept; null is for ever`,
    }),
  )

const hours = {
  media: Hours('recordings are'),
  transcript: Hours('transcripts are'),
  results: Hours('results are'),
  modelCalls: Hours('requests to the language model and its answers are'),
}

export const RetentionView = Closed(
  {
    rev: Type.Integer({ description: 'The resource’s ETag' }),
    ...hours,
    nextRunAt: Nullable(Timestamp('When what is too old goes next')),
  },
  { $id: 'Retention' },
)
export type RetentionView = Static<typeof RetentionView>

export const PatchRetention = Closed(
  {
    media: Type.Optional(hours.media),
    transcript: Type.Optional(hours.transcript),
    results: Type.Optional(hours.results),
    modelCalls: Type.Optional(hours.modelCalls),
  },
  { $id: 'RetentionChange', minProperties: 1, examples: [{ media: 720 }] },
)
export type PatchRetention = Static<typeof PatchRetention>

const Amount = Closed(
  {
    count: Type.Integer(),
    bytes: Type.Integer({ description: 'Of text as the database holds it, about' }),
    oldest: Nullable(Timestamp('From when the oldest of it is')),
  },
  { $id: 'RetentionAmount' },
)

export const DryRunBody = Closed(PatchRetention.properties, { $id: 'RetentionDryRun' })

export const DryRunView = Closed(
  {
    media: Amount,
    transcript: Amount,
    results: Amount,
    modelCalls: Amount,
    nextRunAt: Timestamp('When it would go'),
  },
  { $id: 'RetentionPreview' },
)
export type DryRunView = Static<typeof DryRunView>

import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable } from '../../../http/contract.ts'

const Share = (description: string) =>
  Nullable(Type.Number({ minimum: 0, maximum: 1, description }))

export const VersionScore = Closed({
  version: Type.String(),
  meetingCount: Type.Integer({ description: 'Meetings that it ran over' }),
  runCount: Type.Integer({ description: 'Runs that came to a result' }),
  itemCount: Type.Integer(),
  acceptedCount: Type.Integer(),
  rejectedCount: Type.Integer(),
  acceptedWithoutEdit: Share('Of the items that people decided on, those accepted as they were'),
  editDistance: Share(
    'How far people moved the items they edited: share of words, mean; null when none was edited',
  ),
  unsupportedRate: Share('Of all items, those that the recording does not support'),
  failedSectionRate: Share('Of all sections of the runs, those that failed'),
  tokensPerMeeting: Nullable(
    Type.Integer({ description: 'Sent and received; null without a model' }),
  ),
  costMicroUsdPerMeeting: Nullable(
    Type.Integer({ description: 'Millionths of a US dollar; null without a known price' }),
  ),
})
export type VersionScore = Static<typeof VersionScore>
export const ScoreSummaries = Closed({
  data: Type.Array(
    Closed({
      id: Type.String({ description: 'The scenario' }),
      ...Type.Pick(VersionScore, [
        'version',
        'meetingCount',
        'acceptedWithoutEdit',
        'unsupportedRate',
      ]).properties,
    }),
  ),
})
export type ScoreSummaries = Static<typeof ScoreSummaries>
export const Scorecard = Closed({ data: Type.Array(VersionScore) })
export type Scorecard = Static<typeof Scorecard>

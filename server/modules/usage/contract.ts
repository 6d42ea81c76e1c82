import { type Static, Type } from '@sinclair/typebox'
import { usageKinds } from '../../../db/schema/usage.ts'
import {
  Closed,
  Day,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  Timestamp,
  Uuid,
} from '../../http/contract.ts'

export const usageBreakdowns = ['day', 'person', 'client', 'scenario', 'model', 'kind'] as const
export type UsageBreakdown = (typeof usageBreakdowns)[number]

const Count = (description: string) => Type.Integer({ description })

export const UsageQuery = Closed({
  from: Type.Optional(Day('The first day, in UTC; left out: the first of the month of `to`')),
  to: Type.Optional(Day('The last day, in UTC; left out: today')),
  by: Type.Optional(OneOf(usageBreakdowns, 'What the rows part the usage by; left out: `day`')),
  format: Type.Optional(OneOf(['json', 'csv'] as const, 'Left out: `json`')),
})
export type UsageQuery = Static<typeof UsageQuery>

const amounts = {
  transcribedSeconds: Count(
    'Seconds of speech that were transcribed, each begun one whole; those with the organisation’s own key are left out',
  ),
  ownTranscribedSeconds: Count('The same with the organisation’s own key'),
  modelCalls: Count('Calls to a language model that were answered'),
  inputTokens: Count('Tokens sent, those from the cache included'),
  cachedInputTokens: Count('Of these, tokens that the model had in its cache'),
  outputTokens: Count('Tokens that the model wrote'),
  costMicroUsd: Count(
    'Cost of the calls to a model at the prices of their time, in millionths of a US dollar; those with the organisation’s own key are left out',
  ),
  ownCostMicroUsd: Count('The same of calls with the organisation’s own key'),
  unpricedCalls: Count('Calls whose price was not known: they are left out of both costs'),
  requests: Count('Requests to the API; nought where rows are by client, scenario or model'),
}

export const UsageAmounts = Closed(amounts, { $id: 'UsageAmounts' })
export type UsageAmounts = Static<typeof UsageAmounts>

export const UsageRow = Closed(
  {
    key: Nullable(
      Type.String({
        description: `The day, the id of the person, client or scenario, the provider with its model, or the kind (${usageKinds.join(', ')}); null where there is none`,
      }),
    ),
    name: Nullable(
      Type.String({
        description: 'Name of the person or client as it is now; null when there is none',
      }),
    ),
    ...amounts,
  },
  { $id: 'UsageRow' },
)
export type UsageRow = Static<typeof UsageRow>

export const UsageHolding = Closed(
  {
    day: Day('The day, in UTC'),
    storedBytes: Nullable(Count('Bytes of recordings that were kept')),
    seats: Nullable(Count('People who could sign in')),
  },
  { $id: 'UsageHolding', description: 'What the organisation held on a day: never a sum' },
)
export type UsageHolding = Static<typeof UsageHolding>

export const UsageForecast = Closed(
  {
    month: Type.String({ examples: ['2026-11'] }),
    daysSeen: Count('Whole days that the pace was taken from, 28 at the most'),
    transcribedSeconds: Count('By the end of the month, at that pace'),
    costMicroUsd: Count('The same of the cost of calls to a model'),
  },
  { $id: 'UsageForecast' },
)
export type UsageForecast = Static<typeof UsageForecast>

export const Usage = Closed(
  {
    from: Day('The first day'),
    to: Day('The last day'),
    by: OneOf(usageBreakdowns),
    data: Type.Array(UsageRow),
    totals: UsageAmounts,
    holdings: Type.Array(UsageHolding),
    forecast: Nullable(UsageForecast),
  },
  { $id: 'Usage' },
)
export type Usage = Static<typeof Usage>

export const MeetingUsageQuery = Closed({
  from: UsageQuery.properties.from,
  to: UsageQuery.properties.to,
  metered: Type.Optional(
    OneOf(
      ['true', 'false'] as const,
      '`true`: only what is paid for by the minute, as an invoice has it',
    ),
  ),
  format: UsageQuery.properties.format,
  ...PageQuery,
})
export type MeetingUsageQuery = Static<typeof MeetingUsageQuery>

export const MeetingUsageRow = Closed(
  {
    id: Uuid('Of the event in the ledger'),
    meetingId: Nullable(Uuid()),
    title: Nullable(Type.String({ description: 'Null where it is deleted, or not yours to see' })),
    at: Timestamp(),
    seconds: Count('Each begun one whole; below nought where a correction takes some off'),
    corrects: Nullable(Uuid('The event that this row corrects')),
    isMetered: Type.Boolean({ description: 'Whether the provider’s meter is told of it' }),
  },
  { $id: 'MeetingUsageRow' },
)
export type MeetingUsageRow = Static<typeof MeetingUsageRow>

export const MeetingUsage = Closed(
  {
    from: Day('The first day'),
    to: Day('The last day'),
    totals: Closed(
      {
        seconds: Count('What all rows of these days come to, those of other pages included'),
        meteredSeconds: Count('Of these, what the provider’s meter holds'),
      },
      { $id: 'MeetingUsageTotals' },
    ),
    ...Page(MeetingUsageRow).properties,
  },
  { $id: 'MeetingUsage' },
)
export type MeetingUsage = Static<typeof MeetingUsage>

import { type Static, Type } from '@sinclair/typebox'
import {
  Closed,
  LocaleName,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  Timestamp,
  Uuid,
} from '../../http/contract.ts'
import { meetingStatuses, speechChoices, spokenLanguages } from '../../../plugins/vocabulary.ts'

export const MeetingStatus = OneOf(meetingStatuses)

export const ParticipantView = Closed({
  name: Type.String(),
  role: Nullable(Type.String()),
  personId: Nullable(Uuid()),
})
export type ParticipantView = Static<typeof ParticipantView>

export const Progress = Closed({
  step: Type.String({ description: 'What is being done; a code that the interface words' }),
  done: Type.Number({ description: 'Of `total`; a part of one counts while it is being written' }),
  total: Type.Integer(),
})

const SpokenLanguage = OneOf(
  spokenLanguages,
  'What a recording is in, where that is not the language of the result: `multi` for several in turn, `detect` to find out',
)

export const Replacement = Closed(
  {
    kind: OneOf(
      ['recording', 'transcript', 'again'] as const,
      '`again`: the same recording is transcribed once more',
    ),
    state: OneOf(
      ['pending', 'refused'] as const,
      '`pending`: `status`, `stage` and `reason` are about it, and it takes the place of what is shown once it has come as far; `refused`: it could not be used',
    ),
    fileName: Nullable(Type.String()),
    reason: Nullable(Type.String({ description: 'Why it was refused' })),
  },
  { description: 'What was brought after what is shown' },
)

export const TranscribeAgainBody = Closed(
  {
    spokenLanguage: Type.Optional(Nullable(SpokenLanguage)),
    provider: Type.Optional(
      Nullable(OneOf(speechChoices, 'Whose speech provider; the usual one when left out')),
    ),
    keyTerms: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
        maxItems: 100,
        description: 'Names and terms to listen for, besides those that are known of the meeting',
      }),
    ),
  },
  { examples: [{ spokenLanguage: 'ru', keyTerms: ['Контур', 'Bankside'] }] },
)
export type TranscribeAgainBody = Static<typeof TranscribeAgainBody>

export const MeetingView = Closed({
  id: Uuid(),
  title: Type.String(),
  status: MeetingStatus,
  stage: Nullable(Type.String({ description: 'The job that is waited for or failed' })),
  reason: Nullable(Type.String({ description: 'Why it waits or failed' })),
  canRetry: Type.Boolean({
    description:
      '`POST …/retry` starts it. False for a failed meeting whose recording cannot be used: only another one, or a transcript, helps',
  }),
  progress: Nullable(Progress),
  scenario: Closed({ id: Type.String(), version: Type.String() }),
  language: LocaleName,
  spokenLanguage: Nullable(SpokenLanguage),
  client: Nullable(Closed({ id: Uuid(), name: Type.String() })),
  owner: Closed({ id: Uuid(), name: Type.String() }),
  participants: Type.Array(ParticipantView),
  startedAt: Nullable(
    Timestamp(
      'With the offset that it was given with, by which due dates are counted; else in UTC',
    ),
  ),
  durationMs: Nullable(Type.Integer()),
  itemCount: Type.Integer(),
  decidedCount: Type.Integer({ description: 'Items accepted or rejected' }),
  hasMedia: Type.Boolean({ description: 'A recording is there' }),
  hasTranscript: Type.Boolean(),
  currentMediaId: Nullable(Uuid('The recording that is shown')),
  currentTranscriptId: Nullable(Uuid('The transcript that is shown')),
  currentRunId: Nullable(Uuid()),
  replacement: Nullable(Replacement),
  rev: Type.Integer({ description: 'Also the ETag' }),
  createdAt: Timestamp(),
  updatedAt: Timestamp(),
})
export type MeetingView = Static<typeof MeetingView>
export const MeetingPage = Page(MeetingView)
export type MeetingPage = Static<typeof MeetingPage>

export const ListMeetingsQuery = Closed({
  ...PageQuery,
  status: Type.Optional(MeetingStatus),
  clientId: Type.Optional(Uuid()),
  scenario: Type.Optional(Type.String({ maxLength: 80 })),
  has: Type.Optional(
    OneOf(
      ['transcript', 'result'] as const,
      'Only those with a transcript, or with a transcript and a result of it',
    ),
  ),
  ownerId: Type.Optional(Uuid()),
  from: Type.Optional(Timestamp('Started (or created) at or after')),
  to: Type.Optional(Timestamp('Started (or created) before')),
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Part of the title or of a participant’s name',
    }),
  ),
})
export type ListMeetingsQuery = Static<typeof ListMeetingsQuery>

const Title = Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' })
const StartedAt = Timestamp(
  'With the offset of the place, by whose calendar due dates are counted. With `Z` the time zone of the organisation is taken.',
)
const Participants = Type.Array(
  Closed({
    personId: Type.Optional(Uuid()),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })),
    role: Type.Optional(Nullable(Type.String({ maxLength: 200 }))),
  }),
  { maxItems: 200 },
)

export const CreateMeeting = Closed(
  {
    title: Title,
    scenario: Closed({
      id: Type.String({ minLength: 1, maxLength: 80 }),
      version: Type.Optional(Type.String({ maxLength: 40 })),
    }),
    language: Type.Optional(LocaleName),
    spokenLanguage: Type.Optional(Nullable(SpokenLanguage)),
    clientId: Type.Optional(Nullable(Uuid())),
    startedAt: Type.Optional(Nullable(StartedAt)),
    participants: Type.Optional(Participants),
  },
  {
    examples: [
      {
        title: 'Warehouse module: weekly status',
        scenario: { id: 'general-minutes' },
        language: 'en',
        participants: [{ name: 'Anna Kern', role: 'Project lead' }],
      },
    ],
  },
)
export type CreateMeeting = Static<typeof CreateMeeting>

export const PatchMeeting = Closed(
  {
    title: Type.Optional(Title),
    clientId: Type.Optional(Nullable(Uuid())),
    startedAt: Type.Optional(Nullable(StartedAt)),
    participants: Type.Optional(Participants),
    spokenLanguage: Type.Optional(Nullable(SpokenLanguage)),
  },
  { minProperties: 1 },
)
export type PatchMeeting = Static<typeof PatchMeeting>

export const HistoryEntry = Closed({
  id: Uuid(),
  kind: Type.String(),
  status: MeetingStatus,
  stage: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  actor: Nullable(Closed({ id: Uuid(), name: Type.String() })),
  renamed: Type.Array(
    Closed({
      from: Type.String(),
      to: Type.String(),
      speakerId: Nullable(Type.Integer({ description: 'Speaker of the transcript' })),
      personId: Nullable(Uuid('Person of the directory')),
    }),
    { description: 'Who is called otherwise since; their names in the result follow' },
  ),
  at: Timestamp(),
})
export const MeetingHistory = Closed({ data: Type.Array(HistoryEntry) })
export type MeetingHistory = Static<typeof MeetingHistory>

export const ViewersBody = Closed({
  userIds: Type.Array(Uuid(), { maxItems: 200, uniqueItems: true }),
})
export type ViewersBody = Static<typeof ViewersBody>
export const ViewersView = Closed({ data: Type.Array(Closed({ id: Uuid(), name: Type.String() })) })
export type ViewersView = Static<typeof ViewersView>

import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, OneOf, Page, PageQuery, Timestamp, Uuid } from '../../http/contract.ts'
import { mailStates } from '../../../plugins/vocabulary.ts'

const MailState = OneOf(mailStates, '`bounced`: sent, and returned by a server further on')

export const MailQuery = Closed({ ...PageQuery, state: Type.Optional(MailState) })
export type MailQuery = Static<typeof MailQuery>

export const MailView = Closed(
  {
    id: Uuid(),
    kind: Type.String({ description: 'What it is about, e.g. invitation' }),
    recipient: Type.String(),
    state: MailState,
    answer: Nullable(Type.String({ description: 'What the mail server answered last' })),
    createdAt: Timestamp(),
    sentAt: Nullable(Timestamp()),
    bounce: Nullable(
      Closed({
        at: Timestamp('When its return was reported'),
        status: Type.String({ description: 'RFC 3463, e.g. 5.1.1' }),
        reason: Nullable(
          Type.String({
            maxLength: 200,
            description: 'What the server said, without addresses and links',
          }),
        ),
      }),
    ),
  },
  { $id: 'Mail' },
)
export type MailView = Static<typeof MailView>

export const MailList = Type.Composite(
  [
    Page(MailView),
    Type.Object({
      delivers: Type.Boolean({
        description: 'False where no mail server is configured: links are shown instead',
      }),
    }),
  ],
  { additionalProperties: false, $id: 'MailList' },
)
export type MailList = Static<typeof MailList>

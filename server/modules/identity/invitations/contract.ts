import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, Page, PageQuery, Timestamp, Uuid } from '../../../http/contract.ts'
import { Email, LinkToken, NewPassword, PersonName, RoleName } from '../contract.ts'

export const InviteBody = Closed(
  {
    emails: Type.Array(Email, { minItems: 1, maxItems: 50 }),
    role: RoleName,
    note: Type.Optional(
      Type.String({ maxLength: 1_000, description: 'A word of yours to whom you invite' }),
    ),
  },
  { $id: 'NewInvitations', examples: [{ emails: ['anna@acme.example'], role: 'member' }] },
)
export type InviteBody = Static<typeof InviteBody>

const invitation = {
  id: Uuid(),
  email: Type.String(),
  role: RoleName,
  note: Nullable(Type.String()),
  invitedBy: Nullable(Type.String({ description: 'Name of whoever invited' })),
  createdAt: Timestamp(),
  expiresAt: Timestamp(),
  isExpired: Type.Boolean(),
}

const Link = Type.Optional(
  Type.String({ description: 'Shown this once, and only where no mail is sent' }),
)

export const InvitationView = Closed(invitation, { $id: 'Invitation' })
export type InvitationView = Static<typeof InvitationView>

export const InvitationsQuery = Closed(PageQuery)
export type InvitationsQuery = Static<typeof InvitationsQuery>

export const InvitationList = Page(InvitationView)
export type InvitationList = Static<typeof InvitationList>

export const SentInvitation = Closed({ ...invitation, link: Link }, { $id: 'SentInvitation' })
export type SentInvitation = Static<typeof SentInvitation>

export const SentInvitations = Closed(
  {
    data: Type.Array(SentInvitation),
    refused: Type.Array(
      Closed({
        email: Type.String(),
        reason: Type.String({
          description:
            '`already_member`, `already_invited`, or `owner_left`: only an owner may invite a former one',
        }),
      }),
    ),
  },
  { $id: 'SentInvitations' },
)
export type SentInvitations = Static<typeof SentInvitations>

export const LookBody = Closed({ token: LinkToken }, { $id: 'InvitationToken' })

export const InvitationLook = Closed(
  {
    organisation: Type.String(),
    email: Type.String(),
    role: RoleName,
    invitedBy: Nullable(Type.String()),
    note: Nullable(Type.String()),
    isReturning: Type.Boolean({
      description: 'They were a member before: what was theirs is theirs again',
    }),
    name: Nullable(Type.String({ description: 'Of somebody who returns' })),
  },
  { $id: 'InvitationLook' },
)
export type InvitationLook = Static<typeof InvitationLook>

export const AcceptBody = Closed(
  { token: LinkToken, name: PersonName, password: NewPassword },
  { $id: 'AcceptInvitation' },
)
export type AcceptBody = Static<typeof AcceptBody>

import { type Static, Type } from '@sinclair/typebox'
import {
  Closed,
  NamePageQuery,
  Nullable,
  OneOf,
  Page,
  Timestamp,
  Uuid,
} from '../../../http/contract.ts'
import { RoleName } from '../contract.ts'
import { memberStatuses } from '../../../../plugins/vocabulary.ts'

/** The Keys page lists all of them. */
export const mostKeysToReplace = 100

export const MemberStatus = OneOf(memberStatuses)

export const MemberView = Closed(
  {
    id: Uuid(),
    name: Type.String(),
    role: RoleName,
    status: MemberStatus,
    email: Type.Optional(Nullable(Type.String({ description: 'For owners and admins only' }))),
    hasSecondFactor: Type.Optional(
      Type.Boolean({ description: 'In the list, for owners and admins' }),
    ),
    lastSeenAt: Type.Optional(Nullable(Timestamp('For owners and admins only'))),
    keysToReplace: Type.Optional(
      Type.Array(
        Closed({
          id: Uuid(),
          name: Type.String(),
          serviceAccount: Closed({ id: Uuid(), name: Type.String() }),
        }),
        {
          maxItems: mostKeysToReplace,
          description:
            'In the answer to a deactivation: keys of service accounts whose secret the person has seen, the newest first. They work on; replace them (POST /api-keys/{id}/rotate)',
        },
      ),
    ),
  },
  { $id: 'Member' },
)
export type MemberView = Static<typeof MemberView>

export const MemberList = Page(MemberView)
export type MemberList = Static<typeof MemberList>

export const MembersQuery = Closed({
  ...NamePageQuery,
  q: Type.Optional(
    Type.String({ maxLength: 200, description: 'Part of the name; for admins of the email too' }),
  ),
  role: Type.Optional(RoleName),
})
export type MembersQuery = Static<typeof MembersQuery>

export const PatchMember = Closed(
  {
    role: Type.Optional(RoleName),
    status: Type.Optional(MemberStatus),
    transferTo: Type.Optional(Uuid('Who gets what the person owns')),
  },
  { $id: 'PatchMember', minProperties: 1, examples: [{ role: 'author' }] },
)
export type PatchMember = Static<typeof PatchMember>

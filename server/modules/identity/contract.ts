import { type Static, Type } from '@sinclair/typebox'
import { Closed, LocaleName, Nullable, OneOf, Timestamp, Uuid } from '../../http/contract.ts'

export const RoleName = OneOf(['owner', 'admin', 'author', 'member', 'viewer'] as const)

export const LoginBody = Closed(
  {
    email: Type.String({ minLength: 3, maxLength: 254 }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { examples: [{ email: 'owner@demo.example', password: 'a long passphrase' }] },
)
export type LoginBody = Static<typeof LoginBody>

export const UserView = Closed({
  id: Uuid(),
  email: Nullable(Type.String({ description: 'Null for a service account' })),
  name: Type.String(),
  role: RoleName,
  locale: LocaleName,
})
export type UserView = Static<typeof UserView>

export const SessionView = Closed({
  accessToken: Type.String({ description: 'Send as Authorization: Bearer …' }),
  expiresAt: Timestamp(),
  user: UserView,
})
export type SessionView = Static<typeof SessionView>

export const TenantHere = Closed({ slug: Type.String() })
export type TenantHere = Static<typeof TenantHere>

export const MeView = Closed({
  user: UserView,
  tenant: Closed({
    id: Uuid(),
    slug: Type.String(),
    name: Type.String(),
    locale: LocaleName,
  }),
  can: Type.Array(Type.String(), { description: 'What the role allows, e.g. meetings:write' }),
})
export type MeView = Static<typeof MeView>

export const PatchMe = Closed(
  {
    locale: Type.Optional(LocaleName),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })),
  },
  { minProperties: 1 },
)
export type PatchMe = Static<typeof PatchMe>

export const MemberView = Closed({ id: Uuid(), name: Type.String(), role: RoleName })
export const MemberList = Closed({ data: Type.Array(MemberView) })
export type MemberList = Static<typeof MemberList>

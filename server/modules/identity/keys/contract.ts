import { type Static, Type } from '@sinclair/typebox'
import {
  Closed,
  NamePageQuery,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  Timestamp,
  Uuid,
} from '../../../http/contract.ts'
import { scopes } from '../../../platform/scopes.ts'
import { memberStatuses, serviceRoles, userKinds } from '../../../../plugins/vocabulary.ts'

const ScopeName = OneOf(scopes)
const KeyName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
const Range = Type.String({
  maxLength: 50,
  description: 'An address or a CIDR range (RFC 4632), e.g. 192.0.2.0/24',
})

export const CreateKey = Closed(
  {
    name: KeyName,
    scopes: Type.Array(ScopeName, {
      minItems: 1,
      maxItems: scopes.length,
      uniqueItems: true,
      description: 'What the key may do, as far as its owner’s role allows it; write includes read',
    }),
    expiresAt: Type.Optional(Timestamp('Left out: until it is revoked')),
    allowedRanges: Type.Optional(
      Type.Array(Range, {
        maxItems: 50,
        description: 'Where it may come from; none is everywhere',
      }),
    ),
    serviceAccountId: Type.Optional(
      Uuid('The service account that it acts as; left out: you. Admins only'),
    ),
  },
  { examples: [{ name: 'Import from the archive', scopes: ['meetings:write'] }] },
)
export type CreateKey = Static<typeof CreateKey>

export const KeyState = OneOf(['active', 'expired', 'revoked'] as const)

export const KeyView = Closed(
  {
    id: Uuid(),
    name: Type.String(),
    prefix: Type.String({ description: 'How the key begins: enough to tell it from others' }),
    scopes: Type.Array(ScopeName),
    owner: Closed({
      id: Uuid(),
      name: Type.String(),
      kind: OneOf(userKinds),
      status: OneOf(memberStatuses, 'While its owner is deactivated, the key lets nobody in'),
    }),
    allowedRanges: Type.Array(Type.String()),
    state: KeyState,
    expiresAt: Nullable(Timestamp()),
    revokedAt: Nullable(Timestamp()),
    lastUsedAt: Nullable(Timestamp()),
    lastUsedFrom: Nullable(Type.String()),
    replacedBy: Nullable(Uuid('The key that took its place')),
    seenByFormer: Nullable(
      Closed(
        { id: Uuid(), name: Type.String() },
        {
          description:
            'For admins: somebody who has left since had seen the secret of this key of a service account; replace it',
        },
      ),
    ),
    createdAt: Timestamp(),
  },
  { $id: 'ApiKey' },
)
export type KeyView = Static<typeof KeyView>

export const KeysQuery = Closed(PageQuery)
export type KeysQuery = Static<typeof KeysQuery>

export const KeyList = Page(KeyView)
export type KeyList = Static<typeof KeyList>

export const NewKey = Closed(
  {
    id: Uuid(),
    key: Type.String({ description: 'The key itself. It is shown this once and never again.' }),
  },
  { examples: [{ id: '0198c0de-0000-7000-8000-000000000000', key: 'aam_live_…' }] },
)
export type NewKey = Static<typeof NewKey>

export const RotateKey = Type.Optional(
  Closed({
    overlapHours: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 24 * 30,
        description: 'How long the old key works on beside the new one; left out: 24',
      }),
    ),
  }),
)
export type RotateKey = Static<typeof RotateKey>

const ServiceRole = OneOf(serviceRoles)

export const CreateServiceAccount = Closed(
  { name: KeyName, role: ServiceRole },
  { examples: [{ name: 'Archive import', role: 'member' }] },
)
export type CreateServiceAccount = Static<typeof CreateServiceAccount>

export const PatchServiceAccount = Closed(
  {
    name: Type.Optional(KeyName),
    role: Type.Optional(ServiceRole),
    status: Type.Optional(OneOf(memberStatuses)),
  },
  { minProperties: 1 },
)
export type PatchServiceAccount = Static<typeof PatchServiceAccount>

export const ServiceAccountView = Closed({
  id: Uuid(),
  name: Type.String(),
  role: ServiceRole,
  status: OneOf(memberStatuses),
  createdAt: Timestamp(),
})
export type ServiceAccountView = Static<typeof ServiceAccountView>

export const ServiceAccountsQuery = Closed(NamePageQuery)
export type ServiceAccountsQuery = Static<typeof ServiceAccountsQuery>

export const ServiceAccountList = Page(ServiceAccountView)
export type ServiceAccountList = Static<typeof ServiceAccountList>

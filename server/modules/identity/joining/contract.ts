import { type Static, Type } from '@sinclair/typebox'
import { joiningRoles } from '../../../../plugins/vocabulary.ts'
import { Closed, OneOf } from '../../../http/contract.ts'
import { joiningEmailPattern } from '../../../platform/email-patterns.ts'

const JoiningRole = OneOf(joiningRoles, 'What they may do who join')

export const JoiningView = Closed(
  {
    rev: Type.Integer({ description: 'The resource’s ETag' }),
    domains: Type.Array(Type.String(), {
      description: 'Colleagues with an address of these may join by themselves, in ASCII',
    }),
    role: JoiningRole,
    possible: Type.Array(Type.String(), {
      description: 'Domains of owners’ proved addresses that can be allowed',
    }),
    publicDomains: Type.Array(Type.String(), {
      description: 'Domains of owners’ proved addresses where anybody can have an address',
    }),
    hasMail: Type.Boolean({ description: 'Without mail nobody can prove an address' }),
  },
  { $id: 'Joining' },
)
export type JoiningView = Static<typeof JoiningView>

export const PatchJoining = Closed(
  {
    domains: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { maxItems: 20 }),
    ),
    role: Type.Optional(JoiningRole),
  },
  {
    $id: 'JoiningChange',
    minProperties: 1,
    examples: [{ domains: ['acme.example'], role: 'viewer' }],
  },
)
export type PatchJoining = Static<typeof PatchJoining>

export const AskToJoin = Closed(
  { email: Type.String({ minLength: 3, maxLength: 254, pattern: joiningEmailPattern }) },
  { $id: 'AskToJoin' },
)

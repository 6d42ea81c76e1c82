import { type Static, Type } from '@sinclair/typebox'
import { Closed, LocaleName, Nullable, OneOf } from '../../../http/contract.ts'
import { Email } from '../contract.ts'

const OrganisationName = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })

export const SignUpState = Closed({
  mode: OneOf(['open', 'invite', 'closed'] as const, 'Who may sign up here'),
  provesEmail: Type.Boolean({
    description: 'The organisation opens once the address was confirmed',
  }),
  baseHost: Type.String({ description: 'Organisations are <slug>.<this>' }),
})
export type SignUpState = Static<typeof SignUpState>

export const SlugQuery = Closed({
  name: Type.Optional(
    Type.String({ maxLength: 200, description: 'Of the organisation: an address is proposed' }),
  ),
  slug: Type.Optional(Type.String({ maxLength: 100, description: 'An address to look at' })),
})
export type SlugQuery = Static<typeof SlugQuery>

export const SlugView = Closed({
  slug: Type.String(),
  fault: Nullable(
    OneOf(
      ['slug_form', 'slug_reserved', 'slug_confusable', 'slug_taken'] as const,
      'Why it cannot be had',
    ),
  ),
  proposals: Type.Array(Type.String(), {
    description: 'Free ones near it, where it cannot be had',
  }),
})
export type SlugView = Static<typeof SlugView>

export const SignUpBody = Closed(
  {
    organisation: Closed({
      name: OrganisationName,
      slug: Type.String({ minLength: 1, maxLength: 63 }),
    }),
    owner: Closed({
      name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
      email: Email,
      password: Type.String({ minLength: 1, maxLength: 200 }),
    }),
    locale: Type.Optional(LocaleName),
    timeZone: Type.Optional(
      Type.String({ maxLength: 64, description: 'IANA name, e.g. Europe/Berlin' }),
    ),
    invitation: Type.Optional(
      Type.String({ maxLength: 1_000, description: 'The token of an invitation to sign up' }),
    ),
  },
  {
    examples: [
      {
        organisation: { name: 'Northwind Advisory', slug: 'northwind' },
        owner: {
          name: 'Maya Kern',
          email: 'maya@northwind.example',
          password: 'a long passphrase',
        },
      },
    ],
  },
)
export type SignUpBody = Static<typeof SignUpBody>

export const SignedUp = Closed(
  {
    tenant: Closed({
      slug: Type.String(),
      url: Type.String({ description: 'Where the organisation lives' }),
    }),
    next: OneOf(
      ['open', 'confirm-email'] as const,
      'Open `enterUrl`, or follow the link that was sent by mail',
    ),
    enterUrl: Nullable(Type.String({ description: 'Signs the owner in, once and for a minute' })),
  },
  { $id: 'SignedUp' },
)
export type SignedUp = Static<typeof SignedUp>

export const TokenBody = Closed({ token: Type.String({ minLength: 20, maxLength: 200 }) })
export type TokenBody = Static<typeof TokenBody>

export const ConfirmBody = Closed({
  token: Type.String({ minLength: 20, maxLength: 200 }),
  password: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'Of the account whose address it is',
  }),
})
export type ConfirmBody = Static<typeof ConfirmBody>

export const FindBody = Closed({
  email: Email,
})
export type FindBody = Static<typeof FindBody>

import { Kind, type Static, Type, TypeRegistry } from '@sinclair/typebox'
import { Closed, LocaleName, Nullable, OneOf, Timestamp, Uuid } from '../../http/contract.ts'
import { emailPattern } from '../../platform/email-patterns.ts'
import { roles } from '../../../plugins/vocabulary.ts'

export const RoleName = OneOf(roles)

/** An existing password: the rules may have been different when it was chosen. */
export const GivenPassword = Type.String({ minLength: 1, maxLength: 200 })
export const NewPassword = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'At least 10 characters that are hard to guess',
})
export const LinkToken = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'What stands after `#token=` in the link',
})
export const Email = Type.String({
  maxLength: 254,
  pattern: emailPattern,
  description: 'An email address',
})
export const PersonName = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })

TypeRegistry.Set('TimeZone', (_schema, value) => typeof value === 'string' && isTimeZone(value))
export const TimeZone = Type.Unsafe<string>({
  [Kind]: 'TimeZone',
  type: 'string',
  maxLength: 64,
  description: 'A time zone of the IANA database, e.g. Europe/Berlin',
})

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]{0,63}$/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const LoginBody = Closed(
  {
    email: Type.String({ minLength: 3, maxLength: 254 }),
    password: GivenPassword,
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
  timeZone: Nullable(Type.String({ description: 'Null where the browser’s own holds' })),
})
export type UserView = Static<typeof UserView>

export const SessionView = Closed({
  accessToken: Type.String({ description: 'Send as Authorization: Bearer …' }),
  expiresAt: Timestamp(),
  user: UserView,
})
export type SessionView = Static<typeof SessionView>

const Logo = Nullable(Type.String({ description: 'Path of its logo on this host' }))

export const TenantHere = Closed({
  slug: Type.String(),
  name: Type.String(),
  logo: Logo,
  joinsByDomain: Type.Boolean({ description: 'Colleagues may join by their email address' }),
})
export type TenantHere = Static<typeof TenantHere>

export const MeView = Closed({
  user: UserView,
  tenant: Closed({
    id: Uuid(),
    slug: Type.String(),
    name: Type.String(),
    locale: LocaleName,
    timeZone: Type.String(),
    logo: Logo,
    defaultScenario: Nullable(
      Type.String({ description: 'Id of the scenario that is proposed for a new meeting' }),
    ),
  }),
  can: Type.Array(Type.String(), { description: 'What the role allows, e.g. meetings:write' }),
  factorNeededFrom: Nullable(
    Timestamp('From when on you need a second factor to work here; null where you have one'),
  ),
})
export type MeView = Static<typeof MeView>

export const PatchMe = Closed(
  {
    locale: Type.Optional(LocaleName),
    name: Type.Optional(PersonName),
    timeZone: Type.Optional(Nullable(TimeZone)),
  },
  { minProperties: 1 },
)
export type PatchMe = Static<typeof PatchMe>

import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, Page, PageQuery, Timestamp, Uuid } from '../../../http/contract.ts'
import { GivenPassword, LinkToken, NewPassword } from '../contract.ts'
import { Assertion, GivenCode } from '../factors/contract.ts'

export const ChangePassword = Closed(
  { current: GivenPassword, next: NewPassword },
  { $id: 'ChangePassword' },
)
export type ChangePassword = Static<typeof ChangePassword>

export const StepUpBody = Closed(
  {
    password: Type.Optional(GivenPassword),
    code: Type.Optional(GivenCode),
    assertion: Type.Optional(Assertion),
  },
  { $id: 'StepUp', description: 'Exactly one of the three' },
)
export type StepUpBody = Static<typeof StepUpBody>

export const MySession = Closed(
  {
    id: Uuid(),
    isCurrent: Type.Boolean(),
    createdAt: Timestamp(),
    lastUsedAt: Timestamp(),
    address: Nullable(Type.String()),
    userAgent: Nullable(Type.String()),
  },
  { $id: 'MySession' },
)
export type MySession = Static<typeof MySession>

export const MySessionsQuery = Closed(PageQuery)
export type MySessionsQuery = Static<typeof MySessionsQuery>

export const MySessionList = Page(MySession)
export type MySessionList = Static<typeof MySessionList>

export const ResetRequest = Closed(
  { email: Type.String({ minLength: 3, maxLength: 254 }) },
  { $id: 'PasswordReset' },
)

export const ResetConfirm = Closed(
  { token: LinkToken, password: NewPassword },
  { $id: 'ConfirmPasswordReset' },
)
export type ResetConfirm = Static<typeof ResetConfirm>

export const PasswordLink = Closed(
  { link: Type.String({ description: 'Shown this once' }), expiresAt: Timestamp() },
  { $id: 'PasswordLink' },
)
export type PasswordLink = Static<typeof PasswordLink>

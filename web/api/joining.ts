import type { SignInAnswer } from '../../server/modules/identity/factors/contract.ts'
import type {
  AcceptBody,
  InvitationLook,
} from '../../server/modules/identity/invitations/contract.ts'
import type { ResetConfirm } from '../../server/modules/identity/me/contract.ts'
import type { ReopenBody } from '../../server/modules/identity/organisation/contract.ts'
import { request } from '../lib/api.ts'
import { sendByLink } from './by-link.ts'

export const readInvitation = (token: string): Promise<InvitationLook> =>
  sendByLink('/auth/invitations/look', { token })

export const acceptInvitation = (body: AcceptBody): Promise<SignInAnswer> =>
  sendByLink('/auth/invitations/accept', body)

export const requestReset = (email: string): Promise<void> =>
  request('POST', '/auth/password-reset', { body: { email } })

export const confirmReset = (body: ResetConfirm): Promise<void> =>
  sendByLink('/auth/password-reset/confirm', body)

export const reopenOrganisation = (body: ReopenBody): Promise<void> =>
  request('POST', '/organisation/reopen', { body })

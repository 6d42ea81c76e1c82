import type { MeView, PatchMe } from '../../server/modules/identity/contract.ts'
import type { SignInAnswer } from '../../server/modules/identity/factors/contract.ts'
import type {
  AcceptBody,
  InvitationLook,
} from '../../server/modules/identity/invitations/contract.ts'
import type {
  ChangePassword,
  MySession,
  MySessionList,
  ResetConfirm,
  StepUpBody,
} from '../../server/modules/identity/me/contract.ts'
import type { ReopenBody } from '../../server/modules/identity/organisation/contract.ts'
import { request, withQuery } from '../lib/api.ts'
import { readAll } from '../lib/read-all.ts'
import { sendByLink } from './by-link.ts'

export const readMe = (): Promise<MeView> => request('GET', '/me')

export const changeMe = (body: PatchMe): Promise<MeView> => request('PATCH', '/me', { body })

export const changePassword = (body: ChangePassword): Promise<void> =>
  request('POST', '/me/password', { body })

export const listMySessions = (): Promise<{ data: MySession[] }> =>
  readAll((page) => request<MySessionList>('GET', withQuery('/me/sessions', { ...page })))

export const endMySession = (id: string): Promise<void> => request('DELETE', `/me/sessions/${id}`)

export const endOtherSessions = (): Promise<void> => request('DELETE', '/me/sessions')

export const stepUp = (body: StepUpBody): Promise<void> =>
  request('POST', '/auth/step-up', { body })

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

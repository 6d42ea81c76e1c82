import type { MeView, PatchMe } from '../../server/modules/identity/contract.ts'
import type {
  ChangePassword,
  MySession,
  MySessionList,
  StepUpBody,
} from '../../server/modules/identity/me/contract.ts'
import { request, withQuery } from '../lib/api.ts'
import { readAll } from '../lib/read-all.ts'

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

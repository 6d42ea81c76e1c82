import type { LoginBody, TenantHere } from '../../server/modules/identity/contract.ts'
import type { SignInAnswer } from '../../server/modules/identity/factors/contract.ts'
import { request, requestOnce } from '../lib/api.ts'

/** What the organisation of this address shows to people who are not signed in. */
export const readTenantHere = async (): Promise<TenantHere> =>
  (await requestOnce('GET', '/auth/tenant')).json()

export const logIn = (body: LoginBody): Promise<SignInAnswer> =>
  request('POST', '/auth/login', { body })

export async function logOut(): Promise<void> {
  await requestOnce('POST', '/auth/logout')
}

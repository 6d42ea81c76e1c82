import type { SignInAnswer } from '../../server/modules/identity/factors/contract.ts'
import type {
  SignedUp,
  SignUpBody,
  SignUpState,
  SlugQuery,
  SlugView,
} from '../../server/modules/identity/sign-up/contract.ts'
import { request, requestOnce, withQuery } from '../lib/api.ts'
import { sendByLink } from './by-link.ts'

export const readSignUp = (): Promise<SignUpState> => request('GET', '/sign-up')

export const checkAddress = (query: SlugQuery): Promise<SlugView> =>
  request('GET', withQuery('/sign-up/address', { ...query }))

export const signUp = (body: SignUpBody): Promise<SignedUp> => request('POST', '/sign-up', { body })

export async function findOrganisation(email: string): Promise<void> {
  await requestOnce('POST', '/find-organisation', { body: { email } })
}

export const enterByLink = (token: string): Promise<SignInAnswer> =>
  sendByLink('/auth/enter', { token })

export const confirmEmail = (token: string, password: string): Promise<SignInAnswer> =>
  sendByLink('/auth/confirm-email', { token, password })

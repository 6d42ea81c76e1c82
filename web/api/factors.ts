import type { EmailChangeView } from '../../server/modules/identity/email/contract.ts'
import type {
  AddedPasskey,
  Assertion,
  FactorsView,
  FirstCodes,
  NewPasskey,
  NewTotp,
  PasskeyView,
  RecoveryCodes,
  RequirementBody,
  RequirementView,
  SecondStepBody,
} from '../../server/modules/identity/factors/contract.ts'
import type { MemberView } from '../../server/modules/identity/members/contract.ts'
import { request } from '../lib/api.ts'
import { sendByLink } from './by-link.ts'

/** WebAuthn options, as the server writes them. */
export type PasskeyQuestion = Record<string, unknown>

export const listFactors = (): Promise<FactorsView> => request('GET', '/me/factors')

export const setUpApp = (): Promise<NewTotp> => request('POST', '/me/factors/totp')

export const confirmApp = (code: string): Promise<FirstCodes> =>
  request('POST', '/me/factors/totp/confirm', { body: { code } })

export const removeApp = (): Promise<void> => request('DELETE', '/me/factors/totp')

export const renewCodes = (): Promise<RecoveryCodes> =>
  request('POST', '/me/factors/recovery-codes')

export const askForNewPasskey = (): Promise<PasskeyQuestion> =>
  request('POST', '/me/factors/passkey-options')

export const addPasskey = (body: NewPasskey): Promise<AddedPasskey> =>
  request('POST', '/me/factors/passkeys', { body })

export const renamePasskey = (id: string, name: string): Promise<PasskeyView> =>
  request('PATCH', `/me/factors/passkeys/${id}`, { body: { name } })

export const removePasskey = (id: string): Promise<void> =>
  request('DELETE', `/me/factors/passkeys/${id}`)

export const takeSecondStep = (body: SecondStepBody): Promise<void> =>
  request('POST', '/auth/second-factor', { body })

export const askSecondPasskey = (pending: string): Promise<PasskeyQuestion> =>
  request('POST', '/auth/second-factor/passkey', { body: { pending } })

export const askForPasskeySignIn = (): Promise<PasskeyQuestion> =>
  request('POST', '/auth/passkey/start')

export const signInByPasskey = (assertion: Assertion): Promise<void> =>
  request('POST', '/auth/passkey', { body: { assertion } })

export const askForStepUpPasskey = (): Promise<PasskeyQuestion> =>
  request('POST', '/auth/step-up/passkey')

export const readRequirement = (): Promise<RequirementView> =>
  request('GET', '/organisation/second-factor')

export const requireFactors = (body: RequirementBody): Promise<RequirementView> =>
  request('PUT', '/organisation/second-factor', { body })

export const resetMemberFactors = (id: string): Promise<void> =>
  request('DELETE', `/members/${id}/factors`)

export const changeMemberEmail = (id: string, email: string): Promise<MemberView> =>
  request('POST', `/members/${id}/email`, { body: { email } })

export const askForEmailChange = (email: string): Promise<void> =>
  request('POST', '/me/email', { body: { email } })

export async function askForEmailProof(): Promise<void> {
  await request('POST', '/me/email/proof')
}

export const cancelEmailChange = (): Promise<void> => request('DELETE', '/me/email')

export const confirmEmailChange = (token: string): Promise<EmailChangeView> =>
  sendByLink('/auth/email-change/confirm', { token })

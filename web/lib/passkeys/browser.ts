import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'
import type { Assertion, Attestation } from '../../../server/modules/identity/factors/contract.ts'
import type { PasskeyQuestion } from '../../api/factors.ts'
import { loadMessages } from '../../i18n/index.ts'
import { ownProblem, RequestFailed } from '../problem.ts'

/** Its words are not among the first. */
async function failed(code: 'passkey_cancelled' | 'passkey_impossible'): Promise<RequestFailed> {
  await loadMessages('organisation')
  return new RequestFailed(ownProblem(code))
}

/** Browsers do not tell a cancelled request from a missing passkey. */
async function ask<T>(answer: () => Promise<T>): Promise<T> {
  if (!browserSupportsWebAuthn()) throw await failed('passkey_impossible')
  try {
    return await answer()
  } catch {
    throw await failed('passkey_cancelled')
  }
}

/** Has the browser make a passkey. Throws RequestFailed. */
export const makePasskey = async (question: PasskeyQuestion): Promise<Attestation> =>
  (await ask(() =>
    startRegistration({
      optionsJSON: question as unknown as PublicKeyCredentialCreationOptionsJSON,
    }),
  )) as unknown as Attestation

/** Has the browser sign with a passkey. Throws RequestFailed. */
export const usePasskey = async (question: PasskeyQuestion): Promise<Assertion> =>
  (await ask(() =>
    startAuthentication({
      optionsJSON: question as unknown as PublicKeyCredentialRequestOptionsJSON,
    }),
  )) as unknown as Assertion

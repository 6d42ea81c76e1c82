import type { MeView } from '../../server/modules/identity/contract.ts'
import type { SignInAnswer } from '../../server/modules/identity/factors/contract.ts'
import { type Locale, locale, setLocale } from '../i18n/index.ts'
import { logIn, logOut, readTenantHere } from '../api/auth.ts'
import { changeMe, readMe } from '../api/me.ts'
import { whenFactorIsNeeded, whenSessionEnds } from './api.ts'
import {
  tenantHere,
  me,
  setTenantHere,
  setAuthState,
  type AuthState,
  authState,
} from './auth-state.ts'
import { type Problem, problemOf } from './problem.ts'
import { markSignedIn, mayBeSignedIn, onSignedInElsewhere } from './session-flag.ts'
import { forgetKeptText } from './kept-text.ts'
import { forgetDrafts } from './unsaved-drafts.ts'

export { can, tenantHere, me, authState } from './auth-state.ts'

async function loadTenantHere(): Promise<void> {
  setTenantHere(await readTenantHere())
}

function markSignedOut(): void {
  markSignedIn(false)
  if (!tenantHere()) loadTenantHere().catch(() => {})
  setAuthState({ is: 'signed-out' })
}

whenSessionEnds(markSignedOut)
whenFactorIsNeeded(() => void readAuthState())

function authStateOf({ status, code }: Problem): AuthState {
  if (status === 401) return { is: 'signed-out' }
  if (status === 404) return { is: 'nowhere', isMistyped: code === 'unknown_tenant' }
  if (code === 'tenant_unproved') return { is: 'unproved' }
  return { is: code === 'tenant_suspended' ? 'suspended' : 'unreachable' }
}

/** Reads who is signed in. A host without an organisation answers 404. */
export async function readAuthState(): Promise<void> {
  try {
    if (!mayBeSignedIn()) {
      await loadTenantHere()
      setAuthState({ is: 'signed-out' })
      return
    }
    const found = await readMe()
    if (found.user.locale !== locale()) await setLocale(found.user.locale)
    setAuthState({ is: 'signed-in', me: found })
  } catch (error) {
    const next = authStateOf(problemOf(error))
    if (next.is === 'signed-out' && !tenantHere()) await loadTenantHere().catch(() => {})
    setAuthState(next)
  }
}

/** Reads the account again, as the role may have changed. Leads to the sign-in page where the session is over. */
export async function refreshMe(): Promise<void> {
  try {
    const found = await readMe()
    const known = me()
    if (known && JSON.stringify(known) !== JSON.stringify(found)) setMe(found)
  } catch {
    // The next request that the person makes shows what is wrong.
  }
}

onSignedInElsewhere(() => {
  if (['signed-out', 'second-step'].includes(authState().is)) void readAuthState()
})

/** Completes a sign-in that the sign-in page did not make. */
export async function enter(): Promise<void> {
  markSignedIn(true)
  await readAuthState()
}

/** For when the owner has just closed the organisation. */
export const markSuspended = (): void => {
  setAuthState({ is: 'suspended' })
}

/** Takes the changed account. */
export const setMe = (found: MeView): void => {
  setAuthState({ is: 'signed-in', me: found })
}

export async function signIn(email: string, password: string): Promise<void> {
  await continueSignIn(await logIn({ email, password }))
}

/** Signs in, or continues with the second step. */
export async function continueSignIn(answer: SignInAnswer): Promise<void> {
  if ('pending' in answer) setAuthState({ is: 'second-step', pending: answer })
  else await enter()
}

/** Returns from the second step to the sign-in page. */
export const cancelSignIn = (): void => {
  setAuthState({ is: 'signed-out' })
}

/** Whether the grace period for the required second factor is over. */
export function owesFactor(): boolean {
  const from = me()?.factorNeededFrom
  return from !== undefined && from !== null && Date.parse(from) <= Date.now()
}

const signOutTasks = new Set<() => Promise<void>>()

/** Registers a task to finish before the session ends; returns how to unregister it. */
export function beforeSignOut(task: () => Promise<void>): () => void {
  signOutTasks.add(task)
  return () => signOutTasks.delete(task)
}

export async function signOut(): Promise<void> {
  await Promise.allSettled([...signOutTasks].map((task) => task()))
  try {
    await logOut()
  } finally {
    forgetDrafts(me()?.user.id ?? '')
    forgetKeptText()
    markSignedOut()
  }
}

/** Switches the language at once and saves it to the account; a failed save does not undo the switch. */
export async function chooseLocale(next: Locale): Promise<void> {
  await setLocale(next)
  const found = await changeMe({ locale: next })
  setAuthState({ is: 'signed-in', me: found })
}

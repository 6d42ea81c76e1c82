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

/** Finds out who is here. A host that belongs to no organisation answers 404. */
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

/** The reader's role may be another now, or their session may be over: then this leads to the sign-in page. */
export async function refreshMe(): Promise<void> {
  try {
    const found = await readMe()
    const known = me()
    if (known && JSON.stringify(known) !== JSON.stringify(found)) setMe(found)
  } catch {
    // Whatever is wrong, the next request says so where somebody asked for something.
  }
}

onSignedInElsewhere(() => {
  if (['signed-out', 'second-step'].includes(authState().is)) void readAuthState()
})

/** Somebody has just been signed in here by other means than the sign-in page. */
export async function enter(): Promise<void> {
  markSignedIn(true)
  await readAuthState()
}

/** Its owner has just closed the organisation. */
export const markSuspended = (): void => {
  setAuthState({ is: 'suspended' })
}

/** What the account says of itself changed. */
export const setMe = (found: MeView): void => {
  setAuthState({ is: 'signed-in', me: found })
}

export async function signIn(email: string, password: string): Promise<void> {
  await continueSignIn(await logIn({ email, password }))
}

/** Goes in, or on to the second step. */
export async function continueSignIn(answer: SignInAnswer): Promise<void> {
  if ('pending' in answer) setAuthState({ is: 'second-step', pending: answer })
  else await enter()
}

/** Back to the sign-in page: the second step takes too long, or is somebody else's. */
export const cancelSignIn = (): void => {
  setAuthState({ is: 'signed-out' })
}

/** Whether the days of grace are over for somebody without the second factor that their organisation requires. */
export function owesFactor(): boolean {
  const from = me()?.factorNeededFrom
  return from !== undefined && from !== null && Date.parse(from) <= Date.now()
}

const signOutTasks = new Set<() => Promise<void>>()

/** What must be put away while the session still holds; gives back how to forget it. */
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

/** Switches at once and remembers for the next device; the switch stands if that fails. */
export async function chooseLocale(next: Locale): Promise<void> {
  await setLocale(next)
  const found = await changeMe({ locale: next })
  setAuthState({ is: 'signed-in', me: found })
}

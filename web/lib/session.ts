import { createRoot, createSignal } from 'solid-js'
import type { MeView, TenantHere } from '../../server/modules/identity/contract.ts'
import type { PendingSignIn, SignInAnswer } from '../../server/modules/identity/factors/contract.ts'
import { type Locale, locale, speak } from '../i18n/index.ts'
import { request, requestOnce, whenFactorIsNeeded, whenSessionEnds } from './api.ts'
import { type Problem, problemOf } from './problem.ts'
import { markSignedIn, mayBeSignedIn, onSignedInElsewhere } from './session-flag.ts'
import { forgetKeptText } from './kept-text.ts'
import { forgetDrafts } from './unsaved-drafts.ts'

export type Standing =
  | { is: 'unknown' }
  | { is: 'nowhere'; isMistyped: boolean }
  | { is: 'suspended' }
  | { is: 'unproved' }
  | { is: 'signed-out' }
  /** The password was right; the second step is still owed. */
  | { is: 'second-step'; pending: PendingSignIn }
  | { is: 'unreachable' }
  | { is: 'signed-in'; me: MeView }

const [standing, setStanding] = createRoot(() => createSignal<Standing>({ is: 'unknown' }))

export { standing }

const [here, setHere] = createRoot(() => createSignal<TenantHere>())

/** What the organisation of this address shows of itself to whoever is not signed in; unknown until it was asked. */
export { here }

async function askWhoseAddress(): Promise<void> {
  const response = await requestOnce('GET', '/auth/tenant')
  setHere((await response.json()) as TenantHere)
}

export const me = (): MeView | undefined => {
  const now = standing()
  return now.is === 'signed-in' ? now.me : undefined
}

export const can = (permission: string): boolean => me()?.can.includes(permission) ?? false

function leave(): void {
  markSignedIn(false)
  if (!here()) askWhoseAddress().catch(() => {})
  setStanding({ is: 'signed-out' })
}

whenSessionEnds(leave)
whenFactorIsNeeded(() => void findStanding())

function standingOf({ status, code }: Problem): Standing {
  if (status === 401) return { is: 'signed-out' }
  if (status === 404) return { is: 'nowhere', isMistyped: code === 'unknown_tenant' }
  if (code === 'tenant_unproved') return { is: 'unproved' }
  return { is: code === 'tenant_suspended' ? 'suspended' : 'unreachable' }
}

/** Finds out who is here. A host that belongs to no organisation answers 404. */
export async function findStanding(): Promise<void> {
  try {
    if (!mayBeSignedIn()) {
      await askWhoseAddress()
      setStanding({ is: 'signed-out' })
      return
    }
    const found = await request<MeView>('GET', '/me')
    if (found.user.locale !== locale()) await speak(found.user.locale)
    setStanding({ is: 'signed-in', me: found })
  } catch (error) {
    const next = standingOf(problemOf(error))
    if (next.is === 'signed-out' && !here()) await askWhoseAddress().catch(() => {})
    setStanding(next)
  }
}

/** The reader's role may be another now, or their session may be over: then this leads to the sign-in page. */
export async function lookAgain(): Promise<void> {
  try {
    const found = await request<MeView>('GET', '/me')
    const known = me()
    if (known && JSON.stringify(known) !== JSON.stringify(found)) putMe(found)
  } catch {
    // Whatever is wrong, the next request says so where somebody asked for something.
  }
}

onSignedInElsewhere(() => {
  if (['signed-out', 'second-step'].includes(standing().is)) void findStanding()
})

/** Somebody has just been signed in here by other means than the sign-in page. */
export async function enter(): Promise<void> {
  markSignedIn(true)
  await findStanding()
}

/** Its owner has just closed the organisation. */
export const noteSuspended = (): void => {
  setStanding({ is: 'suspended' })
}

/** What the account says of itself changed. */
export const putMe = (found: MeView): void => {
  setStanding({ is: 'signed-in', me: found })
}

export async function signIn(email: string, password: string): Promise<void> {
  await goOn(await request<SignInAnswer>('POST', '/auth/login', { body: { email, password } }))
}

/** Goes in, or on to the second step. */
export async function goOn(answer: SignInAnswer): Promise<void> {
  if ('pending' in answer) setStanding({ is: 'second-step', pending: answer })
  else await enter()
}

/** Back to the sign-in page: the second step takes too long, or is somebody else's. */
export const beginAgain = (): void => {
  setStanding({ is: 'signed-out' })
}

/** Whether the days of grace are over for somebody without the second factor that their organisation requires. */
export function owesFactor(): boolean {
  const from = me()?.factorNeededFrom
  return from !== undefined && from !== null && Date.parse(from) <= Date.now()
}

const partings = new Set<() => Promise<void>>()

/** What must be put away while the session still holds; gives back how to forget it. */
export function beforeSignOut(parting: () => Promise<void>): () => void {
  partings.add(parting)
  return () => partings.delete(parting)
}

export async function signOut(): Promise<void> {
  await Promise.allSettled([...partings].map((parting) => parting()))
  try {
    await requestOnce('POST', '/auth/logout')
  } finally {
    forgetDrafts(me()?.user.id ?? '')
    forgetKeptText()
    leave()
  }
}

/** Switches at once and remembers for the next device; the switch stands if that fails. */
export async function chooseLocale(next: Locale): Promise<void> {
  await speak(next)
  const found = await request<MeView>('PATCH', '/me', { body: { locale: next } })
  setStanding({ is: 'signed-in', me: found })
}

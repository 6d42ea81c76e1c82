import { createRoot, createSignal } from 'solid-js'
import type { MeView, TenantHere } from '../../server/modules/identity/contract.ts'
import type { PendingSignIn } from '../../server/modules/identity/factors/contract.ts'

export type AuthState =
  | { is: 'unknown' }
  | { is: 'nowhere'; isMistyped: boolean }
  | { is: 'suspended' }
  | { is: 'unproved' }
  | { is: 'signed-out' }
  /** The password was right; the second step is missing. */
  | { is: 'second-step'; pending: PendingSignIn }
  | { is: 'unreachable' }
  | { is: 'signed-in'; me: MeView }

const [authState, setAuthState] = createRoot(() => createSignal<AuthState>({ is: 'unknown' }))

export { setAuthState, authState }

const [tenantHere, setTenantHere] = createRoot(() => createSignal<TenantHere>())

/** What the address's organisation shows before sign-in; undefined until it was read. */
export { tenantHere, setTenantHere }

export const me = (): MeView | undefined => {
  const now = authState()
  return now.is === 'signed-in' ? now.me : undefined
}

export const can = (permission: string): boolean => me()?.can.includes(permission) ?? false

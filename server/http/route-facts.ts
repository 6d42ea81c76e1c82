import type { Permission } from '../platform/authorization.ts'
import type { Scope } from '../platform/scopes.ts'

export type Need = 'public' | 'session' | Permission

/** What a route declared. */
export interface RouteFacts {
  need: Need
  /** The scope that an API key needs; null for public routes. */
  scope: Scope | null
  isSessionOnly: boolean
  needsStepUp: boolean
  /** Callable before a required second factor is set up. */
  isBeforeFactor: boolean
  isSigned: boolean
  takesBody: boolean
  maxBytes: number
  queryNames: ReadonlySet<string>
}

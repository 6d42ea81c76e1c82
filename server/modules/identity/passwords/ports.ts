import type { Claimant } from '../../../platform/fair-gate.ts'

/** Reasons why a password is weak; each has a message in both languages. */
export const passwordFaults = [
  'password_short',
  'password_common',
  'password_keys',
  'password_repeated',
  'password_dates',
  'password_names',
  'password_personal',
  'password_weak',
] as const
export type PasswordFault = (typeof passwordFaults)[number]

/** Estimates password strength off the event loop. */
export interface PasswordMeter {
  /**
   * Returns null for a strong password. `personal` is what a guesser knows about the person: name, address,
   * organisation. Rejects with `unavailable` when the queue is full.
   */
  findFault(
    claimant: Claimant,
    password: string,
    personal: readonly string[],
  ): Promise<PasswordFault | null>
}

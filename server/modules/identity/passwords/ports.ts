import type { Claimant } from '../../../platform/fair-gate.ts'

/** Why a password is easy to guess; each has words in both languages. */
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

/** Says how hard a password is to guess, off the event loop. */
export interface PasswordMeter {
  /**
   * Null for one that is good enough. `personal` is what a guesser knows of the person: name, address, organisation.
   * Rejects with `unavailable` when too much waits.
   */
  findFault(
    claimant: Claimant,
    password: string,
    personal: readonly string[],
  ): Promise<PasswordFault | null>
}

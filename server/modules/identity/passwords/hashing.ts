import type { Ctx } from '../../../platform/context.ts'
import { type Claimant, openFairGate } from '../../../platform/fair-gate.ts'

/** Each takes 64 MB and a core for a moment: a few at once, organisations and addresses in turn. */
const hashing = openFairGate({
  name: 'passwords',
  slots: 2,
  waitingAtMost: 64,
  waitAtMostMs: 4_000,
  what: { en: 'sign-ins', ru: 'входов' },
})

let nobody: Promise<string> | undefined
/** Hash of no password: an unknown address costs as much time as a wrong password. Made by the first sign-in of all. */
const nobodysHash = (): Promise<string> =>
  (nobody ??= Bun.password.hash('nobody has this password', { algorithm: 'argon2id' }))

/** Whose turn it is in the queue for hashing: an address's, since nobody is known yet. */
export const claimantOfAddress = (ctx: Ctx): Claimant => ({
  tenantId: ctx.tenantId,
  personId: ctx.address ?? null,
  signal: ctx.signal,
})

/** Takes the same time where there is no hash to compare with. */
export async function matchesPassword(
  claimant: Claimant,
  password: string,
  hash: string | null | undefined,
): Promise<boolean> {
  const decoy = await nobodysHash()
  const matches = await hashing.run(claimant, () => Bun.password.verify(password, hash ?? decoy))
  return matches && typeof hash === 'string'
}

export const hashPassword = (claimant: Claimant, password: string): Promise<string> =>
  hashing.run(claimant, () => Bun.password.hash(password, { algorithm: 'argon2id' }))

import type { Ctx } from '../../../platform/context.ts'
import { type Claimant, openFairGate } from '../../../platform/fair-gate.ts'

/** A hash takes 64 MB and one core for a moment: runs a few at once, fairly across organisations and addresses. */
const hashing = openFairGate({
  name: 'passwords',
  slots: 2,
  waitingAtMost: 64,
  waitAtMostMs: 4_000,
  what: { en: 'sign-ins', ru: 'входов' },
})

let nobody: Promise<string> | undefined
/** A dummy hash, so that an unknown address costs as much time as a wrong password. Created by the first sign-in. */
const dummyHash = (): Promise<string> =>
  (nobody ??= Bun.password.hash('nobody has this password', { algorithm: 'argon2id' }))

/** The fairness key in the hashing queue: the address, since the person is not known yet. */
export const claimantOfAddress = (ctx: Ctx): Claimant => ({
  tenantId: ctx.tenantId,
  personId: ctx.address ?? null,
  signal: ctx.signal,
})

/** Takes the same time if there is no hash to compare with. */
export async function matchesPassword(
  claimant: Claimant,
  password: string,
  hash: string | null | undefined,
): Promise<boolean> {
  const decoy = await dummyHash()
  const matches = await hashing.run(claimant, () => Bun.password.verify(password, hash ?? decoy))
  return matches && typeof hash === 'string'
}

export const hashPassword = (claimant: Claimant, password: string): Promise<string> =>
  hashing.run(claimant, () => Bun.password.hash(password, { algorithm: 'argon2id' }))

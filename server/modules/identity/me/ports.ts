import type { Ctx } from '../../../platform/context.ts'

/** Sends links to choose a new password; null while no mail is configured. */
export interface PasswordMail {
  /** The same work for an address that is known and one that is not: the answer's time tells nothing. */
  request(ctx: Ctx, email: string, origin: string): Promise<void>
}

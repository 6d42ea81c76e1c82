import type { Ctx } from '../../../platform/context.ts'

/** Sends password reset links; null when no mail is configured. */
export interface PasswordMail {
  /** Does the same work for known and unknown addresses, so that the response time reveals nothing. */
  request(ctx: Ctx, email: string, origin: string): Promise<void>
}

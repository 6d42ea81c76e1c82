import type { Ctx } from '../../../platform/context.ts'

/** Queues a message with a join link; null when no mail is configured. */
export interface JoiningMail {
  request(ctx: Ctx, email: string, origin: string): Promise<void>
}

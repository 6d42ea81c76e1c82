import type { Ctx } from '../../../platform/context.ts'

/** Asks for a letter by which somebody can join; null while no mail is configured. */
export interface JoiningMail {
  request(ctx: Ctx, email: string, origin: string): Promise<void>
}

import type { Ctx } from '../../server/platform/context.ts'

/** Throttled audit of frequent events. Runs in the background; its failures do not affect the request. */
export interface AuditNotes {
  /** Content of a meeting was read or exported: one row per person, meeting and hour. */
  read(
    ctx: Ctx,
    action: 'transcript.read' | 'media.read' | 'result.exported',
    meetingId: string,
  ): void
  /** Access was denied: one row per minute for each principal or address, and reason. */
  refused(
    ctx: Ctx,
    action:
      | 'access.refused'
      | 'password.refused'
      | 'session.refused'
      | 'session.step_up_refused'
      | 'session.throttled',
    data: { reason: string; route?: string },
    subjectId?: string | null,
  ): void
}

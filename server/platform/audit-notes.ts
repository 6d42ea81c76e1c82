import type { Ctx } from './context.ts'

/** Notes what happens too often to have a row each time. Nobody waits for it, and it fails nothing. */
export interface AuditNotes {
  /** Something of a meeting was read or taken along: one row for each person, meeting and hour. */
  read(
    ctx: Ctx,
    action: 'transcript.read' | 'media.read' | 'result.exported',
    meetingId: string,
  ): void
  /** Somebody was refused: one row a minute for each principal, or address, and reason. */
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

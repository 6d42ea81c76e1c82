import type { Database } from '../../../db/client.ts'
import { listWaiting, type WaitingMeeting } from '../../../db/waiting.ts'
import type { JobOffer } from '../../jobs/reconcile.ts'
import { jobOf, type Stage } from './stage/states.ts'

const maxMeetings = 2_000

/** Offers the jobs of meetings that wait for a reason that no longer holds. */
export const resumeResolved =
  (db: Database, reasons: readonly string[]): (() => Promise<JobOffer[]>) =>
  async () =>
    (await listWaiting(db, reasons, maxMeetings)).map(toOffer)

/** Returns those of a tenant's meetings that fit its limits now. The given ids start with the longest waiting. */
export type ChooseWithin = (
  tenantId: string,
  meetingIds: readonly string[],
) => Promise<readonly string[]>

/** Offers the jobs of meetings that wait for a limit of their tenant, as many as fit. */
export const resumeWithinLimits =
  (db: Database, reasons: readonly string[], choose: ChooseWithin): (() => Promise<JobOffer[]>) =>
  async () => {
    const waiting = await listWaiting(db, reasons, maxMeetings)
    const byTenant = Map.groupBy(waiting, ({ tenantId }) => tenantId)
    const chosen = await Promise.all(
      [...byTenant].map(async ([tenantId, meetings]) => {
        const ids = meetings.map(({ meetingId }) => meetingId)
        const fitting = new Set(await choose(tenantId, ids))
        return meetings.filter(({ meetingId }) => fitting.has(meetingId))
      }),
    )
    return chosen.flat().map(toOffer)
  }

const toOffer = ({ tenantId, meetingId, stage }: WaitingMeeting): JobOffer => ({
  tenantId,
  name: jobOf[stage as Stage],
  payload: { meetingId },
})

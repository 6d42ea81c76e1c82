import type { Database } from '../../../db/client.ts'
import { listWaiting, type WaitingMeeting } from '../../../db/waiting.ts'
import type { JobOffer } from '../../jobs/reconcile.ts'
import { jobOf, type Stage } from './stage.ts'

const atMost = 2_000

/** Offers the jobs of meetings that wait for reasons which have ended. */
export const resumeEnded =
  (db: Database, reasons: readonly string[]): (() => Promise<JobOffer[]>) =>
  async () =>
    (await listWaiting(db, reasons, atMost)).map(toOffer)

/** Which meetings of a tenant, longest waiting first, its limits have room for now. */
export type ChooseWithin = (
  tenantId: string,
  meetingIds: readonly string[],
) => Promise<readonly string[]>

/** Offers the jobs of meetings that wait for a limit of their tenant, as many as it has room for. */
export const resumeWithin =
  (db: Database, reasons: readonly string[], choose: ChooseWithin): (() => Promise<JobOffer[]>) =>
  async () => {
    const waiting = await listWaiting(db, reasons, atMost)
    const byTenant = Map.groupBy(waiting, ({ tenantId }) => tenantId)
    const chosen = await Promise.all(
      [...byTenant].map(async ([tenantId, meetings]) => {
        const ids = meetings.map(({ meetingId }) => meetingId)
        const room = new Set(await choose(tenantId, ids))
        return meetings.filter(({ meetingId }) => room.has(meetingId))
      }),
    )
    return chosen.flat().map(toOffer)
  }

const toOffer = ({ tenantId, meetingId, stage }: WaitingMeeting): JobOffer => ({
  tenantId,
  name: jobOf[stage as Stage],
  payload: { meetingId },
})

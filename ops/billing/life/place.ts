import { openTenant, type Client } from '../../../server/http/test/meetings.ts'
import type { JobCtx } from '../../../server/jobs/define-job.ts'
import { reportUsage } from '../../../server/modules/billing/index.ts'
import { syncSubscription } from '../../../server/modules/billing/payments/sync.ts'
import {
  idOf,
  openPaying,
  type PayingInstallation,
} from '../../../server/modules/billing/payments/test/paying.ts'
import { systemCtx } from '../../../server/platform/context.ts'
import { newId } from '../../../server/platform/ids.ts'
import { createLog } from '../../../server/platform/log.ts'
import { changeLimits } from '../../../tenants/limits/change-limits.ts'
import type { Story } from './story.ts'

export const slug = 'life'
const day = 86_400

/**
 * The environment of a simulated life: an installation whose organisation pays at a Stripe stand-in that starts in the
 * past.
 */
export interface Place extends PayingInstallation {
  client: Client
  tenantId: string
  /** People by their names in the story. */
  recordings: Map<string, string>
  /** No usage is reported to the meter before. */
  tellsAgainAt: number
}

export async function openPlace(story: Story): Promise<Place> {
  const paying = await openPaying({ worker: false, startAt: story.beginsAt })
  // A subscription whose payment finally fails is neither cancelled nor free.
  paying.standIn.world.settings.afterRetries = 'unpaid'
  const client = await openTenant(paying.installation, slug)
  const tenantId = await idOf(paying.installation, slug)
  await noteJobs(paying.installation)
  // Years pass here in seconds, with constant requests.
  const limits = { set: ['requestsPerMinute=none'], unset: [], reason: 'A proof' }
  await changeLimits(paying.installation.services.db, tenantId, null, limits)
  return { ...paying, client, tenantId, recordings: new Map(), tellsAgainAt: 0 }
}

/** The API queues jobs for workers that do not run here; this records that they were queued. */
async function noteJobs({ admin }: PayingInstallation['installation']): Promise<void> {
  await admin`create table asked_jobs (name text not null)`
  await admin`
    create function note_job() returns trigger language plpgsql security definer as
      'begin insert into public.asked_jobs values (new.name); return null; end'`
  await admin`
    create trigger note_job after insert on outbox for each row when (new.name like 'billing.%')
      execute function note_job()`
}

export const nowOf = ({ standIn }: Place): number => standIn.world.clock.now()

/** Advances time by at most a day at once and processes the webhooks that arrive meanwhile. */
export async function passTo(place: Place, to: number): Promise<void> {
  for (let now = nowOf(place); now < to; now = nowOf(place)) {
    const stop = place.tellsAgainAt > now ? place.tellsAgainAt : to
    place.standIn.advance({ to: Math.min(to, stop, now + day) })
    await settle(place)
  }
}

const isAway = (place: Place): boolean => nowOf(place) < place.tellsAgainAt

const jobs = { 'billing.sync': syncSubscription, 'billing.report': reportUsage }

/** Waits until no webhook is on its way and none of our jobs is pending. */
export async function settle(place: Place): Promise<void> {
  const { installation, standIn, tenantId } = place
  for (;;) {
    await standIn.webhooks.settled()
    const asked = await installation.admin<{ name: keyof typeof jobs }[]>`
      delete from asked_jobs where name in ('billing.sync', ${isAway(place) ? '' : 'billing.report'}) returning name`
    if (asked.length === 0) return
    for (const name of new Set(asked.map((one) => one.name)))
      await jobs[name].handle(installation.services, jobCtx(tenantId), { organisationId: tenantId })
  }
}

const jobCtx = (tenantId: string): JobCtx => ({
  ...systemCtx(tenantId, 'proof', newId()),
  jobId: newId(),
  held: {},
  queuedAt: new Date(),
  attempt: 1,
  isFinalAttempt: false,
  signal: new AbortController().signal,
  log: createLog('silent'),
})

export async function doJob(place: Place, name: keyof typeof jobs): Promise<void> {
  const { installation, tenantId } = place
  await jobs[name].handle(installation.services, jobCtx(tenantId), { organisationId: tenantId })
  await settle(place)
}

import { Stripe } from 'stripe'
import { startStripe, type StripeStandIn } from '../../../../ops/stand-ins/stripe/server.ts'
import type { TestInstallation } from '../../../../ops/test/installation.ts'
import { changePlan } from '../../../../tenants/plans/change-plan.ts'
import { type Client, openTenant } from '../../../http/test/meetings.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { createLog } from '../../../platform/log.ts'
import { reportUsage } from '../index.ts'

const dayMs = 86_400_000
export const testKey = 'sk_test_metered'
const meterEvent = 'aam_transcribed_seconds'

export const sdkOf = (standIn: StripeStandIn): Stripe =>
  new Stripe(testKey, {
    host: '127.0.0.1',
    port: standIn.port,
    protocol: 'http',
    apiVersion: '2026-10-28.endive',
    maxNetworkRetries: 0,
    telemetry: false,
  })

/** A stand-in whose meter already exists. */
export async function startMeteredStripe(): Promise<StripeStandIn> {
  const standIn = startStripe()
  await sdkOf(standIn).billing.meters.create({
    event_name: meterEvent,
    display_name: 'AAM transcribed seconds',
    default_aggregation: { formula: 'sum' },
  })
  return standIn
}

export interface Report {
  id: string
  state: string
  refusal: string | null
  seconds: number
  source: string
}

export interface Metered {
  client: Client
  tenantId: string
  customerId: string
  /** Inserts a ledger row, `daysAgo` at noon UTC; with its report unless told otherwise. */
  use(
    seconds: number,
    at?: { daysAgo?: number; reported?: boolean; sentHoursAgo?: number },
  ): Promise<string>
  /** Runs the job once; returns its note, or what it threw. */
  report(): Promise<unknown>
  reports(): Promise<Report[]>
  /** Seconds in the stand-in's meter, by day. */
  held(): Record<string, number>
}

export const dayAgo = (days: number): string =>
  new Date(Date.now() - days * dayMs).toISOString().slice(0, 10)

/** An organisation with paid minutes since two months ago. */
export async function openMetered(
  installation: TestInstallation,
  standIn: StripeStandIn,
  slug: string,
): Promise<Metered> {
  const { admin, services } = installation
  const client = await openTenant(installation, slug)
  const [row] = await admin<{ id: string }[]>`select id from tenants where slug = ${slug}`
  const tenantId = row?.id ?? ''
  const { id: customerId } = await sdkOf(standIn).customers.create({ name: slug })
  await admin`insert into billing_customers (tenant_id, customer_id) values (${tenantId}, ${customerId})`
  await changePlan(services.db, tenantId, { plan: 'business' })
  await admin`
    update subscriptions set metered_from = now() - interval '62 days' where tenant_id = ${tenantId}`
  const ctx = (): JobCtx => ({
    ...systemCtx(tenantId, 'test', newId()),
    jobId: newId(),
    held: {},
    queuedAt: new Date(),
    attempt: 1,
    isFinalAttempt: false,
    signal: new AbortController().signal,
    log: createLog('silent'),
  })
  return {
    client,
    tenantId,
    customerId,
    async use(seconds, { daysAgo = 0, reported = true, sentHoursAgo } = {}) {
      const id = newId()
      const at = daysAgo === 0 ? new Date() : new Date(`${dayAgo(daysAgo)}T12:00:00Z`)
      await admin`
        insert into usage_events (tenant_id, id, source_key, kind, at, provider, seconds, corrects)
        select ${tenantId}, ${id}, ${`transcription:${id}`}, 'transcription', ${at}, 'deepgram:nova-3', ${seconds}::int,
          case when ${seconds}::int < 0 then (select min(id::text)::uuid from meter_reports where tenant_id = ${tenantId}) end`
      await admin`insert into usage_pending (tenant_id, event_id) values (${tenantId}, ${id})`
      const sentAt =
        sentHoursAgo === undefined ? null : new Date(Date.now() - sentHoursAgo * 3_600_000)
      if (reported)
        await admin`
          insert into meter_reports (tenant_id, id, source, at, seconds, state, sent_at, customer_id)
          values (${tenantId}, ${id}, 'ledger', ${at}, ${seconds}, ${sentAt ? 'sent' : 'queued'}, ${sentAt},
            ${sentAt && customerId})`
      return id
    },
    report: async () => {
      try {
        return await reportUsage.handle(services, ctx(), { organisationId: tenantId })
      } catch (error) {
        return error
      }
    },
    reports: () => admin<Report[]>`
      select id, state, refusal, seconds::float8 as seconds, source from meter_reports
      where tenant_id = ${tenantId} order by at, id`,
    held() {
      const days: Record<string, number> = {}
      for (const { customer, value, timestamp, cancelled } of standIn.world.readings) {
        if (customer !== customerId || cancelled) continue
        const day = new Date(timestamp * 1_000).toISOString().slice(0, 10)
        days[day] = (days[day] ?? 0) + Number(value) / 1e12
      }
      return days
    },
  }
}

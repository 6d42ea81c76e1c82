import type postgres from 'postgres'
import { readUsage } from '../../../server/modules/usage/read-usage.ts'
import { type UsageBreakdown, usageBreakdowns } from '../../../server/modules/usage/contract.ts'
import { listUsageByMeeting } from '../../../server/modules/usage/by-meeting/list-by-meeting.ts'
import { rebuildSums } from '../../../server/modules/usage/update-sums.ts'
import { systemCtx } from '../../../server/platform/context.ts'
import {
  openInstallation,
  stopSharedServices,
  type TestInstallation,
} from '../../test/installation.ts'
import type { Say } from './bench-options.ts'
import { median } from './median.ts'

const eventCount = 1_000_000
const spansByMeeting = [
  ['a month', 31],
  ['a year ', 365],
] as const
const days = 365
const people = 200
const clients = 50
/** Rows added since the sums were computed. */
const pendingCount = 500
const rounds = 21
const warmUpRounds = 3
const mostMs = 100
const mostRebuildSeconds = 30

/**
 * Reads a year of usage of an organisation with a million ledger rows, by each breakdown, as the server's own role.
 * Then recomputes all sums, which must stay the same, and measures the time.
 */
export async function benchUsage(say: Say): Promise<Record<string, unknown>> {
  const installation = await openInstallation({ worker: false })
  try {
    const { tenantId } = await installation.createTenant('used')
    say(`making ${eventCount.toLocaleString('en')} rows of the ledger over ${days} days`)
    await fill(installation.admin, tenantId)
    const rebuild = await timeRebuild(installation, tenantId)
    say(
      `sums made again     ${rebuild.seconds.toFixed(1)} s, ${rebuild.processorSeconds.toFixed(1)} s of the database's processor (promise: ${mostRebuildSeconds} s)`,
    )
    await addPending(installation.admin, tenantId)
    const read = reader(installation, tenantId)
    const figures: Record<string, unknown> = {}
    for (const by of usageBreakdowns) {
      const { ms, worstMs } = await timeReads(() => read(by))
      say(
        `a year by ${by.padEnd(9)} ${ms.toFixed(1)} ms, worst ${worstMs.toFixed(1)} ms (promise: ${mostMs} ms)`,
      )
      figures[by] = { ms, worstMs }
    }
    for (const [name, dayCount] of spansByMeeting) {
      const { ms, worstMs } = await timeReads(() => readByMeeting(installation, tenantId, dayCount))
      say(
        `${name} by meeting ${ms.toFixed(1)} ms, worst ${worstMs.toFixed(1)} ms (promise: ${mostMs} ms)`,
      )
      figures[`${name} by meeting`] = { ms, worstMs }
    }
    const before = await read('person')
    await rebuildSums(installation.services.db, tenantId)
    const isSame = JSON.stringify(await read('person')) === JSON.stringify(before)
    say(`figures after that  ${isSame ? 'the same' : 'DIFFERENT'}`)
    return { rebuild, isSame, ...figures }
  } finally {
    await installation.close()
    await stopSharedServices()
  }
}

function reader({ services }: TestInstallation, tenantId: string) {
  const to = new Date()
  const from = new Date(to.getTime() - (days - 1) * 86_400_000)
  return (by: UsageBreakdown) =>
    readUsage(services, systemCtx(tenantId, 'bench', 'bench'), {
      from: from.toISOString().slice(0, 10),
      to: to.toISOString().slice(0, 10),
      by,
    })
}

/** The first page with the totals of all rows. */
function readByMeeting(
  { services }: TestInstallation,
  tenantId: string,
  dayCount: number,
): Promise<unknown> {
  const from = new Date(Date.now() - (dayCount - 1) * 86_400_000).toISOString().slice(0, 10)
  return listUsageByMeeting(services, systemCtx(tenantId, 'bench', 'bench'), { from })
}

async function timeReads(read: () => Promise<unknown>): Promise<{ ms: number; worstMs: number }> {
  const times: number[] = []
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const begun = performance.now()
    await read()
    if (round >= 0) times.push(performance.now() - begun)
  }
  return { ms: median(times), worstMs: Math.max(...times) }
}

async function timeRebuild({ admin, services }: TestInstallation, tenantId: string) {
  const [processorBefore, begun] = [await readProcessorSeconds(admin), performance.now()]
  await rebuildSums(services.db, tenantId)
  const seconds = (performance.now() - begun) / 1_000
  return { seconds, processorSeconds: (await readProcessorSeconds(admin)) - processorBefore }
}

const ticksPerSecond = 100

/** Processor time of the database's processes so far: unlike the duration, it excludes other load on the machine. */
async function readProcessorSeconds(admin: postgres.Sql): Promise<number> {
  const backends = await admin<{ pid: number }[]>`
    select pid from pg_stat_activity where datname = current_database()`
  let ticks = 0
  for (const { pid } of backends) {
    const stat = await Bun.file(`/proc/${pid}/stat`)
      .text()
      .catch(() => '')
    // The times of user and system are fields 14 and 15; field 2, in brackets, may contain blanks (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  }
  return ticks / ticksPerSecond
}

/** Two thirds model calls, one third transcriptions, each by a person, most of them for a client. */
const events = (
  sql: postgres.TransactionSql | postgres.Sql,
  tenantId: string,
  from: number,
  count: number,
) => sql`
  select ${tenantId}::uuid, gen_random_uuid(), 'bench:' || n, case when n % 3 = 0 then 'transcription' else 'model' end,
    now() - (${eventCount + pendingCount} - n) * ${((days - 1) * 86_400) / eventCount}::float8 * interval '1 second', p.ids[1 + n % ${people}],
    case when n % 7 > 0 then c.ids[1 + n % ${clients}] end, 'scenario-' || n % 12,
    case when n % 3 = 0 then 'deepgram:nova-3' else 'openai:model-' || n % 4 end,
    case when n % 3 = 0 then n % 3600 end, case when n % 3 > 0 then n % 9000 end, case when n % 3 > 0 then n % 4000 end,
    case when n % 3 > 0 then n % 800 end, case when n % 3 > 0 and n % 11 > 0 then n % 50000 end
  from generate_series(${from}::int, ${from + count - 1}::int) as n,
    (select array_agg(id) as ids from users where tenant_id = ${tenantId}) as p,
    (select array_agg(id) as ids from clients where tenant_id = ${tenantId}) as c`

const columns = `tenant_id, id, source_key, kind, at, user_id, client_id, scenario_id, provider, seconds, input_tokens,
  cached_input_tokens, output_tokens, cost_micro_usd`

async function fill(admin: postgres.Sql, tenantId: string): Promise<void> {
  await admin`
    insert into users (tenant_id, id, email, name, password_hash, role)
    select ${tenantId}, gen_random_uuid(), 'p' || n || '@example.com', 'Person ' || n, 'none', 'member'
    from generate_series(2, ${people}) as n`
  await admin`
    insert into clients (tenant_id, id, name, folded_name)
    select ${tenantId}, gen_random_uuid(), 'Client ' || n, 'client ' || n from generate_series(1, ${clients}) as n`
  await admin`insert into usage_events (${admin.unsafe(columns)}) ${events(admin, tenantId, 1, eventCount)}`
  await admin`
    insert into meter_reports (tenant_id, id, source, at, seconds, state, sent_at)
    select tenant_id, id, 'ledger', at, seconds, 'sent', at from usage_events where kind = 'transcription'`
  await admin`vacuum analyze`
}

const addPending = (admin: postgres.Sql, tenantId: string) => admin`
  with added as (
    insert into usage_events (${admin.unsafe(columns)})
    ${events(admin, tenantId, eventCount + 1, pendingCount)} returning id)
  insert into usage_pending (tenant_id, event_id) select ${tenantId}, id from added`

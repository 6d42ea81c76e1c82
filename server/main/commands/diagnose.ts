import { parseArgs } from 'node:util'
import { pingDatabase, listTenants } from '../../../db/lookup.ts'
import { withTenant } from '../../../db/tenant.ts'
import { checkHealth } from '../../http/health.ts'
import { readHistory, readMeeting } from '../../modules/meetings/index.ts'
import { type Config, readConfig } from '../../platform/config.ts'
import { systemCtx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { isUuid, newId } from '../../platform/ids.ts'
import { createLog } from '../../platform/log.ts'
import { hasBudgetLimit, describeUnbound } from '../../../tenants/limits/change-limits.ts'
import { hasOwnModel } from '../../../tenants/limits/usage-counts.ts'
import { findUnpricedModel } from '../model.ts'
import { withInstallation } from '../installation.ts'
import { providerChecks } from '../provider-health.ts'
import { openServices, type ProcessServices, providersOf } from '../services.ts'
import { countWorkers, ffmpegStatus } from '../worker-presence.ts'
import { checkSpeech } from '../speech-state.ts'
import { checkCors } from '../check-cors.ts'
import { type Command, CommandFailed } from '../command.ts'
import { diagnoseModel } from './diagnose-model.ts'

export const command: Command = {
  usage: `Usage: bun aam diagnose [--services] [--queue] [--meeting ID] [--model] [--json] [--home DIR]

Says which services answer, what waits in each organisation, and what happened to one meeting.
--model asks the configured language model one small question in each form of answer, and needs no services.
Exits with 1 when a service is down, or the model answers in no form.`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        services: { type: 'boolean', default: false },
        queue: { type: 'boolean', default: false },
        meeting: { type: 'string' },
        model: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        home: { type: 'string' },
      },
    })
    const all = !values.services && !values.queue && !values.meeting
    const config = readConfig(values.home ? { home: values.home } : {})
    if (values.model) return diagnoseModel(config, values.json)
    return withInstallation(config, async (addresses) => {
      const services = await openServices(addresses, createLog('silent'), {
        name: 'diagnose',
        whenRedisIsAway: 'fail',
        ...providersOf(config),
        connections: 2,
      })
      try {
        const report: Record<string, unknown> = {}
        const health = all || values.services ? await readServices(services, config) : null
        if (health) report.services = { ...health, provider: services.provider.name }
        // The queue is in the database; if that is down, the diagnosis is to say so.
        const canAsk = health?.parts.database?.state !== 'down'
        if (health && canAsk) {
          const unbound = await listUnboundTenants(services, config)
          if (unbound) report.money = unbound
        }
        if (values.queue || (all && canAsk)) report.queue = await readQueue(services)
        if (values.meeting) report.meeting = await readOne(services, values.meeting)
        console.log(values.json ? JSON.stringify(report, null, 2) : toText(report))
        return health && !health.ready ? 1 : 0
      } finally {
        await services.close()
      }
    })
  },
}

const readServices = (services: ProcessServices, config: Config) => {
  const { db, redis, files, speech } = services
  const askBrowsersWay = checkCors(services, config)
  return checkHealth({
    database: () => pingDatabase(db).then(() => null),
    redis: () => redis.ping().then(() => null),
    storage: () => files.ping().then(() => null),
    ...(askBrowsersWay ? { browsers: askBrowsersWay } : {}),
    workers: async () => ((await countWorkers(redis)) > 0 ? null : 'no worker is running'),
    recordings: () => ffmpegStatus(redis),
    ...providerChecks(services, { forOperator: true }),
    // Always probed, even if the state is known: that is the purpose of this command.
    speech: () => checkSpeech(speech),
  })
}

/** Organisations whose spending limit cannot apply because the model's price is unknown. */
async function listUnboundTenants(
  { db }: ProcessServices,
  config: Config,
): Promise<Unbound | null> {
  const model = findUnpricedModel(config)
  if (model === null) return null
  const tenants: string[] = []
  for (const { id: tenantId, slug } of await listTenants(db)) {
    const isUnbound = await withTenant(
      db,
      { tenantId },
      async (tx) => (await hasBudgetLimit(tx)) && !(await hasOwnModel(tx)),
    )
    if (isUnbound) tenants.push(slug)
  }
  return tenants.length > 0 ? { model, tenants, note: describeUnbound(model) } : null
}

interface Unbound {
  model: string
  tenants: string[]
  note: string
}

interface QueueLine {
  tenant: string
  draft: number
  working: number
  failed: number
  outbox: number
}

async function readQueue(services: ProcessServices): Promise<QueueLine[]> {
  const lines: QueueLine[] = []
  for (const { id: tenantId, slug } of await listTenants(services.db)) {
    const [counts] = await withTenant(
      services.db,
      { tenantId },
      (tx) => tx.sql<Omit<QueueLine, 'tenant'>[]>`
        select count(*) filter (where status = 'draft')::int as draft,
          count(*) filter (where status in ('queued', 'waiting', 'transcribing', 'analysing'))::int as working,
          count(*) filter (where status = 'failed')::int as failed,
          (select count(*)::int from outbox where tenant_id = ${tx.tenantId}) as outbox
        from meetings where tenant_id = ${tx.tenantId}`,
    )
    lines.push({ tenant: slug, ...(counts ?? { draft: 0, working: 0, failed: 0, outbox: 0 }) })
  }
  return lines
}

async function readOne(services: ProcessServices, id: string) {
  if (!isUuid(id)) throw new CommandFailed(`“${id}” is no meeting id.`)
  const deps = { ...services, scenarios: services.packs }
  for (const { id: tenantId, slug } of await listTenants(services.db)) {
    const ctx = systemCtx(tenantId, 'diagnose', newId())
    try {
      const { status, stage, reason, canRetry, itemCount, decidedCount } = await readMeeting(
        deps,
        ctx,
        id,
      )
      const history = await readHistory(deps, ctx, id)
      const steps = history.data.map(({ at, kind, status }) => `${at} ${kind} → ${status}`)
      return {
        tenant: slug,
        id,
        status,
        stage,
        reason,
        canRetry,
        itemCount,
        decidedCount,
        history: steps,
      }
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'not_found')) throw error
    }
  }
  throw new CommandFailed(`There is no meeting ${id}.`)
}

function toText(report: Record<string, unknown>): string {
  const { services, money, queue, meeting } = report as {
    money?: Unbound
    services?: Awaited<ReturnType<typeof readServices>> & { provider: string }
    queue?: QueueLine[]
    meeting?: Record<string, unknown>
  }
  const lines: string[] = []
  for (const [name, part] of Object.entries(services?.parts ?? {})) {
    lines.push(
      `${name.padEnd(10)} ${part.state.padEnd(9)} ${part.latencyMs ?? '–'} ms  ${part.detail ?? ''}`.trimEnd(),
    )
  }
  if (services) {
    const isAsked = services.parts['model'] !== undefined
    lines.push(`sections   filled by ${services.provider}${isAsked ? '' : ' (not asked)'}`)
  }
  if (money) lines.push(`money      the limit of ${money.tenants.join(', ')} ${money.note}`)
  for (const line of queue ?? []) {
    const { tenant, draft, working, failed, outbox } = line
    lines.push(
      `${tenant.padEnd(24)} draft ${draft}, working ${working}, failed ${failed}, outbox ${outbox}`,
    )
  }
  for (const [name, value] of Object.entries(meeting ?? {})) {
    lines.push(
      Array.isArray(value)
        ? `${name}\n  ${value.join('\n  ')}`
        : `${name.padEnd(13)} ${String(value)}`,
    )
  }
  return lines.join('\n')
}

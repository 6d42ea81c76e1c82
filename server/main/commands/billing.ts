import { parseArgs } from 'node:util'
import { type Database, openDatabase } from '../../../db/client.ts'
import { findTenant, listTenants } from '../../../db/lookup.ts'
import { changeLimits, type LimitChange } from '../../../tenants/limits/change-limits.ts'
import { changePlan, type PlanChange, PlanRefused } from '../../../tenants/plans/change-plan.ts'
import { plans } from '../../../tenants/plans/index.ts'
import { type PlanReport, reportPlan } from '../../../tenants/plans/report-plan.ts'
import { TenantRefused } from '../../../tenants/provision.ts'
import {
  PaymentsRefused,
  PaymentsUnavailable,
  type SetUpChange,
  SetUpRefused,
} from '../../modules/billing/ports.ts'
import { closeOpenCheckouts } from '../../modules/billing/index.ts'
import { systemCtx } from '../../platform/context.ts'
import { readConfig } from '../../platform/config.ts'
import { newId } from '../../platform/ids.ts'
import { limitNames } from '../../../tenants/limits/limit-list.ts'
import { createLog } from '../../platform/log.ts'
import type { Addresses } from '../addresses.ts'
import { withInstallation } from '../installation.ts'
import { findUnpricedModel } from '../model.ts'
import { reconcileBySlug } from '../payments/reconcile.ts'
import { listWithoutPlan, setUpPayments } from '../payments/set-up.ts'
import {
  formatChange,
  formatReconciled,
  formatSetUp,
  formatWithoutPlan,
} from '../payments/format.ts'
import { openServices } from '../services.ts'
import { formatLimit } from '../format-limit.ts'
import { type Command, CommandFailed } from '../command.ts'

const usage = `Usage: bun aam billing report [SLUG] [--json]
       bun aam billing override SLUG [--plan ID[@VERSION]] [--by-invoice --paid-until DATE | --trial-until DATE]
                                [--set NAME=NUMBER|none … --reason TEXT [--until DATE]] [--unset NAME …] [--json]
       bun aam billing setup [--json]
       bun aam billing reconcile [SLUG] [--month YYYY-MM] [--json]

“report” shows the plan of each organisation, or of one with every limit, where it comes from, and what is used of it.
“override” gives an organisation another plan, notes that its invoice is paid until a day, or sets limits of its own
before those of the plan; --until ends them by itself. DATE is YYYY-MM-DD: the day itself still counts, in UTC.
“setup” makes at Stripe what the plans need: products, prices, the meter of transcribed seconds, the customer portal and,
where PUBLIC_URL is set, the webhook endpoint. A second time it has nothing to do; a price never changes: another amount
is another price, and the one before stays for who has it. “reconcile” compares the ledger with Stripe's meter day by day,
this month and the last one, says each difference with its reason, and mends what can be mended; it happens every night.
An organisation without a plan is self-hosted. Plans: ${plans.ids.join(', ')}.
Limits: ${limitNames.join(', ')}.`

const options = {
  plan: { type: 'string' },
  'by-invoice': { type: 'boolean', default: false },
  'paid-until': { type: 'string' },
  'trial-until': { type: 'string' },
  set: { type: 'string', multiple: true },
  unset: { type: 'string', multiple: true },
  reason: { type: 'string' },
  until: { type: 'string' },
  month: { type: 'string' },
  json: { type: 'boolean', default: false },
  home: { type: 'string' },
} as const
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

export const command: Command = {
  usage,
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    const [verb, slug] = positionals
    if (verb === 'setup' || verb === 'reconcile') return runAtProvider(verb, slug, values)
    if (verb !== 'report' && verb !== 'override') {
      throw new CommandFailed(
        'Say billing report, override, setup or reconcile; bun aam billing --help says more.',
      )
    }
    const config = readConfig(values.home ? { home: values.home } : {})
    const print = (data: object, text: string) =>
      console.log(values.json ? JSON.stringify(data, null, 2) : text)
    return withInstallation(config, async (addresses) => {
      const { databaseUrl } = addresses
      const db = openDatabase({ url: databaseUrl, max: 1, applicationName: 'aam-cli' })
      try {
        if (verb === 'report' && !slug) {
          const lines = await reportAll(db)
          const withoutPlan = config.stripe ? formatWithoutPlan(await listWithoutPlan(db)) : []
          const text = [...lines.map(toLine), ...withoutPlan].join('\n')
          print(lines, text || 'There are no organisations yet.')
          return 0
        }
        const tenantId = await idOf(db, slug, verb)
        if (verb === 'override') {
          const change = readOverride(values)
          if (change.plan) await closeCheckouts(config, addresses, tenantId)
          await override(db, tenantId, change)
        }
        const unpricedModel = findUnpricedModel(config)
        const report = await reportPlan(db, tenantId, { unpricedModel })
        print({ slug, ...report }, formatReport(report))
        return 0
      } catch (error) {
        if (error instanceof PlanRefused || error instanceof TenantRefused)
          throw new CommandFailed(error.message)
        throw toCommandError(error)
      } finally {
        await db.close()
      }
    })
  },
}

/** Closes checkout pages, so that nobody pays by card for a plan that the operator assigns otherwise. */
async function closeCheckouts(
  { stripe }: ReturnType<typeof readConfig>,
  addresses: Addresses,
  tenantId: string,
): Promise<void> {
  if (!stripe) return
  const services = await openServices(addresses, createLog('silent'), {
    name: 'billing',
    whenRedisIsAway: 'fail',
    connections: 1,
    stripe,
  })
  try {
    await closeOpenCheckouts(services, systemCtx(tenantId, 'cli', newId()))
  } finally {
    await services.close()
  }
}

/** Commands at Stripe, which need a key. */
async function runAtProvider(
  verb: 'setup' | 'reconcile',
  slug: string | undefined,
  values: Values,
): Promise<number> {
  const config = readConfig(values.home ? { home: values.home } : {})
  const { month } = values
  if (month !== undefined && (verb === 'setup' || !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)))
    throw new CommandFailed('--month YYYY-MM belongs to billing reconcile.')
  if (!config.stripe)
    throw new CommandFailed(
      'Nobody takes payments by card here: set STRIPE_SECRET_KEY first; ops/runbooks/billing.md says how.',
    )
  const print = (data: object, text: string) =>
    console.log(values.json ? JSON.stringify(data, null, 2) : text)
  return withInstallation(config, async (addresses) => {
    const services = await openServices(addresses, createLog('silent'), {
      name: 'billing',
      whenRedisIsAway: 'fail',
      connections: 2,
      stripe: config.stripe,
    })
    const { db, payments } = services
    try {
      if (!payments) throw new CommandFailed('Nobody takes payments by card here.')
      if (verb === 'setup') {
        const printChange = (change: SetUpChange) =>
          values.json || console.log(formatChange(change))
        const report = await setUpPayments({ db, payments }, config.publicUrl, printChange)
        print(report, formatSetUp(report))
        return 0
      }
      if (slug !== undefined) await idOf(db, slug, verb)
      const lines = await reconcileBySlug(services, { slug, month })
      print(lines, lines.map(formatReconciled).join('\n') || 'Nobody pays by card yet.')
      return lines.some(({ fault }) => fault !== null) ? 1 : 0
    } catch (error) {
      throw toCommandError(error)
    } finally {
      await services.close()
    }
  })
}

function toCommandError(error: unknown): unknown {
  if (error instanceof PaymentsUnavailable)
    return new CommandFailed(
      `Stripe could not be asked (${error.message}). Say it again later: what was done is kept.`,
    )
  if (error instanceof SetUpRefused) return new CommandFailed(error.message)
  if (error instanceof PaymentsRefused)
    return new CommandFailed(
      `Stripe would not do it (${error.message}). Its dashboard shows the request under Developers → Logs.`,
    )
  return error
}

interface Override {
  limits: LimitChange | undefined
  plan: PlanChange | undefined
}

function readOverride(values: Values): Override {
  const limits = readLimitChange(values)
  const plan = readPlanChange(values)
  if (!limits && !plan) {
    throw new CommandFailed(
      'Nothing to change: name --plan, --by-invoice, --trial-until, --set or --unset.',
    )
  }
  return { limits, plan }
}

async function override(db: Database, tenantId: string, { limits, plan }: Override): Promise<void> {
  if (plan) await changePlan(db, tenantId, plan)
  if (limits) await changeLimits(db, tenantId, null, limits)
}

function readLimitChange({ set = [], unset = [], reason, until }: Values): LimitChange | undefined {
  if (set.length > 0 && !reason?.trim())
    throw new CommandFailed(
      'Say why: --set needs a --reason, which the organisation reads as well.',
    )
  if (set.length === 0 && (reason !== undefined || until !== undefined))
    throw new CommandFailed('--reason and --until belong to --set NAME=NUMBER.')
  if (set.length + unset.length === 0) return undefined
  return {
    set,
    unset,
    reason: reason?.trim() ?? null,
    until: until === undefined ? null : endOf('--until', until),
  }
}

function readPlanChange(values: Values): PlanChange | undefined {
  const { plan, 'by-invoice': byInvoice, 'paid-until': paid, 'trial-until': trial } = values
  if ((byInvoice ?? false) !== (paid !== undefined))
    throw new CommandFailed('--by-invoice and --paid-until DATE belong together.')
  if (plan === undefined && paid === undefined && trial === undefined) return undefined
  return {
    ...(plan === undefined ? {} : { plan }),
    ...(paid === undefined ? {} : { paidUntil: endOf('--paid-until', paid) }),
    ...(trial === undefined ? {} : { trialUntil: endOf('--trial-until', trial) }),
  }
}

/** The end of a day, in UTC. */
function endOf(option: string, text: string): Date {
  const day = new Date(`${text}T00:00:00Z`)
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && day.toISOString?.().startsWith(text)
  if (!isDay) throw new CommandFailed(`${option} must be a day as YYYY-MM-DD.`)
  return new Date(day.getTime() + 24 * 60 * 60_000)
}

async function idOf(db: Database, slug: string | undefined, verb: string): Promise<string> {
  if (!slug) throw new CommandFailed(`billing ${verb} needs a SLUG.`)
  const tenant = await findTenant(db, slug)
  if (tenant) return tenant.id
  throw new CommandFailed(`There is no organisation “${slug}”.`)
}

async function reportAll(db: Database): Promise<({ slug: string } & PlanReport)[]> {
  const reports = []
  for (const { id, slug } of await listTenants(db))
    reports.push({ slug, ...(await reportPlan(db, id)) })
  return reports
}

const shownInLine = ['transcribedMinutesPerMonth', 'members'] as const
const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 })

function toLine({ slug, limits, ...report }: { slug: string } & PlanReport): string {
  const uses = shownInLine.map((name) => {
    const { used = null, limit = null } = limits.find((line) => line.name === name) ?? {}
    return `${number(used ?? 0)} of ${limit === null ? 'no limit' : number(limit)} ${name}`
  })
  return `${slug.padEnd(24)} ${formatPlan(report).padEnd(40)} ${uses.join(', ')}`
}

const formatReport = ({ limits, ...report }: PlanReport): string =>
  [`plan${' '.repeat(23)}${formatPlan(report)}`, ...limits.map(formatLimit)].join('\n')

const lapses = {
  trial_over: 'its trial is over',
  unpaid: 'its invoice is not paid',
  cancelled: 'it was cancelled',
} as const

function formatPlan({ plan, subscription, lapsed }: Omit<PlanReport, 'limits'>): string {
  const chosen = subscription ? `${subscription.planId}@${subscription.planVersion}` : plan.id
  const day = (at: Date | null | undefined) =>
    at ? new Date(at.getTime() - 1).toISOString().slice(0, 10) : ''
  const facts = [
    ...(subscription?.trialEndsAt ? [`trial until ${day(subscription.trialEndsAt)}`] : []),
    ...(subscription?.paidBy === 'invoice'
      ? [`by invoice, paid until ${day(subscription.paidUntil)}`]
      : []),
    ...(lapsed ? [`${lapses[lapsed]}: ${plan.id}@${plan.version} holds`] : []),
  ]
  return facts.length > 0 ? `${chosen} (${facts.join('; ')})` : chosen
}

import { parseArgs } from 'node:util'
import type { Database } from '../../../db/client.ts'
import { findTenant, listTenants } from '../../../db/lookup.ts'
import {
  type Corrected,
  CorrectionRefused,
  correctUsage,
  fillLedger,
  rebuildSums,
} from '../../modules/usage/index.ts'
import { isUuid } from '../../platform/ids.ts'
import { formatMoney } from '../../platform/money.ts'
import { readConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import { withInstallation } from '../installation.ts'
import { openServices } from '../services.ts'
import { type Command, CommandFailed } from '../command.ts'

const options = {
  tenant: { type: 'string' },
  month: { type: 'string' },
  seconds: { type: 'string' },
  'cost-micro-usd': { type: 'string' },
  reason: { type: 'string' },
  json: { type: 'boolean', default: false },
  home: { type: 'string' },
} as const
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

export const command: Command = {
  usage: `Usage: bun aam usage rebuild [--tenant SLUG] [--month YYYY-MM] [--json] [--home DIR]
       bun aam usage correct SLUG EVENT --seconds N|--cost-micro-usd N --reason TEXT [--json]

“rebuild” makes the sums of the usage page again from the ledger, of one month or of all, for one organisation or for each. They come
to the same figures; a running system may go on meanwhile. What is missing in the ledger is entered first from the
transcriptions and calls to models that are there.
“correct” says what a transcription, or a call to a model, should have come to: the difference is a row of its own, as of
now, so that days that are over stay as they were. Sums, limits and the provider's meter follow; where the month is
invoiced or the subscription over, it names the amount that you have to credit or charge. EVENT is the id of a row, as
GET /api/v1/usage/meetings has it; saying the same again changes nothing.`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    const [verb, ...more] = positionals
    const work =
      verb === 'rebuild' && more.length === 0
        ? rebuild(values)
        : verb === 'correct' && more.length === 2
          ? correct(values, more)
          : null
    if (!work)
      throw new CommandFailed(
        'Say usage rebuild or usage correct SLUG EVENT; bun aam usage --help says more.',
      )
    const config = readConfig(values.home ? { home: values.home } : {})
    return withInstallation(config, async (addresses) => {
      const services = await openServices(addresses, createLog('silent'), {
        name: 'usage',
        whenRedisIsAway: 'fail',
        connections: 2,
      })
      try {
        const { data, text } = await work(services.db)
        console.log(values.json ? JSON.stringify(data, null, 2) : text)
        return 0
      } catch (error) {
        if (error instanceof CorrectionRefused) throw new CommandFailed(error.message)
        throw error
      } finally {
        await services.close()
      }
    })
  },
}

type Work = (db: Database) => Promise<{ data: object; text: string }>

function rebuild({ month, tenant }: Values): Work {
  if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw new CommandFailed(`“${month}” is not a month such as 2026-11.`)
  return async (db) => {
    const all = await listTenants(db)
    const chosen = tenant === undefined ? all : all.filter(({ slug }) => slug === tenant)
    if (tenant !== undefined && chosen.length === 0)
      throw new CommandFailed(`There is no organisation “${tenant}”.`)
    const made = []
    for (const { id, slug } of chosen) {
      const missing = await fillLedger(db, id)
      made.push({ tenant: slug, missing, months: await rebuildSums(db, id, month ?? null) })
    }
    return { data: made, text: describe(made) }
  }
}

function correct(values: Values, [slug = '', eventId = '']: string[]): Work {
  const reason = values.reason?.trim()
  if (!reason) throw new CommandFailed('Say why: --reason TEXT; the audit keeps it.')
  if (!isUuid(eventId)) throw new CommandFailed(`“${eventId}” is no id of an event.`)
  const seconds = readAmount('--seconds', values.seconds)
  const costMicroUsd = readAmount('--cost-micro-usd', values['cost-micro-usd'])
  return async (db) => {
    const tenant = await findTenant(db, slug)
    if (!tenant) throw new CommandFailed(`There is no organisation “${slug}”.`)
    const corrected = await correctUsage(db, tenant.id, eventId, {
      ...(seconds === null ? {} : { seconds }),
      ...(costMicroUsd === null ? {} : { costMicroUsd }),
      reason,
    })
    return {
      data: { tenant: slug, event: eventId, ...corrected },
      text: formatCorrected(corrected),
    }
  }
}

function readAmount(option: string, text: string | undefined): number | null {
  if (text === undefined) return null
  if (!/^\d{1,9}$/.test(text)) throw new CommandFailed(`${option} must be a whole number from 0.`)
  return Number(text)
}

function formatCorrected(corrected: Corrected): string {
  const { id, before, after, difference, unit } = corrected
  const word = unit === 'seconds' ? 's' : 'µUSD'
  if (id === null) return `It comes to ${after} ${word} already; nothing was changed.`
  const row = `${before} ${word} → ${after} ${word}: row ${id} of ${difference} ${word} was added.`
  return [row, ...formatMeter(corrected)].join(' ')
}

function formatMeter({ unit, isMetered, difference, manualSettlement }: Corrected): string[] {
  if (!isMetered || unit !== 'seconds') return []
  if (!manualSettlement) return ['The meter is told of it.']
  const { month, reason, amount } = manualSettlement
  const why =
    reason === 'invoiced'
      ? `The invoice of ${month} is made`
      : `The subscription that paid for ${month} is over`
  const verb = (amount?.minor ?? difference) < 0 ? 'credit' : 'charge'
  const minor = Math.abs(amount?.minor ?? 0)
  if (!amount)
    return [
      `${why}, so the meter is not told: ${verb} what of ${Math.abs(difference)} s was beyond the included minutes, in Stripe's dashboard.`,
    ]
  if (minor === 0)
    return [`${why}, so the meter is not told; it does not change what was to be paid.`]
  return [
    `${why}, so the meter is not told: ${verb} ${formatMoney(minor, amount.currency, 'en')} in Stripe's dashboard.`,
  ]
}

const describe = (
  made: { tenant: string; missing: number; months: { month: string; events: number }[] }[],
): string =>
  made
    .flatMap(({ tenant, missing, months }) => [
      ...(missing > 0 ? [`${tenant.padEnd(24)} entered in the ledger: ${missing}`] : []),
      ...months.map(({ month, events }) => `${tenant.padEnd(24)} ${month}  ${events} events`),
    ])
    .join('\n') || 'There was no usage.'

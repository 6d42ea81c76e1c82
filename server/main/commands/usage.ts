import { parseArgs } from 'node:util'
import { listTenants } from '../../../db/lookup.ts'
import { fillLedger, rebuildSums } from '../../modules/usage/index.ts'
import { readConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import { withInstallation } from '../installation.ts'
import { openServices } from '../services.ts'
import { type Command, CommandFailed } from './command.ts'

export const command: Command = {
  usage: `Usage: bun aam usage rebuild [--tenant SLUG] [--month YYYY-MM] [--json] [--home DIR]

Makes the sums of the usage page again from the ledger, of one month or of all, for one organisation or for each. They come
to the same figures; a running system may go on meanwhile. What is missing in the ledger is entered first from the
transcriptions and calls to models that are there.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        tenant: { type: 'string' },
        month: { type: 'string' },
        json: { type: 'boolean', default: false },
        home: { type: 'string' },
      },
    })
    if (positionals[0] !== 'rebuild' || positionals.length > 1)
      throw new CommandFailed('Say usage rebuild; bun aam usage --help says more.')
    const { month = null, tenant } = values
    if (month !== null && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
      throw new CommandFailed(`“${month}” is not a month such as 2026-11.`)
    const config = readConfig(values.home ? { home: values.home } : {})
    return withInstallation(config, async (addresses) => {
      const services = await openServices(addresses, createLog('silent'), {
        name: 'usage',
        whenRedisIsAway: 'fail',
        connections: 2,
      })
      try {
        const all = await listTenants(services.db)
        const chosen = tenant === undefined ? all : all.filter(({ slug }) => slug === tenant)
        if (tenant !== undefined && chosen.length === 0)
          throw new CommandFailed(`There is no organisation “${tenant}”.`)
        const made = []
        for (const { id, slug } of chosen) {
          const missing = await fillLedger(services.db, id)
          made.push({ tenant: slug, missing, months: await rebuildSums(services.db, id, month) })
        }
        console.log(values.json ? JSON.stringify(made, null, 2) : describe(made))
        return 0
      } finally {
        await services.close()
      }
    })
  },
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

import { parseArgs } from 'node:util'
import { listTenants } from '../../../db/lookup.ts'
import { cleanUploads } from '../../modules/media/index.ts'
import { readConfig } from '../../platform/config.ts'
import { systemCtx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { createLog } from '../../platform/log.ts'
import { withInstallation } from '../installation.ts'
import { openServices } from '../services.ts'
import { type Command, CommandFailed } from '../command.ts'

export const command: Command = {
  usage: `Usage: bun aam cleanup --uploads [--dry-run] [--json] [--home DIR]

Gives up uploads that nobody has touched for 24 hours, and parts in storage that belong to no upload.
A running system does the first by itself; --dry-run only says what there is.`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        uploads: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        home: { type: 'string' },
      },
    })
    if (!values.uploads) throw new CommandFailed('Say what to clean up: --uploads.')
    const isDryRun = values['dry-run']
    const config = readConfig(values.home ? { home: values.home } : {})
    return withInstallation(config, async (addresses) => {
      const services = await openServices(addresses, createLog('silent'), {
        name: 'cleanup',
        whenRedisIsAway: 'fail',
        connections: 2,
      })
      try {
        const lines = []
        for (const { id: tenantId, slug } of await listTenants(services.db)) {
          const ctx = systemCtx(tenantId, 'cleanup', newId())
          lines.push({ tenant: slug, ...(await cleanUploads(services, ctx, { isDryRun })) })
        }
        if (values.json) console.log(JSON.stringify(lines, null, 2))
        else {
          for (const { tenant, abandoned, orphaned } of lines) {
            console.log(
              `${tenant.padEnd(24)} abandoned ${abandoned}, without an upload ${orphaned}`,
            )
          }
          console.log(isDryRun ? 'Nothing was changed.' : 'Given up.')
        }
        return 0
      } finally {
        await services.close()
      }
    })
  },
}

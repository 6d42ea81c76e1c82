import { parseArgs } from 'node:util'
import { migrate } from '../../../db/migrate.ts'
import { readConfig } from '../../platform/config.ts'
import { requireMigrator, withInstallation } from '../installation.ts'
import type { Command } from '../command.ts'

export const command: Command = {
  usage: `Usage: bun aam migrate [--home DIR]

Brings the database to the newest schema as DATABASE_ADMIN_URL. Safe to repeat and to run from several places.`,
  async run(args) {
    const { values } = parseArgs({ args, options: { home: { type: 'string' } } })
    const config = readConfig(values.home ? { home: values.home } : {})
    requireMigrator(config)
    if (config.databaseUrl && config.databaseAdminUrl) {
      const applied = await migrate(config.databaseAdminUrl, config.databaseUrl)
      console.log(applied === 0 ? 'The schema is up to date.' : `Applied ${applied} migrations.`)
      return 0
    }
    return withInstallation(config, async () => {
      console.log('The schema is up to date.')
      return 0
    })
  },
}

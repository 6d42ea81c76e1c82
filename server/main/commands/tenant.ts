import { parseArgs } from 'node:util'
import { openDatabase } from '../../../db/client.ts'
import { listTenants } from '../../../db/lookup.ts'
import { provisionTenant, TenantRefused } from '../../../tenants/provision.ts'
import { readConfig } from '../../platform/config.ts'
import { withInstallation } from '../installation.ts'
import { type Command, CommandFailed } from './command.ts'

const usage = `Usage: bun aam tenant create SLUG --name NAME --owner-email E [--owner-password P] [--language en|ru] [--json]
       bun aam tenant list [--json]

Creates an organisation with its owner; without a password one is generated and printed once.`

export const command: Command = {
  usage,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        'owner-email': { type: 'string' },
        'owner-password': { type: 'string' },
        language: { type: 'string', default: 'en' },
        json: { type: 'boolean', default: false },
        home: { type: 'string' },
      },
    })
    const [verb, slug] = positionals
    const config = readConfig(values.home ? { home: values.home } : {})
    const print = (data: object, text: string) =>
      console.log(values.json ? JSON.stringify(data, null, 2) : text)
    if (verb !== 'create' && verb !== 'list') {
      throw new CommandFailed('Say tenant create or tenant list; bun aam tenant --help says more.')
    }
    return withInstallation(config, async ({ databaseUrl }) => {
      const db = openDatabase({ url: databaseUrl, max: 1, applicationName: 'aam-cli' })
      try {
        if (verb === 'list') {
          const tenants = await listTenants(db)
          const lines = tenants.map(
            ({ slug, status, name }) => `${slug.padEnd(24)} ${status.padEnd(10)} ${name}`,
          )
          print(tenants, lines.join('\n') || 'There are no organisations yet.')
          return 0
        }
        const {
          name,
          'owner-email': ownerEmail,
          'owner-password': ownerPassword,
          language,
        } = values
        if (!slug || !name || !ownerEmail) {
          throw new CommandFailed(
            'tenant create needs a SLUG, --name and --owner-email; bun aam tenant --help says more.',
          )
        }
        if (language !== 'en' && language !== 'ru') {
          throw new CommandFailed('--language must be en or ru.')
        }
        const created = await provisionTenant(db, {
          slug,
          name,
          ownerEmail,
          locale: language,
          ...(ownerPassword ? { ownerPassword } : {}),
        })
        const secret = ownerPassword ? {} : { ownerPassword: created.ownerPassword }
        print(
          { tenantId: created.tenantId, slug, ownerId: created.ownerId, ...secret },
          `Created ${slug} (${created.tenantId}).${ownerPassword ? '' : ` Password of ${ownerEmail}: ${created.ownerPassword}`}`,
        )
        return 0
      } catch (error) {
        if (error instanceof TenantRefused) throw new CommandFailed(error.message)
        throw error
      } finally {
        await db.close()
      }
    })
  },
}

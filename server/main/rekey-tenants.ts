import { findTenant, listTenants } from '../../db/lookup.ts'
import { SealBroken } from '../../tenants/keys/data-keys.ts'
import { type Rekeyed, rekeyTenant } from '../../tenants/rekey/index.ts'
import type { Config } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { CommandFailed } from './command.ts'
import { withInstallation } from './installation.ts'
import { openServices, type ProcessServices, providersOf } from './services.ts'

interface Options {
  all: boolean
  data: boolean
  json: boolean
}

/** `aam tenant rekey`: progress goes to stderr, the result to stdout. Returns the exit code. */
export function rekey(
  config: Config,
  slug: string | undefined,
  { all, data, json }: Options,
): Promise<number> {
  if ((slug === undefined) === !all) {
    throw new CommandFailed('tenant rekey needs a SLUG, or --all for every organisation.')
  }
  return withInstallation(config, async (addresses) => {
    const services = await openServices(addresses, createLog('silent'), {
      ...providersOf(config),
      name: 'rekey',
      whenRedisIsAway: 'fail',
      connections: 4,
    })
    try {
      const done: (Rekeyed & { slug: string })[] = []
      for (const tenant of await chosen(services, slug)) {
        const onProgress = (line: string): void => console.error(`${tenant.slug}: ${line}`)
        const came = await rekeyTenant(services.rekey, tenant.id, { data, onProgress })
        done.push({ slug: tenant.slug, ...came })
      }
      const text = done.map((one) => `${one.slug}: ${formatRekeyed(one)}`).join('\n')
      console.log(json ? JSON.stringify(all ? done : done[0], null, 2) : text)
      return done.some((one) => (one.data?.unknownColumns.length ?? 0) > 0) ? 1 : 0
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error
      throw new CommandFailed(
        'A data key opens neither with MASTER_KEY nor with MASTER_KEY_PREVIOUS. Set MASTER_KEY_PREVIOUS to what MASTER_KEY was before.',
      )
    } finally {
      await services.close()
    }
  })
}

async function chosen(
  { db }: ProcessServices,
  slug: string | undefined,
): Promise<{ id: string; slug: string }[]> {
  if (slug === undefined) return listTenants(db)
  const tenant = await findTenant(db, slug)
  if (!tenant) throw new CommandFailed(`There is no organisation “${slug}”.`)
  return [tenant]
}

function formatRekeyed({ keys, wasPrevious, data }: Rekeyed): string {
  if (keys === 0) return 'it has no data key yet; there is nothing to do.'
  const wrapped = `${keys} data ${keys === 1 ? 'key' : 'keys'} wrapped under MASTER_KEY${wasPrevious > 0 ? ` (${wasPrevious} from MASTER_KEY_PREVIOUS)` : ''}.`
  if (!data) return wrapped
  const { values, bodies, broken, emptied, unknownColumns } = data
  const lines = [
    wrapped,
    `Sealed anew: values of the database ${values}, bodies of calls ${bodies}.`,
  ]
  if (broken > 0) lines.push(`${broken} could be opened by no key, and stay as they are.`)
  lines.push(
    unknownColumns.length > 0
      ? `The old key is kept: this version of AAM does not know how to seal ${unknownColumns.join(', ')}.`
      : `The old ${emptied === 1 ? 'key seals' : 'keys seal'} nothing any more and is forgotten in a day.`,
  )
  return lines.join(' ')
}

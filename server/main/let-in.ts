import { findTenant } from '../../db/lookup.ts'
import { withTenant } from '../../db/tenant.ts'
import { createCredentialCache } from '../adapters/redis/credential-cache.ts'
import { tenantOrigin } from '../http/session/tenant-origin.ts'
import { makePasswordLink, resetFactors } from '../modules/identity/index.ts'
import { findActivePerson } from '../modules/identity/keys/index.ts'
import { createAccountMail } from '../modules/identity/account-mail.ts'
import type { Config } from '../platform/config.ts'
import { systemCtx } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { createLog } from '../platform/log.ts'
import { CommandFailed } from './command.ts'
import { withInstallation } from './installation.ts'
import { openServices, providersOf } from './services.ts'

interface Options {
  person?: string | undefined
  'drop-factors': boolean
  json: boolean
}

/**
 * `aam tenant let-in`: creates a password link for a locked-out person when no admin can. Removes their second factors
 * only on request. Both are recorded in the organisation's audit. Returns the exit code.
 */
export function letIn(config: Config, slug: string | undefined, options: Options): Promise<number> {
  const { person, 'drop-factors': dropsFactors, json } = options
  if (!slug || !person) throw new CommandFailed('tenant let-in needs a SLUG and --person EMAIL.')
  return withInstallation(config, async (addresses) => {
    const services = await openServices(addresses, createLog('silent'), {
      ...providersOf(config),
      name: 'let-in',
      whenRedisIsAway: 'fail',
      connections: 2,
    })
    try {
      const tenant = await findTenant(services.db, slug)
      if (!tenant) throw new CommandFailed(`There is no organisation “${slug}”.`)
      const ctx = systemCtx(tenant.id, 'cli', newId())
      const email = person.trim().toLowerCase()
      const userId = await withTenant(services.db, ctx, (tx) => findActivePerson(tx, email))
      if (!userId) throw new CommandFailed(`Nobody of this organisation signs in with ${email}.`)
      const deps = {
        ...services,
        credentials: createCredentialCache(services.redis),
        accountMail: services.mailer && createAccountMail(services),
      }
      if (dropsFactors) await resetFactors(deps, ctx, userId)
      const { link, expiresAt } = await makePasswordLink(
        deps,
        ctx,
        userId,
        tenantOrigin(slug, config),
      )
      const done = { link, expiresAt, factorsDropped: dropsFactors }
      const text = `${dropsFactors ? 'Removed the second factors. ' : ''}Whoever opens this link chooses a new password for ${email}, once, until ${expiresAt}:\n${link}`
      console.log(json ? JSON.stringify(done, null, 2) : text)
      return 0
    } catch (error) {
      if (error instanceof AppError) throw new CommandFailed(error.detail)
      throw error
    } finally {
      await services.close()
    }
  })
}

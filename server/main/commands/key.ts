import { parseArgs } from 'node:util'
import { findTenant } from '../../../db/lookup.ts'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { createCredentialCache } from '../../adapters/redis/credential-cache.ts'
import {
  addKey,
  findActivePerson,
  findActiveService,
  insertService,
  type KeyDeps,
  type KeyList,
  type KeyView,
  keyEnvironmentOf,
  listKeys,
  readExpiry,
  revokeKey,
} from '../../modules/identity/keys/index.ts'
import { type Config, readConfig } from '../../platform/config.ts'
import { audit } from '../../../db/audit/audit.ts'
import { type Ctx, systemCtx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { isUuid, newId } from '../../platform/ids.ts'
import { createLog } from '../../platform/log.ts'
import { isScope, type Scope, scopes } from '../../platform/scopes.ts'
import { withInstallation } from '../installation.ts'
import { openServices } from '../services.ts'
import { type Command, CommandFailed } from '../command.ts'

const usage = `Usage: bun aam key create SLUG --name NAME --scope SCOPE … (--person EMAIL | --service NAME) [--expires TIME] [--json]
       bun aam key list SLUG [--json]
       bun aam key revoke SLUG ID [--json]

Makes an API key for a person or a service account of an organisation and prints it once; a service account that is
not there yet is added as a member. Scopes: ${scopes.join(', ')}.`

interface KeyOptions {
  name?: string | undefined
  scope: string[]
  person?: string | undefined
  service?: string | undefined
  expires?: string | undefined
}

export const command: Command = {
  usage,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        scope: { type: 'string', multiple: true, default: [] },
        person: { type: 'string' },
        service: { type: 'string' },
        expires: { type: 'string' },
        json: { type: 'boolean', default: false },
        home: { type: 'string' },
      },
    })
    const [verb, slug, id] = positionals
    if (verb !== 'create' && verb !== 'list' && verb !== 'revoke') {
      throw new CommandFailed(
        'Say key create, key list or key revoke; bun aam key --help says more.',
      )
    }
    if (!slug) throw new CommandFailed(`key ${verb} needs the organisation’s SLUG.`)
    const print = (data: object, text: string) =>
      console.log(values.json ? JSON.stringify(data, null, 2) : text)
    return withKeys(
      readConfig(values.home ? { home: values.home } : {}),
      slug,
      async (deps, ctx) => {
        if (verb === 'create') {
          const made = await create(deps, ctx, values)
          print(made, `Made the key ${made.id}. It is shown this once:\n${made.key}`)
        } else if (verb === 'list') {
          const data = await listAllKeys(deps, ctx)
          const lines = data.map(
            (key) =>
              `${key.id}  ${key.state.padEnd(8)} ${key.prefix}  ${key.owner.name}: ${key.name} (${key.scopes.join(' ')})`,
          )
          print(data, lines.join('\n') || 'There are no keys.')
        } else {
          if (!id) throw new CommandFailed('key revoke needs the ID of the key; key list shows it.')
          if (!isUuid(id)) {
            throw new CommandFailed(`“${id}” is not the ID of a key; key list shows it.`)
          }
          await revokeKey(deps, ctx, id.toLowerCase())
          print({ id, state: 'revoked' }, `Revoked ${id}.`)
        }
        return 0
      },
    )
  },
}

async function create(deps: KeyDeps, ctx: Ctx, options: KeyOptions) {
  const { name, person, service } = options
  if (
    !name?.trim() ||
    options.scope.length === 0 ||
    (person === undefined) === (service === undefined)
  ) {
    throw new CommandFailed(
      'key create needs --name, at least one --scope, and either --person or --service; bun aam key --help says more.',
    )
  }
  const asked = options.scope.map(requireScopeName)
  const expiresAt = readExpiry(options.expires)
  return withTenant(deps.db, ctx, async (tx) => {
    const userId =
      person === undefined ? await serviceOf(tx, ctx, service ?? '') : await personOf(tx, person)
    return addKey(deps, tx, ctx, {
      name: name.trim(),
      userId,
      scopes: asked,
      ranges: [],
      expiresAt,
    })
  })
}

async function listAllKeys(deps: KeyDeps, ctx: Ctx): Promise<KeyView[]> {
  const keys: KeyView[] = []
  let cursor: string | null = null
  do {
    const page: KeyList = await listKeys(deps, ctx, { limit: 100, ...(cursor ? { cursor } : {}) })
    keys.push(...page.data)
    cursor = page.nextCursor
  } while (cursor !== null)
  return keys
}

function requireScopeName(text: string): Scope {
  if (isScope(text)) return text
  throw new CommandFailed(`There is no scope “${text}”; there are ${scopes.join(', ')}.`)
}

async function personOf(tx: TenantTx, email: string): Promise<string> {
  const id = await findActivePerson(tx, email.trim().toLowerCase())
  if (id) return id
  throw new CommandFailed(`Nobody of this organisation signs in with ${email}.`)
}

async function serviceOf(tx: TenantTx, ctx: Ctx, given: string): Promise<string> {
  const name = given.trim()
  const known = await findActiveService(tx, name)
  if (known) return known
  const id = newId()
  await insertService(tx, { id, name, role: 'member' })
  await audit(tx, ctx, 'service_account.created', id, { role: 'member' })
  return id
}

async function withKeys(
  config: Config,
  slug: string,
  work: (deps: KeyDeps, ctx: Ctx) => Promise<number>,
): Promise<number> {
  return withInstallation(config, async (addresses) => {
    const services = await openServices(addresses, createLog('silent'), {
      name: 'key',
      whenRedisIsAway: 'fail',
      connections: 2,
    })
    try {
      const tenant = await findTenant(services.db, slug)
      if (!tenant) throw new CommandFailed(`There is no organisation “${slug}”.`)
      const deps: KeyDeps = {
        ...services,
        credentials: createCredentialCache(services.redis),
        keyEnvironment: keyEnvironmentOf(config.tenantBaseDomain),
      }
      return await work(deps, systemCtx(tenant.id, 'cli', newId()))
    } catch (error) {
      if (error instanceof AppError) throw new CommandFailed(error.detail)
      throw error
    } finally {
      await services.close()
    }
  })
}

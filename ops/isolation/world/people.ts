import type postgres from 'postgres'
import { createTokens } from '../../../server/http/session/tokens.ts'
import { newApiKey } from '../../../server/platform/api-keys.ts'
import { hashSecret } from '../../../server/modules/identity/refresh-token.ts'
import { newId } from '../../../server/platform/ids.ts'
import { type Scope, scopes } from '../../../server/platform/scopes.ts'
import type { TestInstallation } from '../../test/installation.ts'
import { roles, type Role } from '../../../plugins/vocabulary.ts'

export interface Person {
  userId: string
  sessionId: string
}

/** A person of each role with a session, and keys of the owner. */
export interface People {
  persons: Record<Role, Person>
  /** Signed in, with a last authentication older than a step-up allows. */
  stale: Person
  /** A key with only this scope. */
  keys: Record<Scope, string>
  /** A key with every scope except those of one area. */
  without: Record<string, string>
  everything: string
}

/** Adds a person of each role to a tenant, and API keys. Inserts rows, so that it uses up no sign-ins and no limits. */
export async function addPeople(
  { admin, services }: TestInstallation,
  tenant: { tenantId: string; ownerId: string; slug: string },
): Promise<People> {
  const { tenantId, ownerId } = tenant
  const person = async (role: Role, userId = newId()): Promise<Person> => {
    if (userId !== ownerId) {
      await admin`
        insert into users (tenant_id, id, email, name, role)
        values (${tenantId}, ${userId}, ${`${role}@${tenant.slug}.example`}, ${`${tenant.slug} ${role}`}, ${role})`
    }
    return { userId, sessionId: await addSession(admin, tenantId, userId) }
  }
  const persons = {} as Record<Role, Person>
  for (const role of roles) persons[role] = await person(role, role === 'owner' ? ownerId : newId())
  const stale = { userId: ownerId, sessionId: await addSession(admin, tenantId, ownerId, 16) }
  const key = (held: readonly Scope[]) => addKey({ admin, services }, tenantId, ownerId, held)
  const keys = {} as Record<Scope, string>
  const without: Record<string, string> = {}
  for (const scope of scopes) {
    keys[scope] = await key([scope])
    const area = scope.split(':')[0] ?? ''
    without[area] ??= await key(scopes.filter((one) => !one.startsWith(`${area}:`)))
  }
  return { persons, stale, keys, without, everything: await key(scopes) }
}

export async function addSession(
  admin: postgres.Sql,
  tenantId: string,
  userId: string,
  minutesAgo = 0,
): Promise<string> {
  const id = newId()
  await admin`
    insert into sessions (tenant_id, id, user_id, refresh_hash, expires_at, proved_at)
    values (${tenantId}, ${id}, ${userId}, ${crypto.randomUUID()}, now() + interval '1 day',
      now() - make_interval(mins => ${minutesAgo}))`
  return id
}

async function addKey(
  { admin }: Pick<TestInstallation, 'admin' | 'services'>,
  tenantId: string,
  userId: string,
  held: readonly Scope[],
): Promise<string> {
  const { publicId, secret, text } = newApiKey('dev')
  await admin`
    insert into api_keys (tenant_id, id, public_id, name, user_id, scopes, secret_hash)
    values (${tenantId}, ${newId()}, ${publicId}, ${`key ${publicId}`}, ${userId}, ${[...held]}, ${hashSecret(secret)})`
  return text
}

/** The bearer token of a session, as a sign-in would issue it. */
export async function tokenOf(
  { services }: TestInstallation,
  tenantId: string,
  { userId, sessionId }: Person,
): Promise<string> {
  const tokens = createTokens(services.addresses.secrets.sessionSecret)
  return (await tokens.signAccess({ tenantId, userId, sessionId })).token
}

import type { Database } from '../db/client.ts'
import { type TenantTx, withTenant } from '../db/tenant.ts'
import { audit } from '../server/platform/audit.ts'
import { systemCtx } from '../server/platform/context.ts'
import { newId } from '../server/platform/ids.ts'
import {
  isLimitName,
  type LimitName,
  limitNames,
  limitOf,
  periodOf,
} from '../server/platform/limits/limit-list.ts'
import { readLimits } from '../server/platform/limits/stored-limits.ts'
import { hasOwnModel, inUnitOf } from '../server/platform/limits/uses.ts'
import { TenantRefused } from './provision.ts'

export interface LimitChange {
  /** `name=value`, the value a whole number from 0. */
  set: string[]
  /** Names whose default is to hold again. */
  unset: string[]
}

export interface LimitLine {
  name: LimitName
  unit: string
  /** Null is no limit. */
  limit: number | null
  isDefault: boolean
  /** Null for what is counted in Redis alone. */
  used: number | null
  /** Why the limit has no effect as things are; null where it has. */
  note: string | null
}

/**
 * Changes what an organisation, or one person of it, may use and returns every limit with its use now. Processes that run
 * see a change within five seconds. Throws `TenantRefused` for an unknown name, value or person.
 */
export async function changeLimits(
  db: Database,
  tenantId: string,
  email: string | null,
  { set, unset }: LimitChange,
  { unpricedModel = null }: { unpricedModel?: string | null } = {},
): Promise<LimitLine[]> {
  const values = set.map(readSetting)
  const names = unset.map(requireName)
  const ctx = systemCtx(tenantId, 'limits', newId())
  return withTenant(db, ctx, async (tx) => {
    const holderId = email === null ? tenantId : await findPerson(tx, email)
    for (const { name, value } of values) {
      await tx.sql`
        insert into quota_limits (tenant_id, holder_id, name, value)
        values (${tenantId}, ${holderId}, ${name}, ${value})
        on conflict (tenant_id, holder_id, name) do update set value = excluded.value, updated_at = now()`
      await audit(tx, ctx, 'limit.set', holderId, { name, value })
    }
    for (const name of names) {
      await tx.sql`
        delete from quota_limits
        where tenant_id = ${tenantId} and holder_id = ${holderId} and name = ${name}`
      await audit(tx, ctx, 'limit.unset', holderId, { name })
    }
    const lines = await listLimits(tx, holderId, email === null)
    const why = await whyUnbound(tx, unpricedModel)
    return lines.map((line) => ({
      ...line,
      note: line.name === 'modelCentsPerMonth' && line.limit !== null ? why : null,
    }))
  })
}

/** Why money for calls to the language model has no bound, whatever is set; null where it has. */
async function whyUnbound(tx: TenantTx, unpricedModel: string | null): Promise<string | null> {
  if (await hasOwnModel(tx)) return 'has no effect: the organisation pays its own language model'
  return unpricedModel === null ? null : wordUnbound(unpricedModel)
}

/** What an operator is told where a limit of money cannot bind. */
export const wordUnbound = (model: string): string =>
  `cannot bind: AAM knows no price of ${model}; name it by OPENAI_PRICES`

/** Whether somebody's money for calls to the language model is limited in an organisation. */
export const limitsMoney = async (tx: TenantTx): Promise<boolean> =>
  (await readLimits(tx)).isSet('modelCentsPerMonth')

function readSetting(text: string): { name: LimitName; value: number } {
  const [, name = '', digits = ''] = /^([^=]+)=(\d{1,15})$/.exec(text) ?? []
  if (digits === '') {
    throw new TenantRefused(
      `“${text}” is no setting: write NAME=NUMBER, the number whole and from 0.`,
    )
  }
  return { name: requireName(name), value: Number(digits) }
}

function requireName(name: string): LimitName {
  if (isLimitName(name)) return name
  throw new TenantRefused(`There is no limit “${name}”; there are ${limitNames.join(', ')}.`)
}

async function findPerson(tx: TenantTx, email: string): Promise<string> {
  const [person] = await tx.sql<{ id: string }[]>`
    select id from users where tenant_id = ${tx.tenantId} and email = ${email.trim().toLowerCase()}`
  if (person) return person.id
  throw new TenantRefused(`Nobody of this organisation has the address ${email}.`)
}

async function listLimits(
  tx: TenantTx,
  holderId: string,
  isOrganisation: boolean,
): Promise<Omit<LimitLine, 'note'>[]> {
  const limits = await readLimits(tx)
  const set = await tx.sql<{ name: string }[]>`
    select name from quota_limits where tenant_id = ${tx.tenantId} and holder_id = ${holderId}`
  const uses = await readUse(tx, holderId, isOrganisation)
  return limitNames.map((name) => ({
    name,
    unit: limitOf(name).unit.en,
    limit: limits.of(name, isOrganisation ? 'organisation' : 'person', holderId),
    isDefault: !set.some((row) => row.name === name),
    used: uses[name] ?? null,
  }))
}

async function readUse(
  tx: TenantTx,
  holderId: string,
  isOrganisation: boolean,
): Promise<Partial<Record<LimitName, number>>> {
  const userId = isOrganisation ? null : holderId
  const [held] = await tx.sql<{ uploads: number; bytes: number; stored: number; keys: number }[]>`
    select count(*)::int as uploads, coalesce(sum(size_bytes), 0)::float8 as bytes,
      (select count(*)::int from api_keys k where k.tenant_id = ${tx.tenantId} and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > now())
        and (${userId}::uuid is null or k.user_id = ${userId})) as keys,
      (select coalesce(sum(d.size_bytes), 0)::float8 from media d
        join meetings m on m.tenant_id = d.tenant_id and m.id = d.meeting_id
        where d.tenant_id = ${tx.tenantId} and d.expired_at is null
          and (${userId}::uuid is null or m.owner_id = ${userId})) as stored
    from uploads where tenant_id = ${tx.tenantId} and state = 'open'
      and (${userId}::uuid is null or created_by = ${userId})`
  const periods = ['day', 'month'] as const
  const counted = await tx.sql<{ name: LimitName; used: number }[]>`
    select name, used from quota_uses where tenant_id = ${tx.tenantId} and holder_id = ${holderId}
      and period = any(${periods.map((window) => periodOf(window, new Date()).period)}::text[])`
  const used = (name: LimitName): number =>
    inUnitOf(name, counted.find((row) => row.name === name)?.used ?? 0)
  return {
    openUploads: held?.uploads ?? 0,
    openUploadBytes: held?.bytes ?? 0,
    storedBytes: held?.stored ?? 0,
    apiKeys: held?.keys ?? 0,
    mailsPerDay: used('mailsPerDay'),
    runsPerDay: used('runsPerDay'),
    modelCentsPerMonth: used('modelCentsPerMonth'),
  }
}

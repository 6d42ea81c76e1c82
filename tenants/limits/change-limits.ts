import type { Database } from '../../db/client.ts'
import { type TenantTx, withTenant } from '../../db/tenant.ts'
import { audit } from '../../db/audit/audit.ts'
import { systemCtx } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'
import { isLimitName, type LimitName, limitNames, limitOf } from './limit-list.ts'
import { deleteLimit, findPersonByEmail, hasOwnModel, saveLimit } from './repo.ts'
import { type LimitOrigin, originOf, readLimits } from './stored-limits.ts'
import { readCurrentUsage } from './current-usage.ts'
import { TenantRefused } from '../provision.ts'

export interface LimitChange {
  /** `name=value`; the value is a non-negative integer or `none`. */
  set: string[]
  /** Names of limits to reset to the plan or the default. */
  unset: string[]
  /** Reason and expiry of the limits in `set`. */
  reason?: string | null
  until?: Date | null
}

export interface LimitLine {
  name: LimitName
  unit: string
  /** Null means unlimited. */
  limit: number | null
  origin: LimitOrigin
  /** The operator's reason and expiry; null without one. */
  reason: string | null
  until: string | null
  /** Null for limits that are counted only in Redis. */
  used: number | null
  /** Why the limit currently has no effect; null when it has. */
  note: string | null
}

/**
 * Changes limits of an organisation or one person and returns all limits with their current use. Running processes
 * apply a change within five seconds. Throws `TenantRefused` for an unknown name, value or person.
 */
export async function changeLimits(
  db: Database,
  tenantId: string,
  email: string | null,
  { set, unset, reason = null, until = null }: LimitChange,
  { unpricedModel = null }: { unpricedModel?: string | null } = {},
): Promise<LimitLine[]> {
  const values = set.map(readSetting)
  const names = unset.map(requireName)
  if (email !== null) for (const { name } of values) requirePersonalLimit(name)
  const ctx = systemCtx(tenantId, 'limits', newId())
  return withTenant(db, ctx, async (tx) => {
    const holderId = email === null ? tenantId : await findPerson(tx, email)
    for (const { name, value } of values) {
      await saveLimit(tx, holderId, { name, value, reason, until })
      await audit(tx, ctx, 'limit.set', holderId, {
        name,
        value,
        ...(reason === null ? {} : { reason }),
        ...(until === null ? {} : { until: until.toISOString() }),
      })
    }
    for (const name of names) {
      await deleteLimit(tx, holderId, name)
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

/** Why a spending limit for the language model has no effect; null when it has. */
async function whyUnbound(tx: TenantTx, unpricedModel: string | null): Promise<string | null> {
  if (await hasOwnModel(tx)) return 'has no effect: the organisation pays its own language model'
  return unpricedModel === null ? null : describeUnbound(unpricedModel)
}

/** Tells the operator that a spending limit cannot be enforced. */
export const describeUnbound = (model: string): string =>
  `cannot bind: AAM knows no price of ${model}; name it by OPENAI_PRICES`

/** Whether an organisation or any of its people has a spending limit for the language model. */
export const hasBudgetLimit = async (tx: TenantTx): Promise<boolean> =>
  (await readLimits(tx)).isLimited('modelCentsPerMonth')

function readSetting(text: string): { name: LimitName; value: number | null } {
  const [, name = '', value = ''] = /^([^=]+)=(\d{1,15}|none)$/.exec(text) ?? []
  if (value === '') {
    throw new TenantRefused(
      `“${text}” is no setting: write NAME=NUMBER, the number whole and from 0, or NAME=none.`,
    )
  }
  return { name: requireName(name), value: value === 'none' ? null : Number(value) }
}

function requireName(name: string): LimitName {
  if (isLimitName(name)) return name
  throw new TenantRefused(`There is no limit “${name}”; there are ${limitNames.join(', ')}.`)
}

function requirePersonalLimit(name: LimitName): void {
  if (limitOf(name).ofOrganisation)
    throw new TenantRefused(`${name} is a limit of an organisation; one person has none of it.`)
}

async function findPerson(tx: TenantTx, email: string): Promise<string> {
  const id = await findPersonByEmail(tx, email)
  if (id) return id
  throw new TenantRefused(`Nobody of this organisation has the address ${email}.`)
}

async function listLimits(
  tx: TenantTx,
  holderId: string,
  isOrganisation: boolean,
): Promise<Omit<LimitLine, 'note'>[]> {
  const limits = await readLimits(tx)
  const uses = await readCurrentUsage(tx, isOrganisation ? null : holderId)
  const holder = isOrganisation ? 'organisation' : 'person'
  const names = limitNames.filter((name) => isOrganisation || !limitOf(name).ofOrganisation)
  return names.map((name) => {
    const override = limits.overrideOf(name, holderId)
    return {
      name,
      unit: limitOf(name).unit.en,
      limit: limits.of(name, holder, holderId),
      origin: originOf(limits, name, holder, holderId),
      reason: override?.reason ?? null,
      until: override?.expiresAt?.toISOString() ?? null,
      used: uses[name] ?? null,
    }
  })
}

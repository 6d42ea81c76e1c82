import type { Database } from '../../../db/client.ts'
import { readTenant, type TenantTx } from '../../../db/tenant.ts'
import { dropOldest } from '../drop-oldest.ts'
import { isLimitName, type LimitName, limitOf } from './limit-list.ts'
import type { Holder } from './refuse.ts'

/** What an organisation and its people may use. */
export interface Limits {
  /** Null is no limit. `holderId` is the organisation's or the person's id. */
  of(name: LimitName, holder: Holder, holderId: string): number | null
  /** Whether the operator has set it for the organisation or any of its people. */
  isSet(name: LimitName): boolean
}

export type LimitsOf = (tenantId: string) => Promise<Limits>

interface LimitRow {
  holder_id: string
  name: string
  value: number
}

const keptMs = 5_000
const keptAtMost = 10_000

export function toLimits(rows: LimitRow[]): Limits {
  const set = new Map<string, number>()
  for (const row of rows)
    if (isLimitName(row.name)) set.set(`${row.holder_id}/${row.name}`, row.value)
  return {
    of: (name, holder, holderId) =>
      set.get(`${holderId}/${name}`) ?? limitOf(name).defaults[holder],
    isSet: (name) => rows.some((row) => row.name === name),
  }
}

/** Who has a limit of that name; the person first: what they are refused costs the organisation nothing. */
export function limitedHolders(
  limits: Limits,
  name: LimitName,
  tenantId: string,
  userId: string,
): { holder: Holder; holderId: string; limit: number }[] {
  const all = [
    { holder: 'person' as const, holderId: userId },
    { holder: 'organisation' as const, holderId: tenantId },
  ]
  return all.flatMap((one) => {
    const limit = limits.of(name, one.holder, one.holderId)
    return limit === null ? [] : [{ ...one, limit }]
  })
}

/** The limits of the transaction's organisation, as they are now. */
export async function readLimits(tx: TenantTx): Promise<Limits> {
  return toLimits(
    await tx.sql<LimitRow[]>`
      select holder_id, name, value from quota_limits where tenant_id = ${tx.tenantId}`,
  )
}

/**
 * Limits for what is counted with each request: read once in five seconds for each organisation. While the database
 * cannot be asked, those read last hold.
 */
export function createLimitReader(db: Database): LimitsOf {
  const known = new Map<string, { limits: Promise<Limits>; untilMs: number }>()
  const read = async (tenantId: string, before: Promise<Limits> | undefined): Promise<Limits> => {
    try {
      return toLimits(
        await readTenant<LimitRow>(
          db,
          { tenantId },
          'select holder_id, name, value from quota_limits where tenant_id = $1',
          [tenantId],
        ),
      )
    } catch {
      return before ?? toLimits([])
    }
  }
  return (tenantId) => {
    const kept = known.get(tenantId)
    if (kept && kept.untilMs > Date.now()) return kept.limits
    const limits = read(tenantId, kept?.limits)
    known.delete(tenantId)
    dropOldest(known, keptAtMost)
    known.set(tenantId, { limits, untilMs: Date.now() + keptMs })
    return limits
  }
}

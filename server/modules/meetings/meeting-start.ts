import type { TenantTx } from '../../../db/tenant.ts'
import { readLocalMoment } from '../../platform/local-time.ts'

/** The organisation's time zone, used when a meeting's start has no offset. */
export async function readTimeZone(tx: TenantTx): Promise<string> {
  const [row] = await tx.sql<{ timeZone: string }[]>`
    select time_zone as "timeZone" from tenants where id = ${tx.tenantId}`
  return row?.timeZone ?? 'UTC'
}

/** Converts the start of a meeting to its columns. */
export function readStart(startedAt: string | null): {
  startedAt: Date | null
  startedOffset: number | null
} {
  if (startedAt === null) return { startedAt: null, startedOffset: null }
  const { at, offsetMinutes } = readLocalMoment(startedAt)
  return { startedAt: at, startedOffset: offsetMinutes }
}

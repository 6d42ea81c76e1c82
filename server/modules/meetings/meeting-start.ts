import type { TenantTx } from '../../../db/tenant.ts'
import { readLocalMoment } from '../../platform/local-time.ts'

/** The zone of the organisation's clocks, which holds where a meeting tells no offset. */
export async function readTimeZone(tx: TenantTx): Promise<string> {
  const [row] = await tx.sql<{ timeZone: string }[]>`
    select time_zone as "timeZone" from tenants where id = ${tx.tenantId}`
  return row?.timeZone ?? 'UTC'
}

/** When a meeting began, as the columns that keep it. */
export function readStart(startedAt: string | null): {
  startedAt: Date | null
  startedOffset: number | null
} {
  if (startedAt === null) return { startedAt: null, startedOffset: null }
  const { at, offsetMinutes } = readLocalMoment(startedAt)
  return { startedAt: at, startedOffset: offsetMinutes }
}

import { and, asc, eq, gt } from 'drizzle-orm'
import { interactions } from '../../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../../db/tenant.ts'

export type CallRow = typeof interactions.$inferSelect

/** Lists the calls that were made for a meeting after the call with the id `after`, in order. */
export const listCalls = (
  tx: TenantTx,
  meetingId: string,
  after: string | undefined,
  limit: number,
): Promise<CallRow[]> =>
  tx.orm
    .select()
    .from(interactions)
    .where(
      and(
        eq(interactions.tenantId, tx.tenantId),
        eq(interactions.meetingId, meetingId),
        after === undefined ? undefined : gt(interactions.id, after),
      ),
    )
    .orderBy(asc(interactions.id))
    .limit(limit)

export async function findCall(tx: TenantTx, id: string): Promise<CallRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(interactions)
    .where(and(eq(interactions.tenantId, tx.tenantId), eq(interactions.id, id)))
  return row
}
